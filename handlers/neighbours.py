"""A message that belongs to a ticket: the reporter goes on, or a neighbour has the same trouble."""

from __future__ import annotations

from handlers import passing_on, placing, wording
from handlers.passing_on import Line
from handlers.talk import Talk
from handlers.work import Case
from nlu.understanding import Place, Urgency
from storage import supporters

_LONGEST_SUMMARY = 500


def join(talk: Talk, case: Case, part: str) -> None:
    """Let a group message belong to a ticket; its people hear what is new in it."""
    message, ticket = talk.message, case.ticket
    own = message.sender == ticket.reporter and message.channel == ticket.channel
    kept = "more" if part == "restored" or (part == "me_too" and own) else part
    case.add_message(talk.row.id, message.id, message.sender, kept)
    if part == "restored":
        case.record("restored", "resident", text=wording.short(message.text))
        passing_on.tell(case, Line("restored", wording.short(message.text, 40)))
    elif own:
        go_on(case, talk)
    elif part == "me_too":
        _count_in(talk, case)
    elif part == "photo":
        passing_on.tell(case, Line("photo"))


def go_on(case: Case, talk: Talk) -> bool:
    """The reporter adds words, a door or photos; False when this joins what is told in a moment anyway."""
    first = False
    placing.complete(case.ticket, talk.said.place)
    if words := talk.text:
        _keep_words(case, words)
        urgent = any(issue.urgency is not Urgency.NORMAL for issue in talk.issues)
        first = passing_on.tell(case, Line("words", words), at_once=urgent)
    if talk.message.images:
        first = passing_on.tell(case, Line("photo")) or first
    return first


def _keep_words(case: Case, words: str) -> None:
    ticket = case.ticket
    if len(ticket.summary) < _LONGEST_SUMMARY:
        ticket.summary = f"{ticket.summary} / {wording.short(words, 200)}".strip(" /")


def _count_in(talk: Talk, case: Case) -> None:
    """Once each, and only residents: an official who speaks of the trouble is not one more household."""
    work, message, place = talk.work, talk.message, talk.said.place
    person = work.org.person_of(message.channel, message.sender)
    if person is not None and person in case.people:
        passing_on.tell(case, Line("words", talk.text))
        return
    door = (place.building, place.entrance)
    if supporters.add(work.conn, case.ticket, message.channel, message.sender, work.now, door):
        case.record("joined", "resident", building=place.building)
        passing_on.tell(case, Line("neighbour", _door(place)))


def _door(place: Place) -> str:
    return f"{place.building}号楼" if place.building else ""
