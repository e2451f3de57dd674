"""Buttons on cards: short ids that mean something here, whatever the platform did with the card."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam

from storage import tables as t
from storage.batch import Batch
from storage.rows import select_rows, values_of

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Button:
    """A button that was offered to somebody."""

    district: str
    id: str
    outbox_id: int
    ticket_id: int
    channel: str
    recipient: str
    action: str


_b = t.buttons.c
_SELECT = select_rows(t.buttons, Button)
_GET = _SELECT.where(_b.district == bindparam("district"), _b.id == bindparam("id"))
_OFFERED = (
    _SELECT.where(
        _b.district == bindparam("district"),
        _b.channel == bindparam("channel"),
        _b.recipient == bindparam("recipient"),
        _b.action == bindparam("action"),
    )
    .order_by(_b.outbox_id.desc())
    .limit(20)
)


def new_id() -> str:
    """Twelve characters nobody guesses (60 bits), short enough for every platform's callback data."""
    # One draw for all of them: a draw a character asks the system twelve times.
    number, drawn = secrets.randbelow(len(_ALPHABET) ** 12), []
    for _ in range(12):
        number, place = divmod(number, len(_ALPHABET))
        drawn.append(_ALPHABET[place])
    return "".join(drawn)


def add(batch: Batch, button: Button) -> None:
    """Offer a button."""
    batch.insert(t.buttons, values_of(button))


def get(conn: Connection, district: str, button_id: str) -> Button | None:
    """The button with this id."""
    found = conn.execute(_GET, {"district": district, "id": button_id}).first()
    return None if found is None else Button(*found)


def offered(conn: Connection, district: str, channel: str, recipient: str, action: str) -> list[Button]:
    """The buttons with this action offered to somebody, newest card first."""
    values = {"district": district, "channel": channel, "recipient": recipient, "action": action}
    return [Button(*row) for row in conn.execute(_OFFERED, values)]
