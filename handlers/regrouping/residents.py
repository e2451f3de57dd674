"""The residents and the words of a ticket that is put into another, and how they get out again."""

from __future__ import annotations

from handlers.org import Address
from handlers.work import Case
from storage import mergings, supporters, tickets
from storage.mergings import Merging
from storage.supporters import Supporter


def join(case: Case, into: Case) -> list[Address]:
    """Reporter and neighbours of a ticket join the other, with all that was said; returns who is new there.

    The ticket keeps its own rows: it has to be itself again when this is undone.
    """
    work = case.work
    rows = [*mergings.written(work.batch, case.ticket.id), *tickets.messages_of(work.conn, case.ticket)]
    known = {row.inbox_id for row in tickets.messages_of(work.conn, into.ticket)}
    for row in rows:
        if row.inbox_id not in known:
            into.add_message(row.inbox_id, row.message_id, row.sender, "me_too" if row.part == "opening" else row.part)
    ids = [row.inbox_id for row in rows]
    mergings.answer_to(work.conn, work.district, ids, into.ticket.id, f"并案到{into.ticket.number}")
    mergings.move_readings(work.conn, work.district, case.ticket.id, into.ticket.id, ids)
    opening = next((row.inbox_id for row in rows if row.part == "opening"), None)
    return [Address(one.channel, one.account) for one in _people(case, opening) if _count_in(into, one)]


def _people(case: Case, opening: int | None) -> list[Supporter]:
    """Everybody who has the trouble of the ticket, its reporter first."""
    ticket = case.ticket
    reporter = Supporter(
        ticket.channel, ticket.reporter, ticket.building, ticket.entrance, case.work.now, ticket.room, None, opening
    )
    return [reporter, *supporters.doors_of(case.work.conn, ticket)]


def _count_in(into: Case, one: Supporter) -> bool:
    """Count somebody in from now on, unless he is the reporter there, or was counted already."""
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


def _came(case: Case, into: Case, kept: Merging, own: list[int]) -> set[tuple[str, str]]:
    """Who was counted in by that merging, with words of the ticket itself."""
    there = supporters.doors_of(case.work.conn, into.ticket)
    by_it = (one for one in there if one.since == kept.at and (one.inbox_id is None or one.inbox_id in own))
    return {(one.channel, one.account) for one in by_it} & {(one.channel, one.account) for one in _people(case, None)}
