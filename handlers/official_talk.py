"""An official's private chat: text codes for buttons, my list, asked-for words, and reporting what he sees."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers import (
    asking,
    cards,
    offered,
    official_asked,
    official_chosen,
    official_meant,
    official_presses,
    official_words,
    phone,
    phrases,
    presses,
    private,
    talking,
)
from handlers.cadences import said as rounds
from handlers.deeds import DEEDS
from handlers.figures import own_score
from handlers.importing import pasted
from handlers.messages import Action, Inbound, Outcome
from handlers.official_meant import Meant
from handlers.official_presses import WORDS
from handlers.talk import Talk, number_in
from handlers.volunteering import wishing
from handlers.work import Work
from nlu.chatrecords.json_form import looks_forwarded
from nlu.intents import fixed_intent
from nlu.understanding import Intent, Understanding
from storage import outbox
from storage.inbox import InboxRow
from storage.residents import Dialogue
from storage.tickets import Ticket

# Words that go to residents: those for another order must not be taken for these.
_TELLS = {Action.PROGRESS, Action.RESOLVE, Action.PLAN, Action.ON_SITE}
_HOW_FAR = re.compile(r"(?:进展|进度)[\s:：,，、。.]+(.+)", re.DOTALL)
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
    talk = Talk(work, row, message, said, official_chosen.as_reporter(work, message, said, person))
    held = official_meant.held(talk, person)
    if pressed := _code(work, message, held):
        return _with_photo(work, row, message, presses.press(work, pressed, row))
    if (found := _asked_for(work, message, person)) is not None:
        return found
    meant = official_meant.find(talk, held) if held and talk.text and not looks_forwarded(message.text) else None
    if asked is not None and asked.topic == WORDS and (found := _awaited(talk, person, asked, meant)) is not None:
        return found
    if (record := pasted.heard(talk, person)) is not None:
        return record
    if (round_said := rounds.said(work, row, message, said, person, asked)) is not None:
        return round_said
    if (found := _of_work(talk, person, asked, meant)) is not None:
        return found
    if _reports(talk, asked):
        return private.reply(talk, asked)
    if said.intent is Intent.ASK_PROGRESS:
        return official_asked.list_(work, message, person)
    return _help(talk)


def _asked_for(work: Work, message: Inbound, person: str) -> Outcome | None:
    """His list, his phone page, his scorecard; None when he asks for none of them."""
    if official_asked.wants_list(message.text.strip()):
        return official_asked.list_(work, message, person)
    if message.text.strip() in phone.ASKED_FOR:
        return phone.link(work, message, person)
    return own_score.heard(work, message, person)


def _awaited(talk: Talk, person: str, asked: Dialogue, meant: Meant | None) -> Outcome | None:
    """The words a button was waiting for, unless they name another order he has in hand."""
    work, message = talk.work, talk.message
    if meant is not None and meant.named and asked.data["ticket"] not in {one.id for one in meant.found}:
        return official_words.ask(talk, person, meant) if asked.data["action"] in _TELLS else _words(talk, asked)
    if talk.text and not looks_forwarded(message.text):
        return _words(talk, asked)
    if message.images:
        return _with_photo(work, talk.row, message, official_presses.still_waits(work, message, asked))
    return None


def _words(talk: Talk, asked: Dialogue) -> Outcome:
    return _with_photo(talk.work, talk.row, talk.message, official_presses.words(talk.work, talk.message, asked))


def _of_work(talk: Talk, person: str, asked: Dialogue | None, meant: Meant | None) -> Outcome | None:
    """What is said of the work in hand; None where he reports, answers, nods or has none."""
    choosing = asked if asked is not None and asked.topic == official_words.TOPIC and talk.text else None
    if choosing is not None and (found := official_chosen.answered(talk, person, choosing)) is not None:
        return found
    if (shown := official_asked.about(talk, person, meant)) is not None:
        return shown
    if meant is None:
        return _photo_alone(talk, person, asked)
    ours = asked is None or asked.topic in (official_words.TOPIC, asking.PHOTO, WORDS)
    if not (ours or meant.named) or official_words.nods(talk) or wishing.begins(talk):
        return None
    if official_words.is_report(talk, meant) or official_words.of_his_own(talk, meant):
        return None
    if official_asked.asks(talk.text) and not talk.said.appeal and not meant.sure:
        return None
    return official_words.ask(talk, person, meant)


def _photo_alone(talk: Talk, person: str, asked: Dialogue | None) -> Outcome | None:
    """A picture without words, while he has work in hand: it may belong there."""
    waits = asked is None or asked.topic in (official_words.TOPIC, asking.PHOTO)
    if talk.text or not talk.message.images or not waits or talking.burst(talk) is not None:
        return None
    if not official_meant.held(talk, person):
        return None
    talking.wait_for_words(talk, asked, phrases.OFFICIAL_PHOTO)
    return Outcome("只有照片，已请说明是哪件")


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
    if asked is not None and asked.topic not in (WORDS, official_words.TOPIC):
        return True
    return said.intent in _AS_REPORTER and bool(talk.own())


def _code(work: Work, message: Inbound, held: list[Ticket]) -> Inbound | None:
    """The press meant by words: a number printed on the newest card, or a label with what follows."""
    text = message.text.strip()
    if found := _CODE.fullmatch(text):
        shown = offered.numbered(work, message)
        number = int(found[1])
        if number <= len(shown):
            button = shown[number - 1]
            return replace(message, text=(found[2] or "").strip(), press=button["action"], button=button["id"])
        return None
    first, rest = _ticket_named(text, held)
    for action, pattern in _LABELS.items():
        if found := pattern.fullmatch(rest):
            ticket, words = _ticket_named((found[1] or "").strip(), held)
            words = words.removeprefix("给") if action is Action.TRANSFER else words
            return replace(
                message, text=words, press=action.value, ticket=ticket or first or _only(work, message, action, held)
            )
    return _progress(message, text, held)


def _only(work: Work, message: Inbound, action: Action, held: list[Ticket]) -> str | None:
    """The one order in hand, where no card has a button for what he says: it is all he can mean."""
    return held[0].number if len(held) == 1 and offered.meant(work, message, action, "") is None else None


def _progress(message: Inbound, text: str, held: list[Ticket]) -> Inbound | None:
    """进展 or 进度 with the number of an order and with words is 报进展; alone it asks."""
    found = _HOW_FAR.fullmatch(text)
    ticket, words = _ticket_named(found[1].strip(), held) if found else (None, "")
    if ticket is None or not words or official_asked.asks(words):
        return None
    return replace(message, text=words, press=Action.PROGRESS.value, ticket=ticket)


def _ticket_named(words: str, held: list[Ticket]) -> tuple[str | None, str]:
    """The ticket whose number, or the end of it, stands first, and the words after it."""
    head, _, rest = words.partition(" ")
    if number := number_in(head):
        return number, rest.strip()
    ends = [ticket.number for ticket in held if ticket.number.partition("-")[2] == head]
    return (ends[0], rest.strip()) if len(ends) == 1 else (None, words)


def _help(talk: Talk) -> Outcome:
    """The whole of it once in a while, otherwise one line; a nod needs no lesson."""
    work, message = talk.work, talk.message
    since = asking.ago(work, work.policy.conversation.help_every)
    rows = outbox.of_recipient(work.conn, work.district, message.channel, message.sender, 20)
    lately = any(phrases.OFFICIAL_HELP in row.text and row.created_at >= since for row in rows)
    nod = fixed_intent(message.text.strip().lower()) in (Intent.CHATTER, Intent.THANKS)
    talk.answer(phrases.OFFICIAL_SHORT if lately or nod else phrases.OFFICIAL_HELP)
    return Outcome("工作人员，不是操作")
