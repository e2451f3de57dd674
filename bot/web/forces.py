"""Task forces (专班) at the desk: each has its own queue across units."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.web.words import Telling
from storage import forces
from storage.tickets import Ticket
from storage.tree import Unit


@dataclass(frozen=True, slots=True)
class Force:
    """A task force and how much it has to do."""

    code: str
    name: str
    count: int


def listed(conn: Connection, telling: Telling) -> list[Force]:
    """Every task force of the district with the length of its queue."""
    units = [unit for unit in telling.names.org.tree.units if unit.kind == "task_force"]
    district = telling.names.org.district
    return [
        Force(unit.code, unit.name, forces.length(conn, district, _people(telling, unit), unit.categories))
        for unit in units
    ]


def queue(conn: Connection, telling: Telling, code: str, limit: int, before: int | None) -> list[Ticket]:
    """A page of a task force's queue, newest first; nothing for a unit that is none."""
    unit = telling.names.org.unit(code)
    if unit is None or unit.kind != "task_force":
        return []
    district = telling.names.org.district
    return forces.queue(conn, district, _people(telling, unit), unit.categories, limit, before)


def _people(telling: Telling, unit: Unit) -> set[str]:
    return {duty.person for duty in telling.names.org.members(unit.code, telling.names.today)}
