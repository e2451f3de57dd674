"""`minhu db check`: whether the database keeps the promises of the architecture ("what trusted means here")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from sqlalchemy import Connection, text

from storage import (
    checks_figures,
    checks_history,
    checks_incidents,
    checks_knowledge,
    checks_promises,
    checks_regrouping,
    checks_rounds,
    checks_rows,
    rollups,
)
from storage.violations import Violation

__all__ = ["Violation", "check"]

# So many of one kind are listed; whoever has more mends the cause, not the rows.
_MOST = 200
_FIGURES = {
    "opened": "受理",
    "resolved": "办结",
    "closed": "归档",
    "reopened": "重开",
    "rated": "评价",
    "no_appeal": "不是诉求",
    "score": "评分",
}


def check(conn: Connection, district: str, allowed: Mapping[str, frozenset[str]]) -> list[Violation]:
    """Every broken rule in a district's rows; empty when all is well.

    Args:
        conn: a reading transaction: one consistent view, while others go on writing.
        allowed: state → states that may follow it.
    """
    parts = {
        "file": _file(conn),
        "history": checks_history.found(conn, district, allowed),
        "rollup": _rollups(conn, district),
        "people": checks_rows.without_people(conn, district),
    }
    parts |= {
        rule.name: rule.found(conn, district)
        for rule in (
            *checks_rows.RULES,
            *checks_rounds.RULES,
            *checks_figures.RULES,
            *checks_knowledge.RULES,
            *checks_incidents.RULES,
            *checks_promises.RULES,
            *checks_regrouping.RULES,
        )
    }
    return [violation for name, found in parts.items() for violation in _some(name, found)]


def _some(name: str, found: Iterator[Violation]) -> Iterator[Violation]:
    """The first of them; a row that cannot even be read is one, too."""
    try:
        yield from islice(found, _MOST)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        yield Violation(name, "读取", f"有一行数据读不出来（{type(error).__name__}），内容可能被改坏了。")
        return
    if more := sum(1 for _ in found):
        yield Violation(name, "其余", f"同类问题还有 {more} 处，没有逐条列出。")


def _file(conn: Connection) -> Iterator[Violation]:
    """SQLite: the file itself. PostgreSQL looks after its own."""
    if conn.dialect.name != "sqlite":
        return
    for (said,) in conn.execute(text("PRAGMA quick_check(20)")):
        if said != "ok":
            yield Violation("file", "数据库文件", f"数据库文件有损坏：{said}。")


def _rollups(conn: Connection, district: str) -> Iterator[Violation]:
    kept, counted = rollups.kept(conn, district), rollups.recount(conn, district)
    for key in sorted(kept.keys() | counted.keys()):
        if kept[key] != counted[key]:
            month, unit, category, figure = key
            where = f"{month} {unit} {category} {_FIGURES.get(figure, figure)}"
            yield Violation("rollup", where, f"统计“{where}”记为 {kept[key]}，按工单记录重数是 {counted[key]}。")
