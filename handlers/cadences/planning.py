"""When everything comes round next: a row for each cadence and unit, made anew when rules or tree change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.cadences.occasions import next_after
from handlers.org import Org
from handlers.policy import Policy
from handlers.rules.cadences import Cadence
from handlers.work import Work
from storage import cadences, meta
from storage.cadences import CadenceRow, State
from storage.tree import Unit


def mark(policy: Policy, version: int) -> str:
    """What is planned by: the cadences of the rules, and the tree; empty where nothing comes round."""
    return f"{version}:{policy.cadences_mark}" if policy.cadences_mark else ""


def stale(policy: Policy, state: State) -> bool:
    """Whether other rules or another tree are in force than what was planned by."""
    return (state.planned or "") != mark(policy, state.version)


def units(org: Org, rule: Cadence) -> list[Unit]:
    """The units that each have a cadence of their own."""
    return [unit for unit in org.tree.units if unit.kind in rule.at_units]


def plan(work: Work) -> None:
    """Plan what is new, and what is still ahead anew; what is due already stays due, and happens late."""
    wanted = {(name, unit.code) for name, rule in work.policy.cadences.items() for unit in units(work.org, rule)}
    known = {(row.name, row.unit): row for row in cadences.every(work.conn, work.district)}
    cadences.remove(work.conn, [row for key, row in known.items() if key not in wanted])
    for key, row in known.items():
        if key in wanted and (row.next_at is None or row.next_at > work.now):
            cadences.save(work.conn, replace(row, next_at=_next(work, row.name)))
    new = sorted(wanted - known.keys())
    cadences.add(work.conn, [CadenceRow(work.district, name, unit, _next(work, name)) for name, unit in new])
    # By the tree at hand: where a newer one was imported meanwhile, it is planned once more.
    meta.put(work.conn, cadences.key(work.district), mark(work.policy, work.org.tree.version))


def went(work: Work, row: CadenceRow) -> None:
    """It came round now: whatever else was missed meanwhile is not made up for."""
    at = _next(work, row.name)
    cadences.save(work.conn, replace(row, next_at=at, last_at=work.now))


def _next(work: Work, name: str) -> datetime:
    return next_after(work.policy.cadences[name], work.now, work.policy.calendar)
