"""Pictures that look the same: found by a quarter of their likeness, which differs by a bit at most.

Two likenesses of 64 bits that differ in seven bits at most have a quarter in which they differ in one bit at most: who
asks for each quarter and for each of its neighbours finds all of them by the index, and few others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, select

from storage import tables as t

FARTHEST = 7  # bits
_QUARTERS, _BITS = 4, 16
_ALL = (1 << 64) - 1

_m, _f, _tm = t.photo_marks.c, t.files.c, t.ticket_messages.c


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a picture looks like: the whole of it, and without its edges, as somebody may cut it.

    Both are 64 bits, as a signed number, which databases keep.
    """

    whole: int
    inside: int | None


@dataclass(frozen=True, slots=True)
class Alike:
    """A kept picture that looks the same, in a message of a ticket."""

    file_id: int
    ticket_id: int
    channel: str
    sender: str
    created_at: datetime
    distance: int


def distance(one: int, other: int) -> int:
    """In how many bits two likenesses differ."""
    return ((one ^ other) & _ALL).bit_count()


def keep(conn: Connection, district: str, file_id: int, likeness: Likeness) -> None:
    """Remember what a file looks like; once for each file."""
    marks = {mark for bits in _both(likeness) for mark in _marks(bits)}
    conn.execute(
        insert(t.photo_marks), [{"district": district, "mark": mark, "file_id": file_id} for mark in sorted(marks)]
    )


def forget(conn: Connection, district: str, file_ids: Sequence[int]) -> None:
    """The files are gone."""
    conn.execute(delete(t.photo_marks).where(_m.district == district, _m.file_id.in_(file_ids)))


def alike(conn: Connection, district: str, likeness: Likeness, most: int) -> list[Alike]:
    """Every kept picture of a ticket that differs in `most` bits (`FARTHEST` at most), nearest first.

    One of the two may be cut at its edges.
    """
    near = sorted({mark for bits in _both(likeness) for mark in _near(bits)})
    ids = select(_m.file_id).where(_m.district == district, _m.mark.in_(near)).distinct()
    belongs = and_(_tm.district == _f.district, _tm.inbox_id == _f.inbox_id)
    query = (
        select(_f.id, _tm.ticket_id, _f.channel, _tm.sender, _f.created_at, _f.likeness, _f.likeness_inside)
        .join_from(t.files, t.ticket_messages, belongs)
        .where(_f.district == district, _f.state == "kept", _f.likeness.is_not(None), _f.id.in_(ids))
    )
    found = [
        Alike(*row[:5], nearest(likeness, Likeness(row.likeness, row.likeness_inside))) for row in conn.execute(query)
    ]
    return sorted((one for one in found if one.distance <= most), key=lambda one: (one.distance, one.file_id))


def nearest(one: Likeness, other: Likeness) -> int:
    """In how many bits two pictures differ, either whole or cut where the other is whole."""
    pairs = [(one.whole, other.whole), (one.whole, other.inside), (one.inside, other.whole)]
    return min(distance(left, right) for left, right in pairs if left is not None and right is not None)


def _both(likeness: Likeness) -> list[int]:
    return [bits for bits in (likeness.whole, likeness.inside) if bits is not None]


def _quarters(bits: int) -> Iterator[tuple[int, int]]:
    for quarter in range(_QUARTERS):
        yield quarter, bits >> quarter * _BITS & (1 << _BITS) - 1


def _marks(bits: int) -> Iterable[int]:
    return (quarter << _BITS | value for quarter, value in _quarters(bits))


def _near(bits: int) -> Iterator[int]:
    for mark in _marks(bits):
        yield mark
        yield from (mark ^ 1 << bit for bit in range(_BITS))
