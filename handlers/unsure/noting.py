"""Every decision of people about a group's messages, with what the listener had chosen: what it can learn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handlers import dispatching
from handlers.work import Work
from storage import corrections, heard
from storage.corrections import Correction

# A message, the ticket it belonged to, and the one it belongs to now.
Moved = tuple[int, int | None, int | None]


def keep(
    work: Work, person: str, deed: str, moved: Iterable[Moved], kept: Mapping[int, dict[str, Any]] | None = None
) -> None:
    """Keep a deed of somebody; what the product does by itself teaches it nothing.

    Args:
        kept: what is needed to take it back, by message.
    """
    if person == dispatching.SYSTEM:
        return
    deed_id = work.new_id()
    rows = [_row(work, person, (deed, deed_id), one, (kept or {}).get(one[0], {})) for one in moved]
    corrections.add(work.conn, rows)


def _row(work: Work, person: str, deed: tuple[str, int], one: Moved, kept: dict[str, Any]) -> Correction:
    (name, deed_id), (message, was, now) = deed, one
    weighed = _weighed(work, message)
    return Correction(work.district, work.new_id(), deed_id, message, work.now, person, name, was, now, weighed, kept)


def _weighed(work: Work, inbox_id: int) -> dict[str, Any]:
    """What the listener had chosen; nothing where it was not listened to, or too long ago."""
    known = heard.get(work.conn, work.district, inbox_id)
    return {} if known is None else dict(known.choice) | {"told": known.told}
