"""The residents and the words of a ticket that is put into another, and how they get out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.closing import taken_out
from handlers.evidence.gathering import reporters_door
from handlers.org import Address
from handlers.regrouping import keeping
from handlers.regrouping.keeping import Kept
from handlers.work import Case
from storage import inbox, mergings, supporters, tickets
from storage.mergings import Merging
from storage.supporters import Supporter
from storage.tickets import TicketMessage


def join(case: Case, into: Case, back: Mapping[int, Kept]) -> list[Address]:
    """Reporter and neighbours of a ticket join the other, with all that was said; returns who is new there.

    The ticket keeps its own rows: it has to be itself again when this is undone.

    Args:
        back: of messages that belonged to the other before, what each was there; who said them counts as he did.
    """
    work = case.work
    rows = [*mergings.written(work.batch, case.ticket.id), *tickets.messages_of(work.conn, case.ticket)]
    counted = _bring(into, rows, back)
    ids = [row.inbox_id for row in rows]
    mergings.answer_to(work.conn, work.district, ids, into.ticket.id, f"并案到{into.ticket.number}")
    mergings.move_readings(work.conn, work.district, case.ticket.id, into.ticket.id, ids)
    opening = next((row.inbox_id for row in rows if row.part == "opening"), None)
    new = [one for one in _people(case, opening) if (one.channel, one.account) not in counted]
    return [Address(one.channel, one.account) for one in new if _count_in(into, one)]


def _bring(into: Case, rows: Sequence[TicketMessage], back: Mapping[int, Kept]) -> set[tuple[str, str]]:
    """All that was said belongs to the other; returns whose households came back with their words."""
    work = into.work
    known = {row.inbox_id for row in tickets.messages_of(work.conn, into.ticket)}
    fresh = [row for row in rows if row.inbox_id not in known]
    for row in fresh:
        if row.inbox_id not in back:
            into.add_message(row.inbox_id, row.message_id, row.sender, "me_too" if row.part == "opening" else row.part)
    came = inbox.get_many(work.conn, work.district, [row.inbox_id for row in fresh if row.inbox_id in back])
    for message in sorted(came, key=lambda one: -one.id):
        keeping.come_back(into, message, back[message.id])
    return {(message.channel, message.sender) for message in came}


def _people(case: Case, opening: int | None) -> list[Supporter]:
    """Everybody who has the trouble of the ticket, its reporter first; who named no building is of the ticket's."""
    ticket, door = case.ticket, reporters_door(case.work, case.ticket)
    reporter = Supporter(
        ticket.channel, ticket.reporter, door.building, door.entrance, case.work.now, door.room, door.floor, opening
    )
    joined = supporters.doors_of(case.work.conn, ticket)
    return [reporter, *(replace(one, building=one.building or ticket.building) for one in joined)]


def _count_in(into: Case, one: Supporter) -> bool:
    """Count somebody in from now on, unless he is the reporter there, or was counted already.

    His own words come along: by them he counts in a burst, and not by the moment of the merging.
    """
    work, ticket = into.work, into.ticket
    if (one.channel, one.account) == (ticket.channel, ticket.reporter):
        return False
    return supporters.add(
        work.conn, ticket, one.channel, one.account, work.now, (one.building, one.entrance),
        room=one.room, floor=one.floor, inbox_id=one.inbox_id,
    )  # fmt: skip


def leave(case: Case, into: Case, kept: Merging) -> None:
    """They leave the other ticket again; what they said there since comes along.

    Whoever had joined that one by himself before stays in it.
    """
    work, ticket = case.work, case.ticket
    own = [row.inbox_id for row in tickets.messages_of(work.conn, ticket)]
    came = _came(case, into, kept, own)
    since = [row for row in tickets.messages_of(work.conn, into.ticket) if row.at >= kept.at]
    accounts = {account for _, account in came}
    theirs = [row for row in since if row.inbox_id not in own and row.sender in accounts]
    for row in theirs:
        case.add_message(row.inbox_id, row.message_id, row.sender, row.part)
    back = own + [row.inbox_id for row in theirs]
    gone = [row.inbox_id for row in since if row.inbox_id in back]
    mergings.drop_messages(work.conn, work.district, into.ticket.id, gone)
    mergings.answer_to(work.conn, work.district, back, ticket.id, f"撤销并案，回到{ticket.number}")
    mergings.move_readings(work.conn, work.district, into.ticket.id, ticket.id, back)
    mergings.drop_supporters(work.conn, work.district, into.ticket.id, came, kept.at)
    taken_out.forget(into, came)


def _came(case: Case, into: Case, kept: Merging, own: list[int]) -> set[tuple[str, str]]:
    """Who was counted in by that merging, with words of the ticket itself."""
    there = supporters.doors_of(case.work.conn, into.ticket)
    by_it = (one for one in there if one.since == kept.at and (one.inbox_id is None or one.inbox_id in own))
    return {(one.channel, one.account) for one in by_it} & {(one.channel, one.account) for one in _people(case, None)}
