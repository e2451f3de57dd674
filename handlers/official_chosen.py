"""What an official chose to be done with words of his that he was asked back about: by a button, a nod or a number."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers import asking, offered, official_meant, official_presses, official_words, remembering, talking
from handlers.messages import Action, Inbound, Outcome
from handlers.official_presses import WORDS, say
from handlers.official_words import ANOTHER, DONE, NEW, PASS, TELL
from handlers.talk import Talk
from handlers.work import Case, Work
from nlu import guessing
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency
from storage import inbox, tickets
from storage.buttons import Button
from storage.inbox import InboxRow
from storage.residents import Dialogue, Resident

# 好 and 收到 are said to anything: no resident hears of words for these.
_YES = re.compile("(?:是|对|要|发){1,3}(?:的|吧|啊|呀|了|呢)?[。.！!]?")
_NO = re.compile("(?:都?不是|不用|不要|不发|算了|取消|没有)(?:了|的|吧)?[。.！!]?")
# A place and nothing else: 锦绣花园3号楼那个.
_PLACE = re.compile(r"\D{0,8}(?:[0-9]{1,4}(?:号楼|栋|幢|座|单元|室))+[的那这个件张单家]{0,4}[。.]?")
_ONCE = "这句话刚才已经办过了，没有再发。"
_NOTHING = "好的，这句话没有发给居民，也没有登记。"
_GONE = "这句话我找不到了，请再说一遍。"
_CHOICE = re.compile("a[1-9]")


def pressed(work: Work, message: Inbound, button: Button | None, value: str) -> Outcome:
    """A button of the card that asked him back."""
    op, _, number = value.partition(":")
    person = work.org.person_of(message.channel, message.sender)
    row = _row(work, person, number)
    if person is None or row is None:
        return say(work, message, _GONE, ok=False)
    if row.ticket_id is not None:
        return say(work, message, _ONCE, ok=False)
    case = work.case(button.ticket_id if button else offered.about(work, message))
    return _do(work, message, person, row, op, case)


def answered(talk: Talk, person: str, asked: Dialogue) -> Outcome | None:
    """The same in words: a nod, what a button says, or the number of another order; None is no answer."""
    work, text = talk.work, talk.text
    row = _row(work, person, str(asked.data["row"]))
    if row is None or row.ticket_id is not None:
        asking.settle(work, asked)
        return None
    if (button := offered.labelled(work, talk.message, text)) and button["action"].startswith(f"{Action.SAID}:"):
        message = replace(talk.message, text="", press=button["action"], button=button["id"])
        return pressed(work, message, offered.pressed(work, message), button["action"].partition(":")[2])
    first = asked.data["first"]
    if first and _YES.fullmatch(text) and offered.newest(work, talk.message) == f"{Action.SAID}:{first}:{row.id}":
        return _do(work, talk.message, person, row, first, work.case(asked.data["tickets"][0]))
    if _NO.fullmatch(text):
        op = ANOTHER if first else official_words.NONE
        return _do(work, talk.message, person, row, op, work.case(asked.data["tickets"][0]))
    named = _named(talk, person)
    return official_words.ask_about(work, talk.message, named, person, row) if named is not None else None


def _named(talk: Talk, person: str) -> Case | None:
    """The order in hand that a message names by its number or place, and says nothing else."""
    meant = official_meant.find(talk, official_meant.held(talk, person))
    alone = not meant.words if meant.named else bool(meant.here and _PLACE.fullmatch(talk.text))
    return talk.case(meant.found[0]) if alone and len(meant.found) == 1 else None


def _row(work: Work, person: str | None, number: str) -> InboxRow | None:
    """The line as it came in, if it was his own."""
    if person is None or not number.isdigit() or len(number) > 19:
        return None
    found = inbox.get_many(work.conn, work.district, [int(number)])
    return next((row for row in found if work.org.person_of(row.channel, row.sender) == person), None)


def _do(work: Work, message: Inbound, person: str, row: InboxRow, op: str, case: Case | None) -> Outcome:
    asked = _settle(work, message)
    if op == NEW:
        return _open(work, person, row, asked)
    if case is not None and op in (TELL, DONE, PASS):
        return _carry_out(case, message, row, op)
    if case is not None and _CHOICE.fullmatch(op):
        return official_words.ask_about(work, message, case, person, row)
    held = tickets.held_by(work.conn, work.district, person)
    others = [one for one in held if case is None or one.id != case.ticket.id]
    if op == ANOTHER and others:
        return official_words.ask_which(work, message, person, row, others)
    inbox.belongs(work.batch, work.district, row.id, None, "官员说都不是")
    return say(work, message, _NOTHING)


def _settle(work: Work, message: Inbound) -> Dialogue | None:
    asked = asking.pending(work, message)
    if asked is None or asked.topic != official_words.TOPIC:
        return None
    asking.settle(work, asked)
    return asked


def _carry_out(case: Case, message: Inbound, row: InboxRow, op: str) -> Outcome:
    """Do with the words what he chose; whatever else has to be said is asked for, and the words are kept."""
    work = case.work
    action = {TELL: Action.PROGRESS, DONE: official_words.done_by(case), PASS: Action.TRANSFER}[op]
    rows, words = official_words.gathered(work, row, case.ticket)
    waited = asking.take(work, message, asking.PHOTO)
    rows = inbox.get_many(work.conn, work.district, waited.data["photos"] if waited else []) + rows
    images = tuple(image for one in rows for image in one.payload.get("images") or ())
    told = replace(message, text="" if op == PASS else words, images=images)
    outcome = official_presses.press(case, told, action, kept=words if op == PASS else "")
    if not outcome.ok:
        return outcome
    for one in rows:
        if one.payload.get("images"):
            case.add_message(one.id, one.message_id, one.sender, "photo")
        if not _still_asks(work, message, case):
            inbox.belongs(work.batch, work.district, one.id, case.ticket.id, outcome.reason)
    return outcome


def _still_asks(work: Work, message: Inbound, case: Case) -> bool:
    asked = asking.pending(work, message)
    return asked is not None and asked.topic == WORDS and asked.data["ticket"] == case.ticket.id


def _open(work: Work, person: str, row: InboxRow, asked: Dialogue | None) -> Outcome:
    """是新问题: a report of his own, as if he had nothing in hand."""
    message = Inbound.stored(row.channel, row.message_id, row.at, row.sender, row.chat, row.payload)
    place = find_place(message.text, work.org.estates)
    said = Understanding(message.text, Intent.APPEAL, 1.0, tuple(_issues(row, message.text, asked)), place)
    talk = Talk(work, row, message, said, as_reporter(work, message, said, person))
    outcome = talking.appeal(talk)
    if outcome.ticket_id is not None:
        talking.bring_photos(talk, outcome.ticket_id)
        inbox.belongs(work.batch, work.district, row.id, outcome.ticket_id, "官员说是新问题")
    return outcome


def _issues(row: InboxRow, text: str, asked: Dialogue | None) -> list[Issue]:
    """As it was understood, while that is kept; else what the words may be about."""
    kept = (asked.data.get("issues") or {}).get(str(row.id)) if asked else None
    if not kept:
        return [guessing.trouble(text) or guessing.unsure(text, guessing.subject(text) or "other")]
    return [Issue(key, Kind(kind), Urgency(urgency), sure, (0, len(text))) for key, kind, urgency, sure in kept]


def as_reporter(work: Work, message: Inbound, said: Understanding, person: str) -> Resident:
    """An official who reports what he sees stands where his duty is, unless he names a place."""
    duties = work.org.duties_of(person, work.today)
    own = next((unit for duty in duties if (unit := remembering.home(work.org, duty.unit))), None)
    place = said.place
    return Resident(
        work.district, message.channel, message.sender, None, place.estate or own, place.building, place.entrance,
        place.room, work.now,
    )  # fmt: skip
