"""A town whose pack routes by time, source, words and place, with rosters, skills, partners and a task force."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import time
from pathlib import Path

from handlers import policy
from handlers.workflow import ALLOWED
from storage import checks
from storage.database import Database
from storage.tree import Account, Duty, Person, Roster, Tree, Unit
from tests.fakes import Town, tree

PACKS = Path(__file__).parent / "fixtures" / "policies"
ROUTED = policy.read(PACKS / "routed.yml")
_NEW = (("lianxi", "刘联系"), ("minjing", "马警官"), ("lvshi", "陈律师"), ("yewei", "杨主任"), ("shui", "孙师傅"),
        ("banzhang", "韩班长"), ("yeban", "夜班小高"), ("baiban", "白班小许"))  # fmt: skip


def routed_tree() -> Tree:
    """The town, with two chiefs and four partners at 锦园, a task force for heating and a roster in the community."""
    before = tree()
    return replace(
        before,
        policy="routed",
        units=[*before.units, Unit("zb", "task_force", "供热专班", "yb", categories=["heating"])],
        people=sorted([*before.people, *(Person(code, name, "02988000000") for code, name in _NEW)], key=_code),
        accounts=[*before.accounts, *(Account("sim", code, code) for code, _ in _NEW)],
        duties=[
            *before.duties,
            Duty("lianxi", "liaison_chief", "jy"), Duty("minjing", "police_officer", "jy"),
            Duty("lvshi", "legal_adviser", "jy"), Duty("yewei", "owners_committee", "jy"),
            Duty("shui", "grid_worker", "jy", "水电网格员", skills=["water", "electricity"]),
            Duty("banzhang", "department", "zb", "专班班长"),
        ],
        rosters=[
            Roster("dong", "baiban", ["mon", "tue", "wed", "thu", "fri"], time(8), time(20)),
            Roster("dong", "yeban", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], time(20), time(8)),
        ],
    )  # fmt: skip


def _code(person: Person) -> str:
    return person.code


def routed_town(database: Database, folder: Path, found: Tree | None = None) -> Town:
    """A town with the pack `routed` among its own."""
    own = folder / "policies"
    own.mkdir(exist_ok=True)
    shutil.copy(PACKS / "routed.yml", own / "routed.yml")
    return Town(database, folder, found or routed_tree())


def checked(town: Town) -> None:
    """What `minhu db check` looks at holds."""
    allowed = {before.value: frozenset(after) for before, after in ALLOWED.items()}
    with town.product.database.read() as conn:
        assert checks.check(conn, town.product.district, allowed) == []
