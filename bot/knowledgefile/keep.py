"""Putting a knowledge file into the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.knowledgefile.read import Known, read
from bot.orgfile.problems import Problem
from handlers.knowing import expiring
from handlers.policy import Policy
from storage import knowledge, stations
from storage.tree import Tree

NAMES = ("knowledge.yml", "knowledge.yaml", "knowledge.xlsx")


def fitting(path: Path, district: Tree, rules: Policy) -> tuple[Known, list[Problem]]:
    """What a file holds for this district, and warnings.

    Raises:
        OrgFileError: the file cannot be used, with every problem found.
    """
    return read(path, [unit.code for unit in district.units], rules.stations.services)


def put(conn: Connection, district: str, rules: Policy, known: Known, now: datetime) -> None:
    """Put what a file says in the place of what was there; a section it does not have stays."""
    if known.entries is not None:
        entries = [replace(one, next_at=expiring.look_at(rules, one.valid_until, now)) for one in known.entries]
        knowledge.replace_all(conn, district, entries)
    if known.stations is not None:
        stations.replace_all(conn, district, known.stations)


def kept(conn: Connection, district: str) -> Known:
    """What is in the database."""
    return Known(knowledge.entries(conn, district), stations.listed(conn, district))


def beside(org: Path) -> Path | None:
    """The knowledge file beside an org file, if there is one; its own, `x.knowledge.yml` of `x.org.yml`, first."""
    own = [org.with_name(org.name.replace(".org.", ".knowledge."))] if ".org." in org.name else []
    found = [*own, *(org.parent / name for name in NAMES)]
    return next((path for path in found if path.is_file() and path != org), None)
