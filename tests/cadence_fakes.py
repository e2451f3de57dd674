"""A town in which everything comes round, for the stories of cadences, meetings, visits and polls."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

from storage import cadences, meetings, visits
from storage.cadences import CadenceRow
from storage.database import Database
from storage.meetings import Meeting
from storage.tree import Account, Duty, Person, Roster, Tree
from storage.types import CHINA
from storage.visits import Visit
from tests.fakes import Town, tree

PACKS = Path(__file__).parent / "fixtures" / "policies"
_NEW = (("lianxi", "吴联系"), ("can1", "参政甲"), ("can2", "参政乙"), ("can3", "参政丙"))


def cadenced_tree(policy: str = "cadenced") -> Tree:
    """The town, with a leader linked to 东社区, a panel of three, and a roster."""
    before = tree()
    people = [*before.people, *(Person(code, name, "02988000000") for code, name in _NEW)]
    return replace(
        before,
        policy=policy,
        people=sorted(people, key=lambda person: person.code),
        accounts=[*before.accounts, *(Account("sim", code, code) for code, _ in _NEW)],
        duties=[
            *before.duties,
            Duty("lianxi", "contact_leader", "dong"),
            *(Duty(code, "panel_member", "dong") for code in ("can1", "can2", "can3")),
        ],
        rosters=[Roster("dong", "yuan", ["mon", "tue", "wed", "thu", "fri"], time(8), time(20))],
    )


def cadenced_town(database: Database, folder: Path, found: Tree | None = None) -> Town:
    """A town with the pack `cadenced` among its own."""
    own = folder / "policies"
    own.mkdir(exist_ok=True)
    shutil.copy(PACKS / "cadenced.yml", own / "cadenced.yml")
    town = Town(database, folder, found or cadenced_tree())
    town.worker.run_ticks()
    return town


def on(text: str) -> datetime:
    """A moment in the district's time: "2026-12-02 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def rows(town: Town) -> dict[tuple[str, str], CadenceRow]:
    """The plan: cadence and unit → row."""
    with town.product.database.read() as conn:
        return {(row.name, row.unit): row for row in cadences.listed(conn, town.product.district)}


def held(town: Town, name: str = "") -> list[Meeting]:
    """What came round, first first."""
    with town.product.database.read() as conn:
        found = meetings.latest(conn, town.product.district, limit=10_000)[::-1]
    return [one for one in found if name in ("", one.cadence)]


def moments(found: Iterable[Meeting]) -> list[str]:
    """When these were held."""
    return [f"{one.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}" for one in found]


def section(meeting: Meeting, title: str) -> list[str]:
    """The lines of one part of an agenda; none where it is not there."""
    found = [lines for name, lines in meeting.sections if str(name).startswith(title)]
    return [str(line) for lines in found if isinstance(lines, list) for line in lines]


def to_visit(town: Town, person: str) -> list[Visit]:
    """Where somebody is still to go."""
    with town.product.database.read() as conn:
        return visits.waiting(conn, town.product.district, person, on("2026-01-01 00:00"))
