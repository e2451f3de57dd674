"""Checks of histories: tickets and their events, read side by side in the order of tickets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import Connection, select

from storage import redacting
from storage import tables as t
from storage.events import GENESIS, Event, seal
from storage.rows import select_rows
from storage.violations import Violation, stream

OPENED = "opened"


def found(conn: Connection, district: str, allowed: Mapping[str, frozenset[str]]) -> Iterator[Violation]:
    """Broken chains, tickets without an opening, states the table does not allow."""
    for ticket, history in _side_by_side(conn, district):
        if ticket is None:
            sentence = f"有 {len(history)} 条记录属于不存在的工单 {history[0].ticket_id}。"
            yield Violation("opened", f"工单 {history[0].ticket_id}", sentence)
            continue
        where = f"工单 {ticket.number}"
        yield from _opening(where, history)
        yield from _chain(where, ticket, history)
        yield from _states(where, ticket, history, allowed)


def _side_by_side(conn: Connection, district: str) -> Iterator[tuple[Any, list[Event]]]:
    """Each ticket with its events; None for a ticket that is not there."""
    k, e = t.tickets.c, t.events.c
    ticket_query = select(k.id, k.number, k.status, k.event_seq, k.event_hash).where(k.district == district)
    event_query = select_rows(t.events, Event).where(e.district == district).order_by(e.ticket_id, e.seq)
    tickets = stream(conn, ticket_query.order_by(k.id))
    chains = groupby(stream(conn, event_query), key=lambda row: int(row.ticket_id))
    ticket, chain = next(tickets, None), next(chains, None)
    while ticket is not None or chain is not None:
        ticket_id = min(found for found in (ticket and ticket.id, chain and chain[0]) if found is not None)
        history = [Event(*row) for row in chain[1]] if chain is not None and chain[0] == ticket_id else []
        here = ticket if ticket is not None and ticket.id == ticket_id else None
        yield here, history
        ticket = next(tickets, None) if here is not None else ticket
        chain = next(chains, None) if history else chain


def _opening(where: str, history: list[Event]) -> Iterator[Violation]:
    if not history or history[0].seq != 1 or history[0].kind != OPENED:
        yield Violation("opened", where, f"{where}没有受理记录，或受理不是它的第一条记录。")
    if again := next((event for event in history[1:] if event.kind == OPENED), None):
        yield Violation("opened", where, f"{where}的第 {again.seq} 条记录又是受理，应当只有一次。")


def _chain(where: str, ticket: Any, history: list[Event]) -> Iterator[Violation]:
    """The first break only: what comes after it says no more."""
    prev, resealed = GENESIS, redacting.resealed(history)
    for number, event in enumerate(history, start=1):
        if problem := _broken(event, number, prev, resealed.get(number)):
            yield Violation("chain", f"{where} 第 {event.seq} 条记录", f"{where}{problem}")
            return
        prev = event.hash
    if history and (ticket.event_seq, ticket.event_hash) != (history[-1].seq, prev):
        problem = f"的记录止于第 {history[-1].seq} 条，与工单上记的（第 {ticket.event_seq} 条）不符，末尾可能被删改。"
        yield Violation("chain", where, where + problem)


def _broken(event: Event, number: int, prev: str, resealed: str | None) -> str | None:
    if event.seq != number:
        return f"缺少第 {number} 条记录，可能被删除。"
    if event.prev_hash != prev:
        return f"的第 {number} 条记录接不上前一条，可能被替换。"
    sealed = seal(event.ticket_id, event.seq, event.at, event.actor, event.kind, event.status, event.data, prev)
    # Where words were taken out, a later event, sealed itself, says what is left.
    return None if sealed in (event.hash, resealed) else f"的第 {number} 条记录与它的封印不符，内容可能被改过。"


def _states(
    where: str, ticket: Any, history: list[Event], allowed: Mapping[str, frozenset[str]]
) -> Iterator[Violation]:
    if unknown := next((event for event in history if event.status not in allowed), None):
        yield Violation("state", where, f"{where}的第 {unknown.seq} 条记录处于不存在的状态“{unknown.status}”。")
        return
    for before, after in pairwise(history):
        if after.status not in allowed[before.status]:
            change = f"从“{before.status}”变为“{after.status}”"
            yield Violation("state", where, f"{where}的第 {after.seq} 条记录{change}，状态表不允许。")
    if history and ticket.status != history[-1].status:
        problem = f"的状态是“{ticket.status}”，最后一条记录却是“{history[-1].status}”。"
        yield Violation("status", where, where + problem)
