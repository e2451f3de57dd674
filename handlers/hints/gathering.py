"""The facts of a completion, read from the rows around it."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import asking
from handlers.closing.tally import NOT
from handlers.durations import Duration
from handlers.hints import watching
from handlers.hints.finding import Bounds, Facts, Photo, Reply
from handlers.work import Case, Work
from storage import clocks, files, hints, inbox, likeness, surveys, tickets
from storage.events import Event
from storage.files import FileRow
from storage.hints import Completion
from storage.incidents import FOLLOWED
from storage.likeness import Likeness
from storage.surveys import Rating
from storage.tickets import Ticket, TicketMessage


def bounds(work: Work) -> Bounds:
    """The policy's numbers."""
    rule, above = work.policy.inspection, work.policy.incidents
    wide = frozenset(above.categories) - frozenset(above.building_only) if above else frozenset()
    return Bounds(
        _length(work, rule.taken_before), _length(work, rule.at_once), rule.last_minute_times, rule.alike,
        rule.shortest, rule.templates, wide,
    )  # fmt: skip


def _length(work: Work, length: Duration) -> timedelta:
    return asking.ahead(work, length)


def facts(case: Case, done: Completion) -> tuple[Facts, bool]:
    """Everything around a completion, and whether a photo of it is still on its way."""
    work, ticket = case.work, case.ticket
    history = _of_round(case.history(), done.round)
    begun = _begun(case, history, done)
    taken = [event for event in history if _took(event) and event.at < done.at]
    accepted = _accepted(taken, done)
    orders = [*_above(case, history), ticket]
    said = {message.inbox_id: message for order in orders for message in tickets.messages_of(work.conn, order)}
    every = {row.id: row for order in orders for row in files.of_ticket(work.conn, work.district, order.id)}
    after = [row for row in every.values() if _after(case, said[row.inbox_id], row, taken[0].at if taken else begun)]
    his = [row for row in after if _his(case, done, said[row.inbox_id], row, accepted)]
    photos = tuple(_photo(work, row) for row in his if row.state == "kept")
    pictured = bool(after) or any(_pictured(case, message, begun) for message in said.values())
    found = Facts(
        ticket, done.at, done.words, done.spare if _close(work, done) else None, begun, accepted,
        pictured or any(_there(event) for event in history), photos, frozenset(every) - {row.id for row in after},
        _tickets(work, {other.ticket_id for photo in photos for other in photo.alike}),
        tuple(_replies(work, done)), tuple(_last_minutes(work, done)), _unsolved(case, done),
    )  # fmt: skip
    return found, any(row.state == "wanted" for row in his)


def _of_round(history: list[Event], number: int) -> list[Event]:
    """What happened from the opening, or a reopening, to the next one."""
    starts = [0, *(place for place, event in enumerate(history) if event.kind == "reopened"), len(history)]
    number = min(number, len(starts) - 1)
    return history[starts[number - 1] : starts[number]]


def _begun(case: Case, history: list[Event], done: Completion) -> datetime:
    """When the round began: the first with the residents' words, which are older than a ticket that was split off."""
    begun = history[0].at if history else case.ticket.opened_at
    if done.round > 1:
        return begun
    ids = [message.inbox_id for message in tickets.messages_of(case.work.conn, case.ticket)]
    return min([begun, *(row.at for row in inbox.get_many(case.work.conn, case.work.district, ids))])


def _above(case: Case, history: list[Event]) -> list[Ticket]:
    """The incidents with which something was done here; the ticket may have left them since."""
    numbers = dict.fromkeys(str(event.data.get("incident")) for event in history if event.kind == FOLLOWED)
    found = (tickets.by_number(case.work.conn, case.work.district, number) for number in numbers)
    return [ticket for ticket in found if ticket is not None]


def _took(event: Event) -> bool:
    """Whether somebody took it, or the incident above it."""
    return event.kind == "accepted" or (event.kind == FOLLOWED and event.data.get("what") == "accept")


def _there(event: Event) -> bool:
    """Whether somebody was there, or at the incident above it, or the resident said that it works again."""
    return event.kind in ("on_site", "restored") or (event.kind == FOLLOWED and event.data.get("what") == "on_site")


def _accepted(taken: list[Event], done: Completion) -> datetime | None:
    """When he took it, if that was a deed of its own: 办结 alone implies it, and says nothing of when he began."""
    return next((event.at for event in reversed(taken) if event.actor == done.person), None)


def _official(case: Case, channel: str, message: TicketMessage) -> bool:
    return message.part != "opening" and case.work.org.person_of(channel, message.sender) is not None


def _after(case: Case, message: TicketMessage, row: FileRow, since: datetime) -> bool:
    """Whether a file shows what was done: sent by an official since anybody has the ticket, or with its incident."""
    return _official(case, row.channel, message) and (message.ticket_id != case.ticket.id or message.at >= since)


def _his(case: Case, done: Completion, message: TicketMessage, row: FileRow, accepted: datetime | None) -> bool:
    """Whether he answers for it: his own, or sent since he has the ticket; not what a colleague sent before him."""
    own = case.work.org.person_of(row.channel, message.sender) == done.person
    return own or (accepted is not None and message.at >= accepted)


def _pictured(case: Case, message: TicketMessage, since: datetime) -> bool:
    """Whether an official sent a picture of which no file is kept."""
    if message.part != "photo" or message.at < since:
        return False
    if message.ticket_id != case.ticket.id:
        return True  # residents write to the tickets beneath an incident, never to itself
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
    """What he completed shortly before its deadline lately, this one included; what was done at one moment once."""
    since = done.at - _length(work, work.policy.inspection.last_minute_within)
    rows = hints.of_person(work.conn, work.district, done.person, since, done.at + timedelta(microseconds=1))
    jobs = {row.at: row.ticket_id for row in reversed(rows) if row.ticket_id != done.ticket_id and _close(work, row)}
    if _close(work, done):
        jobs[done.at] = done.ticket_id
    known = _tickets(work, set(jobs.values()))
    latest = dict.fromkeys(jobs[at] for at in sorted(jobs, reverse=True))
    return [known[one].number for one in latest if one in known]


def _close(work: Work, done: Completion) -> bool:
    """Whether it was done shortly before its deadline; of a short promise nearly all of it would be shortly before."""
    rule = work.policy.inspection
    if done.spare is None or done.spare < 0:
        return False
    most = _length(work, rule.last_minute)
    if clock := watching.kept(work, clocks.of_ticket(work.conn, work.district, done.ticket_id), done.at):
        most = min(most, (clock.due_at - clock.started_at) * rule.last_minute_share)
    return done.spare <= most.total_seconds()


def _unsolved(case: Case, done: Completion) -> int:
    """How many residents say of this round that it is not solved; partly solved is something else."""
    low = case.work.policy.survey.low_score
    rows = surveys.ratings_of(case.work.conn, case.work.district, case.ticket.id)
    last = {(row.channel, row.account): row for row in rows if row.round == done.round}
    return sum(_says_not(row, low) for row in last.values())


def _says_not(row: Rating, low: int) -> bool:
    if row.result is not None:
        return row.result == NOT
    return row.solved is False or (row.score is not None and row.score <= low)
