"""Of many tickets at once, what is known of the doors of those who have the trouble."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from storage import tables as t
from storage.residents import Resident
from storage.rows import names
from storage.supporters import Supporter
from storage.types import first_id

_AT_ONCE = 500  # ids in one question to the database
_k, _s, _r = t.tickets.c, t.supporters.c, t.residents.c


@dataclass(slots=True)
class Told:
    """What is known of the doors of one ticket.

    Attributes:
        neighbours: who joined, with the doors they told.
        places: codes of the ticket's unit and estate.
        reporter: what is remembered of whoever reported it; None where nothing is.
    """

    neighbours: list[Supporter] = field(default_factory=list)
    places: tuple[str | None, ...] = ()
    reporter: Resident | None = None


def of_span(conn: Connection, district: str, since: datetime, until: datetime) -> dict[int, Told]:
    """The shared tickets opened from `since` to before `until` of which a neighbour told his whole door, by id."""
    query = select(_s.ticket_id, *(_s[name] for name in names(Supporter))).where(
        _s.district == district, _s.ticket_id >= first_id(since), _s.ticket_id < first_id(until)
    )
    joined: dict[int, Told] = defaultdict(Told)
    for row in conn.execute(query):
        joined[row[0]].neighbours.append(Supporter(*row[1:]))
    # Elsewhere nobody lives behind one door with another as far as anybody knows.
    found = {id_: told for id_, told in joined.items() if any(one.building and one.room for one in told.neighbours)}
    ids = list(found)
    for start in range(0, len(ids), _AT_ONCE):
        _add_reporters(conn, district, ids[start : start + _AT_ONCE], found)
    return found


def _add_reporters(conn: Connection, district: str, ids: list[int], found: dict[int, Told]) -> None:
    same = (_r.district == _k.district) & (_r.channel == _k.channel) & (_r.account == _k.reporter)
    query = select(_k.id, _k.unit, _k.estate, *(_r[name] for name in names(Resident)))
    query = query.select_from(t.tickets.outerjoin(t.residents, same)).where(_k.district == district, _k.id.in_(ids))
    for id_, unit, estate, *known in conn.execute(query):
        found[id_].places = (unit, estate)
        found[id_].reporter = Resident(*known) if known[0] is not None else None
