"""A message that belongs to a ticket: the reporter goes on, or a neighbour has the same trouble."""

from __future__ import annotations

from handlers import passing_on, placing, surveys, wording
from handlers.commitments import hearing as promised
from handlers.evidence import fine, noting
from handlers.evidence.doors import Door
from handlers.incidents import asked, watching
from handlers.passing_on import Line
from handlers.talk import Talk
from handlers.work import Case
from nlu.understanding import Urgency
from storage import unrecorded

_LONGEST_SUMMARY = 500


def join(talk: Talk, case: Case, part: str) -> None:
    """Let a group message belong to a ticket; its people hear what is new in it."""
    message, ticket = talk.message, case.ticket
    own = message.sender == ticket.reporter and message.channel == ticket.channel
    if part == "fine":
        fine.keep(talk, case)
        return
    # Each message of somebody who is not named has another sender: nobody can say how many households they are.
    unnamed = unrecorded.is_nobody(message.sender)
    unwritten = part == "photo" and message.voice
    counts_nobody = part == "me_too" and (own or unnamed)
    kept = "more" if part == "restored" or unwritten or counts_nobody else part
    case.add_message(talk.row.id, message.id, message.sender, kept)
    promised.heard(talk, case)
    if part == "restored":
        case.record("restored", "resident", text=wording.short(message.text))
        passing_on.tell(case, Line("restored", wording.short(message.text, 40)))
    elif own:
        go_on(case, talk)
    elif part == "me_too" and unnamed:
        passing_on.tell(case, Line("words", talk.text))
    elif part == "me_too":
        _count_in(talk, case)
    elif part == "photo":
        _tell_unwritten(talk, case)
    if not own or part == "restored":
        noting.facts(case, talk.row, message)


def go_on(case: Case, talk: Talk) -> bool:
    """The reporter adds words, a door or photos; False when this joins what is told in a moment anyway."""
    first = False
    placing.complete(case.ticket, talk.said.place)
    noting.facts(case, talk.row, talk.message)
    if words := talk.text:
        _keep_words(case, words)
        urgent = any(issue.urgency is not Urgency.NORMAL for issue in talk.issues)
        first = passing_on.tell(case, Line("words", words), at_once=urgent)
    return _tell_unwritten(talk, case) or first


def _tell_unwritten(talk: Talk, case: Case) -> bool:
    """Its people hear of a picture, or of a voice nobody wrote down; False when this joins what is told anyway."""
    message = talk.message
    if message.voice:
        return not talk.text and passing_on.tell(case, Line("voice"))
    return bool(message.images) and passing_on.tell(case, Line("photo"))


def _keep_words(case: Case, words: str) -> None:
    ticket = case.ticket
    if len(ticket.summary) < _LONGEST_SUMMARY:
        ticket.summary = f"{ticket.summary} / {wording.short(words, 200)}".strip(" /")


def _count_in(talk: Talk, case: Case) -> None:
    """Once each, and only residents: an official who speaks of the trouble is not one more household."""
    work, message = talk.work, talk.message
    person = work.org.person_of(message.channel, message.sender)
    if person is not None and person in case.people:
        passing_on.tell(case, Line("words", talk.text))
        return
    counted = noting.count_in(talk, case)
    if counted.account:
        case.record("joined", "resident", building=counted.door.building)
        surveys.include(case, message.channel, message.sender)
    if counted.household or counted.news:
        line = Line("neighbour", _house(counted.door)) if counted.household else Line("evidence")
        passing_on.tell(case, line, at_once=counted.news)
    if counted.account:
        asked.counted_in(talk, case)
        watching.look(case)


def _house(door: Door) -> str:
    return f"{door.building}号楼" if door.building else ""
