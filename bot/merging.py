"""Texts that wait for one recipient, joined into one message where his platform would take no more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.splitting import utf8
from handlers.messages import Kind
from storage.outbox import OutboxRow

BETWEEN = "\n\n"


def turns(rows: Sequence[OutboxRow], room: int | None, limit: int) -> list[list[OutboxRow]]:
    """What one recipient is sent, in order; the rows of a list are one message.

    Args:
        room: how many messages may go now; None is without limit.
        limit: bytes of the longest message that is made; 0 when nothing may be joined.
    """
    if not limit or room is None or len(rows) <= room:
        return [[row] for row in rows]
    # What is urgent goes first, and by itself: it must not wait for a place among notices.
    found = [[row] for row in rows if _urgent(row)]
    size = limit
    for row in rows:
        if _urgent(row):
            continue
        more = utf8(BETWEEN + row.text)
        if _plain(row) and size + more <= limit:
            found[-1].append(row)
            size += more
        else:
            found.append([row])
            size = utf8(row.text) if _plain(row) else limit
    return found


def one(rows: Sequence[OutboxRow]) -> OutboxRow:
    """The message of a turn."""
    first = rows[0]
    if len(rows) == 1:
        return first
    text = BETWEEN.join(row.text for row in rows)
    return replace(first, key=f"{first.key}+{rows[-1].key}", text=text, card=None)


def _plain(row: OutboxRow) -> bool:
    # A card without buttons says nothing that its text does not.
    return row.card is None or not row.card["buttons"]


def _urgent(row: OutboxRow) -> bool:
    return row.kind == Kind.EMERGENCY
