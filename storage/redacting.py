"""Taking words out of histories and messages without breaking the chain that seals them.

An event whose words are taken out keeps the hash it was sealed with, so that every later one still hangs on it. What it
says now is sealed by a later event of kind `erased`, which lists it under its number: whoever checks the chain finds
every event either as it was sealed, or as a sealed event says that it was left. See docs/manners.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from storage import events
from storage import tables as t
from storage.events import Event, seal

ERASED = "erased"  # kind of the event that seals what is left
Scrub = Callable[[str], str]
# The fields in which people's words stand; in all others stand codes and figures.
_SAID = frozenset({"summary", "text", "reason", "words", "told"})
_SHOWN = frozenset({"title", "rows", "note"})

_e, _o, _d = t.events.c, t.outbox.c, t.dialogues.c


def left(data: Any, scrub: Scrub, *, words: frozenset[str] = frozenset(), inside: bool = False) -> Any:
    """JSON of which every text in one of these fields is scrubbed; everything else stays as it is."""
    if isinstance(data, str):
        return scrub(data) if inside else data
    if isinstance(data, dict):
        return {name: left(value, scrub, words=words, inside=inside or name in words) for name, value in data.items()}
    return [left(value, scrub, words=words, inside=inside) for value in data] if isinstance(data, list) else data


def everything(data: Any, scrub: Scrub) -> Any:
    """JSON or a text, scrubbed wherever it holds words."""
    return left(data, scrub, inside=True)


def resealed(history: Iterable[Event]) -> dict[int, str]:
    """By number of event the seal of what was left of it; a later one overrules an earlier."""
    found: dict[int, str] = {}
    for event in history:
        if event.kind == ERASED:
            found |= {int(seq): str(sealed) for seq, sealed in event.data.get("sealed", {}).items()}
    return found


def history(conn: Connection, district: str, ticket_id: int, scrub: Scrub) -> dict[str, str]:
    """Take words out of the events of a ticket; returns the seals of what is left, for an event of kind `erased`."""
    sealed: dict[str, str] = {}
    for event in events.of_ticket(conn, district, ticket_id):
        data = event.data if event.kind == ERASED else left(event.data, scrub, words=_SAID)
        if data == event.data:
            continue
        where = (_e.district == district, _e.ticket_id == ticket_id, _e.seq == event.seq)
        conn.execute(update(t.events).where(*where).values(data=data))
        sealed[str(event.seq)] = seal(
            ticket_id, event.seq, event.at, event.actor, event.kind, event.status, data, event.prev_hash
        )
    return sealed


def sent(conn: Connection, district: str, tickets: Sequence[int], scrub: Scrub) -> None:
    """Take words out of what was, or will be, sent about these tickets; what lies on people's telephones is theirs."""
    query = select(_o.id, _o.text, _o.card).where(_o.district == district, _o.ticket_id.in_(list(tickets)))
    for row in conn.execute(query).all():
        text, card = scrub(row.text), left(row.card, scrub, words=_SHOWN)
        if (text, card) != (row.text, row.card):
            where = (_o.district == district, _o.id == row.id)
            conn.execute(update(t.outbox).where(*where).values(text=text, card=card))


def waiting(conn: Connection, district: str, channel: str, accounts: Sequence[str], scrub: Scrub) -> None:
    """Take words out of what still waits to be said, or asked, on a channel."""
    mine = (_d.district == district, _d.channel == channel, _d.account.in_(list(accounts)))
    for row in conn.execute(select(_d.account, _d.data).where(*mine)).all():
        data = left(row.data, scrub, words=_SAID)
        if data != row.data:
            where = (_d.district == district, _d.channel == channel, _d.account == row.account)
            conn.execute(update(t.dialogues).where(*where).values(data=data))
