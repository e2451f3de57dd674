"""An official's private chat: text codes for buttons, my list, asked-for words, and reporting what he sees."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers import (
    asking,
    cards,
    notices,
    offered,
    official_presses,
    phone,
    phrases,
    presses,
    private,
    remembering,
    wording,
)
from handlers.cadences import said as rounds
from handlers.deeds import DEEDS
from handlers.figures import own_score
from handlers.importing import pasted
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.official_presses import WORDS
from handlers.org import Address
from handlers.talk import Talk, number_in
from handlers.volunteering import wishing
from handlers.work import Work
from handlers.workflow import NAMES, Status
from nlu.chatrecords.json_form import looks_forwarded
from nlu.intents import fixed_intent
from nlu.understanding import Intent, Understanding
from storage import outbox, tickets
from storage.inbox import InboxRow
from storage.residents import Dialogue, Resident

_LIST = {"待办", "我的待办", "工单", "我的工单", "列表", "清单"}
_SHOWN = 10
_CODE = re.compile(r"([1-9])(?:[.。、，,：:\s]+(.*))?", re.DOTALL)
# A label is a command only when it stands alone or before a break: 办结不了 is not 办结.
_BREAK = r"(?:[\s:：,，、。.！!]+(.*))?"
_ALSO_SAID = {Action.REPORT: "报到(?:结果)?", Action.RESOLVE: f"(?:{cards.LABELS[Action.RESOLVE]}|{cards.COMPLETE})"}
_LABELS = {
    action: re.compile(_ALSO_SAID.get(action, label) + _BREAK, re.DOTALL)
    for action, label in cards.LABELS.items()
    if action in DEEDS
}
# What an official says as one who reported something himself.
_AS_REPORTER = {Intent.RATING, Intent.CANCEL, Intent.RESTORED, Intent.THANKS, Intent.FOLLOW_UP}


def talk_to(
    work: Work, row: InboxRow, message: Inbound, said: Understanding, person: str, asked: Dialogue | None
) -> Outcome:
    """A message of somebody with a duty."""
    if pressed := _code(work, message):
        return _with_photo(work, row, message, presses.press(work, pressed, row))
    if (found := _asked_for(work, message, person)) is not None:
        return found
    if asked is not None and asked.topic == WORDS and message.text.strip() and not looks_forwarded(message.text):
        return _with_photo(work, row, message, official_presses.words(work, message, asked))
    if asked is not None and asked.topic == WORDS and message.images:
        return _with_photo(work, row, message, official_presses.still_waits(work, message, asked))
    talk = Talk(work, row, message, said, _as_reporter(work, message, said, person))
    if (record := pasted.heard(talk, person)) is not None:
        return record
    if (round_said := rounds.said(work, row, message, said, person, asked)) is not None:
        return round_said
    if _reports(talk, asked):
        return private.reply(talk, asked)
    if said.intent is Intent.ASK_PROGRESS:
        return _list(work, message, person)
    return _help(talk)


def _asked_for(work: Work, message: Inbound, person: str) -> Outcome | None:
    """His list, his phone page, his scorecard; None when he asks for none of them."""
    if message.text.strip() in _LIST:
        return _list(work, message, person)
    if message.text.strip() in phone.ASKED_FOR:
        return phone.link(work, message, person)
    return own_score.heard(work, message, person)


def _with_photo(work: Work, row: InboxRow, message: Inbound, outcome: Outcome) -> Outcome:
    """A photo of what was done belongs to the ticket it was done for."""
    if message.images and outcome.ok and outcome.ticket_id and (case := work.case(outcome.ticket_id)):
        case.add_message(row.id, message.id, message.sender, "photo")
    return outcome


def _reports(talk: Talk, asked: Dialogue | None) -> bool:
    """Whether he speaks as one who reports: a trouble, an answer to our question, a word on his own report."""
    message, said = talk.message, talk.said
    if said.appeal or message.images or message.voice or said.intent is Intent.ASK_OFFICER:
        return True
    if wishing.begins(talk):
        return True
    if asked is not None and asked.topic != WORDS:
        return True
    return said.intent in _AS_REPORTER and bool(talk.own())


def _code(work: Work, message: Inbound) -> Inbound | None:
    """The press meant by words: a number printed on the newest card, or a label with what follows."""
    text = message.text.strip()
    if found := _CODE.fullmatch(text):
        shown = offered.numbered(work, message)
        number = int(found[1])
        if number <= len(shown):
            button = shown[number - 1]
            return replace(message, text=(found[2] or "").strip(), press=button["action"], button=button["id"])
        return None
    for action, pattern in _LABELS.items():
        if found := pattern.fullmatch(text):
            ticket, words = _ticket_named((found[1] or "").strip())
            words = words.removeprefix("给") if action is Action.TRANSFER else words
            return replace(message, text=words, press=action.value, ticket=ticket)
    return None


def _ticket_named(words: str) -> tuple[str | None, str]:
    """The ticket whose number stands first, and the words after it."""
    head, _, rest = words.partition(" ")
    number = number_in(head)
    return (number, rest.strip()) if number else (None, words)


def _list(work: Work, message: Inbound, person: str) -> Outcome:
    held = tickets.held_by(work.conn, work.district, person, limit=_SHOWN + 1)
    own = tickets.of_reporter(work.conn, work.district, message.channel, message.sender, _SHOWN)
    lines = [cards.line(t) for t in held[:_SHOWN]]
    lines += ["……更多请到工作台查看"] if len(held) > _SHOWN else []
    parts = ["您名下的工单：\n" + "\n".join(lines) if lines else "您名下没有待办工单。"]
    mine = [f"{t.number} {wording.category(t.category)}：{NAMES[Status(t.status)]}" for t in own[:3]]
    parts += ["您自己反映的：\n" + "\n".join(mine)] if mine else []
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, "\n".join(parts))
    return Outcome("看待办")


def _help(talk: Talk) -> Outcome:
    """The whole of it once in a while, otherwise one line; a nod needs no lesson."""
    work, message = talk.work, talk.message
    since = asking.ago(work, work.policy.conversation.help_every)
    rows = outbox.of_recipient(work.conn, work.district, message.channel, message.sender, 20)
    lately = any(phrases.OFFICIAL_HELP in row.text and row.created_at >= since for row in rows)
    nod = fixed_intent(message.text.strip().lower()) in (Intent.CHATTER, Intent.THANKS)
    talk.answer(phrases.OFFICIAL_SHORT if lately or nod else phrases.OFFICIAL_HELP)
    return Outcome("工作人员，不是操作")


def _as_reporter(work: Work, message: Inbound, said: Understanding, person: str) -> Resident:
    """An official who reports what he sees stands where his duty is, unless he names a place."""
    duties = work.org.duties_of(person, work.today)
    own = next((unit for duty in duties if (unit := remembering.home(work.org, duty.unit))), None)
    place = said.place
    return Resident(
        work.district, message.channel, message.sender, None, place.estate or own, place.building, place.entrance,
        place.room, work.now,
    )  # fmt: skip
