"""The facts of a completion, read from the rows around it."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import asking
from handlers.durations import Duration
from handlers.hints.finding import Bounds, Facts, Photo, Reply
from handlers.work import Case, Work
from storage import files, hints, likeness, surveys, tickets
from storage.events import Event
from storage.files import FileRow
from storage.hints import Completion
from storage.likeness import Likeness
from storage.tickets import Ticket, TicketMessage


def bounds(work: Work) -> Bounds:
    """The policy's numbers."""
    rule = work.policy.inspection
    return Bounds(
        _length(work, rule.taken_before), _length(work, rule.at_once), _length(work, rule.last_minute),
        rule.last_minute_times, rule.alike, rule.shortest, rule.templates,
    )  # fmt: skip


def _length(work: Work, length: Duration) -> timedelta:
    return asking.ahead(work, length)


def facts(case: Case, done: Completion) -> tuple[Facts, bool]:
    """Everything around a completion, and whether a photo of it is still on its way."""
    work, ticket = case.work, case.ticket
    history = _of_round(case.history(), done.round)
    begun = history[0].at if history else ticket.opened_at
    accepted = _accepted(history, done)
    said = {message.inbox_id: message for message in tickets.messages_of(work.conn, ticket)}
    every = files.of_ticket(work.conn, work.district, ticket.id)
    after = [row for row in every if _after(case, said[row.inbox_id], row, accepted or begun)]
    photos = tuple(_photo(work, row) for row in after if row.state == "kept")
    wanted = any(row.state == "wanted" for row in after)
    pictured = bool(after) or any(_pictured(case, message, begun) for message in said.values())
    seen = pictured or any(event.kind in ("on_site", "restored") for event in history)
    alike = {other.ticket_id for photo in photos for other in photo.alike}
    found = Facts(
        ticket, done.at, done.words, done.spare, begun, accepted, seen, photos,
        frozenset(row.id for row in every if row not in after), _tickets(work, alike),
        tuple(_replies(work, done)), tuple(_last_minutes(work, done)), _unsolved(case, done),
    )  # fmt: skip
    return found, wanted


def _of_round(history: list[Event], number: int) -> list[Event]:
    """What happened from the opening, or a reopening, to the next one."""
    starts = [0, *(place for place, event in enumerate(history) if event.kind == "reopened"), len(history)]
    number = min(number, len(starts) - 1)
    return history[starts[number - 1] : starts[number]]


def _accepted(history: list[Event], done: Completion) -> datetime | None:
    """When he took it, if that was a deed of its own: 办结 alone implies it, and says nothing of when he began."""
    taken = [event.at for event in history if event.kind == "accepted" and event.actor == done.person]
    return taken[-1] if taken and taken[-1] < done.at else None


def _official(case: Case, channel: str, message: TicketMessage) -> bool:
    return message.part != "opening" and case.work.org.person_of(channel, message.sender) is not None


def _after(case: Case, message: TicketMessage, row: FileRow, since: datetime) -> bool:
    """Whether a file shows what was done: sent by an official, since he has the ticket."""
    return _official(case, row.channel, message) and message.at >= since


def _pictured(case: Case, message: TicketMessage, since: datetime) -> bool:
    """Whether an official sent a picture of which no file is kept."""
    if message.part != "photo" or message.at < since:
        return False
    official = case.work.org.person_of(case.ticket.channel, message.sender)
    return official is not None or message.sender in case.people


def _photo(work: Work, row: FileRow) -> Photo:
    if row.likeness is None:
        return Photo(row.id, row.created_at, row.taken_at)
    looks = Likeness(row.likeness, row.likeness_inside)
    found = likeness.alike(work.conn, work.district, looks, work.policy.inspection.likeness)
    return Photo(row.id, row.created_at, row.taken_at, tuple(found))


def _tickets(work: Work, ids: set[int]) -> dict[int, Ticket]:
    found = (tickets.get(work.conn, work.district, one) for one in sorted(ids))
    return {ticket.id: ticket for ticket in found if ticket is not None}


def _replies(work: Work, done: Completion) -> list[Reply]:
    """What he wrote of other tickets lately, latest first."""
    since = done.at - _length(work, work.policy.inspection.compare)
    rows = hints.of_person(work.conn, work.district, done.person, since, done.at)
    known = _tickets(work, {row.ticket_id for row in rows} - {done.ticket_id})
    return [Reply(known[row.ticket_id], row.words, row.at) for row in rows if row.ticket_id in known]


def _last_minutes(work: Work, done: Completion) -> list[str]:
    """What he completed shortly before its deadline lately, this one included."""
    rule = work.policy.inspection
    since, most = done.at - _length(work, rule.last_minute_within), _length(work, rule.last_minute).total_seconds()
    rows = hints.of_person(work.conn, work.district, done.person, since, done.at + timedelta(microseconds=1))
    close = [row.ticket_id for row in rows if row.spare is not None and 0 <= row.spare <= most]
    known = _tickets(work, set(close))
    return [known[one].number for one in dict.fromkeys(close) if one in known]


def _unsolved(case: Case, done: Completion) -> int:
    """How many residents say of this round that it is not solved."""
    low = case.work.policy.survey.low_score
    rows = surveys.ratings_of(case.work.conn, case.work.district, case.ticket.id)
    last = {(row.channel, row.account): row for row in rows if row.round == done.round}
    return sum(row.solved is False or (row.score is not None and row.score <= low) for row in last.values())
