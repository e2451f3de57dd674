"""What a rehearsal comes to: what came round against what should have, and the figures of its orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.rehearsal.oracle import Came
from handlers.workflow import ALLOWED
from storage import export, meetings, visits
from storage.checks import check
from storage.tree import Tree
from storage.violations import Violation


@dataclass(frozen=True, slots=True)
class Row:
    """One cadence: how often it should have come and did; what is missing, and what nobody expected."""

    name: str
    units: int
    expected: int
    came: int
    missing: int
    unexpected: int


def compare(expected: set[Came], came: set[Came], names: Iterable[str]) -> list[Row]:
    """A row for each cadence; a moment that is off by a second is missing and unexpected at once."""
    rows = []
    for name in names:
        wanted, held = ({one for one in some if one[0] == name} for some in (expected, came))
        units = len({unit for _, unit, _ in wanted | held})
        rows.append(Row(name, units, len(wanted), len(held), len(wanted - held), len(held - wanted)))
    return rows


def came(conn: Connection, district: str) -> set[Came]:
    """Everything that came round, at the moment at which it really did."""
    found = meetings.latest(conn, district, limit=1_000_000)
    return {(one.cadence, one.unit, one.made_at) for one in found}


def figures(conn: Connection, district: str, found: Tree, since: datetime) -> list[tuple[str, str]]:
    """Orders by form and end, scores, visits and tasks: name and number in words."""
    every = list(export.tickets(conn, district))
    appeals = [ticket for ticket in every if ticket.form == "appeal"]
    ends = Counter(ticket.outcome or "under way" for ticket in appeals)
    scores = [ticket.rating for ticket in appeals if ticket.rating is not None]
    tasks = [ticket for ticket in every if ticket.form == "task"]
    done = sum(ticket.resolved_at is not None for ticket in tasks)
    planned, made = visits.counts(conn, district, [unit.code for unit in found.units], since)
    return [
        ("诉求", f"{len(appeals)}件"),
        ("居民确认解决", f"{ends['solved']}件"),
        ("没有回答", f"{ends['unanswered']}件"),
        ("重办", f"{sum(ticket.reopened > 0 for ticket in appeals)}件"),
        ("走访中登记", f"{sum(ticket.source == 'visit' for ticket in appeals)}件"),
        ("平均得分", f"{sum(scores) / len(scores):.2f}（{len(scores)}人打分）" if scores else "没有人打分"),
        ("会议任务", f"{len(tasks)}项，完成{done}项"),
        ("走访", f"应走{planned}处，走了{made}处"),
    ]


def checked(conn: Connection, district: str) -> list[Violation]:
    """What `minhu db check` says."""
    allowed = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}
    return check(conn, district, allowed)
