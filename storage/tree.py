"""The district's tree as rows: units, people with their accounts, duties and chats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, text

from storage import tables as t
from storage.rows import select_rows


@dataclass(frozen=True, slots=True)
class Unit:
    """A place or an office.

    Attributes:
        kind: district, subdistrict, community, village, grid, estate, building, enterprise; department, task_force.
        categories: whose business a category is, for a department and a task force.
    """

    code: str
    kind: str
    name: str
    parent: str | None
    aliases: list[str] = field(default_factory=list)
    buildings: int | None = None
    categories: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a duty."""

    code: str
    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Where a person is reached; the first account of a person is the preferred one."""

    channel: str
    account: str
    person: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Who holds which role for which unit, and when (both days included; None is open).

    Attributes:
        skills: the categories this person is told of first where the policy asks for skills; none is all of them.
    """

    person: str
    role: str
    unit: str
    title: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    deputy: str | None = None
    skills: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Roster:
    """A turn of the duty roster (日值班): who sits for a unit on which days, and from when to when.

    Attributes:
        days: `mon` … `sun`, `workday`, `restday`, or dates such as `2026-11-16`; a turn belongs to the day it begins.
        starts, ends: hours of the day; a turn that ends no later than it starts runs into the next day.
    """

    unit: str
    person: str
    days: list[str]
    starts: time = time(0)
    ends: time = time(0)


@dataclass(frozen=True, slots=True)
class Chat:
    """A group on a platform and the unit whose people are in it."""

    channel: str
    id: str
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class Tree:
    """Everything an org file says; `units[0]` is the district itself."""

    code: str
    name: str
    policy: str
    units: Sequence[Unit]
    people: Sequence[Person]
    accounts: Sequence[Account]
    duties: Sequence[Duty]
    chats: Sequence[Chat]
    version: int = 0
    rosters: Sequence[Roster] = field(default_factory=list)


_PARTS: tuple[tuple[str, Table, type[Any]], ...] = (
    ("units", t.units, Unit),
    ("people", t.people, Person),
    ("accounts", t.accounts, Account),
    ("duties", t.duties, Duty),
    ("chats", t.chats, Chat),
    ("rosters", t.rosters, Roster),
)
_VERSION = select(t.districts.c.version).where(t.districts.c.code == bindparam("district"))
_ORDERED = {"units", "accounts", "duties", "rosters"}
_BY_CODE: dict[str, Callable[[Any], Any]] = {
    "people": attrgetter("code"),
    "chats": attrgetter("channel", "id"),
}
_NEXT_VERSION = text(
    "INSERT INTO districts (code, name, policy, version) VALUES (:code, :name, :policy, 1) "
    "ON CONFLICT (code) DO UPDATE SET name = excluded.name, policy = excluded.policy, version = districts.version + 1"
)


def district_codes(conn: Connection) -> list[str]:
    """The districts in this database."""
    return sorted(conn.execute(select(t.districts.c.code)).scalars())


def version(conn: Connection, district: str) -> int:
    """How often the tree was replaced; 0 where there is no such district."""
    return conn.execute(_VERSION, {"district": district}).scalar() or 0


def load(conn: Connection, district: str) -> Tree | None:
    """The tree of a district, or None."""
    d = t.districts.c
    head = conn.execute(select(d.code, d.name, d.policy, d.version).where(d.code == district)).first()
    if head is None:
        return None
    parts: dict[str, list[Any]] = {}
    for name, table, row_type in _PARTS:
        query = select_rows(table, row_type).where(table.c.district == district)
        if name in _ORDERED:
            query = query.order_by(table.c.position)
        rows = [row_type(*row) for row in conn.execute(query)]
        # By code, in Python: every PostgreSQL server has its own alphabet.
        parts[name] = rows if name in _ORDERED else sorted(rows, key=_BY_CODE[name])
    return Tree(head.code, head.name, head.policy, version=head.version, **parts)


def replace(conn: Connection, tree: Tree) -> None:
    """Put this tree in the place of the district's present one; tickets and history stay as they are."""
    # The district's row first: it keeps two imports apart.
    conn.execute(_NEXT_VERSION, {"code": tree.code, "name": tree.name, "policy": tree.policy})
    for _, table, _ in reversed(_PARTS):
        conn.execute(delete(table).where(table.c.district == tree.code))
    for name, table, _ in _PARTS:
        rows = [{"district": tree.code} | asdict(row) for row in getattr(tree, name)]
        if name in _ORDERED:
            rows = [row | {"position": position} for position, row in enumerate(rows)]
        if rows:
            conn.execute(insert(table), rows)
