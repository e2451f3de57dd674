"""A town with volunteers, their groups, and a pack that says what is expected of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from handlers.workflow import ALLOWED
from storage import checks
from storage.database import Database
from storage.tickets import Ticket
from storage.tree import Account, Chat, Duty, Person, Tree, Unit
from tests.fakes import Town, tree

_HELD: tuple[tuple[str, str, str, list[str]], ...] = (
    # Near and skilled, near, near but good at something else, further away, of another street.
    ("hong", "洪梅", "jy", ["elderly_welfare"]),
    ("lan", "兰天", "jy", []),
    ("xiu", "修师傅", "jy", ["maintenance"]),
    ("yuan2", "远红", "hy", []),
    ("nan", "南山", "nan-sq", []),
)
DONG_GROUP, JY_GROUP = "vol-dong", "vol-jy"


def volunteers(policy: str = "default") -> Tree:
    """The town's tree, with five volunteers and two of their groups."""
    found = tree()
    return replace(
        found,
        policy=policy,
        units=[
            *found.units, Unit("nan-jd", "subdistrict", "南街道", "yb"),
            Unit("nan-sq", "community", "南社区", "nan-jd"),
        ],
        people=[*found.people, *(Person(code, name, "13700000000") for code, name, *_ in _HELD)],
        accounts=[*found.accounts, *(Account("sim", code, code) for code, *_ in _HELD)],
        duties=[*found.duties, *(Duty(code, "volunteer", unit, skills=skills) for code, _, unit, skills in _HELD)],
        chats=[
            *found.chats, Chat("sim", DONG_GROUP, "volunteers", "dong"), Chat("sim", JY_GROUP, "volunteers", "jy")
        ],
    )  # fmt: skip


def town_of_volunteers(database: Database, folder: Path, pack: str = "") -> Town:
    """The town; `pack` is a policy of its own."""
    if not pack:
        return Town(database, folder, volunteers())
    (folder / "policies").mkdir()
    (folder / "policies" / "own.yml").write_text(
        f"extends: default\nname: own\ntitle: 本地规则\n{pack}", encoding="utf-8"
    )
    return Town(database, folder, volunteers("own"))


def wish(town: Town) -> Ticket:
    """The newest wish."""
    return [ticket for ticket in town.tickets() if ticket.form == "wish"][-1]


def cards_of(town: Town, person: str) -> int:
    """How many wishes somebody was offered."""
    return sum(row.text.startswith("【请您认领微心愿】") for row in town.received(person))


def clean(town: Town) -> None:
    """Nothing in the database breaks its own rules."""
    with town.product.database.read() as conn:
        allowed = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}
        assert checks.check(conn, town.product.district, allowed) == []
