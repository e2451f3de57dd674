"""What could not be delivered takes another way: the person's next channel, or somebody who goes to the door."""

from __future__ import annotations

from datetime import timedelta

from handlers import notices, privacy, wording
from handlers.joint import rooms
from handlers.messages import Card, Kind
from handlers.work import Case, Work
from storage.outbox import OutboxRow
from storage.rooms import PREFIX

# What a resident has to hear of his own trouble, one way or another.
_MUST_REACH = frozenset({Kind.RESULT, Kind.SURVEY, Kind.ASK, Kind.PROGRESS})
# Who goes to the door, nearest first; the desk telephones.
_GO = ("grid_worker", "building_chief", "dispatcher")
_ONCE_IN = timedelta(days=1)  # a door is not knocked at for every message
_SHOWN = 120


def gave_up(work: Work, row: OutboxRow, reason: str) -> None:
    """Delivery of a message was given up for good, for this reason."""
    if row.recipient.startswith(PREFIX):
        rooms.not_made(work, row, reason)
        return
    person = work.org.person_of(row.channel, row.recipient)
    case = work.case(row.ticket_id) if row.ticket_id else None
    if person is not None:
        _next_channel(work, person, row, case)
    elif case is not None and row.kind in _MUST_REACH and _is_his(case, row):
        _to_the_door(case, row, reason)


def _is_his(case: Case, row: OutboxRow) -> bool:
    """Whether it was for the reporter: nobody goes to his door with what a neighbour or the group should hear."""
    return (row.channel, row.recipient) == (case.ticket.channel, case.ticket.reporter)


def _next_channel(work: Work, person: str, row: OutboxRow, case: Case | None) -> None:
    """Somebody with a duty has several accounts, in the order he wants to be reached."""
    to = work.org.reach_after(person, row.channel)
    if to is None:
        return
    card = Card.of_json(row.card) if row.card else None
    notices.owe(work, to, Kind(row.kind), row.text, card=card, ticket=case.ticket if case else None)


def _to_the_door(case: Case, row: OutboxRow, reason: str) -> None:
    work = case.work
    if case.saw("undeliverable", since=work.now - _ONCE_IN):
        return
    case.record("undeliverable", "system", channel=row.channel, message=row.kind, reason=wording.short(reason))
    goer = _goer(case)
    if goer is None:
        return
    where = wording.place(work.org, case.ticket, room=True)
    words = wording.short(row.text.partition("\n回复数字")[0], _SHOWN)
    text = f"【请当面转告】{case.ticket.number}，{where}。消息没送到居民手上，麻烦上门或打电话告诉一声：{words}"
    notices.to_person(work, goer, Kind.NOTICE, text, ticket=case.ticket)


def _goer(case: Case) -> str | None:
    """Who is nearest to that door, and may know whose it is."""
    work, ticket = case.work, case.ticket
    for place in work.org.path(ticket.unit):
        for role in _GO:
            for duty in work.org.holders(place.code, role, work.today):
                if ticket.confidential and duty.person not in case.people:
                    continue
                if work.org.reach(duty.person) and not privacy.hides_author(case, duty.person):
                    return duty.person
    return None
