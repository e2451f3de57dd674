"""1+4 联系点: which leader is linked to which place, and how many real problems were solved there with his help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers import wording
from handlers.cadences import lines, moments, reach
from handlers.work import Work
from storage import agenda


@dataclass(frozen=True, slots=True)
class Point:
    """A leader at a place, and what was solved there this year with a part of his.

    Attributes:
        numbers: the orders, so that everybody can look them up: nothing else counts.
        everything: how many appeals were solved there at all.
    """

    person: str
    unit: str
    numbers: tuple[str, ...]
    everything: int


def counted(work: Work, units: list[str], since: datetime | None = None) -> list[Point]:
    """Every contact point among these units, since the beginning of the year unless another moment is given.

    What counts is an appeal or a task of the place that was closed as solved, and that the leader had or was told of.
    """
    begin = since or moments.year(work.now)
    return [_point(work, person, unit, begin) for person, unit in _linked(work, units)]


def _linked(work: Work, units: list[str]) -> Iterator[tuple[str, str]]:
    rule, org = work.policy.governance.points, work.org
    for code in units:
        unit = org.unit(code)
        if unit is None or unit.kind not in rule.at_units:
            continue
        for role in rule.roles:
            yield from ((duty.person, code) for duty in org.holders(code, role, work.today))


def _point(work: Work, person: str, unit: str, since: datetime) -> Point:
    places = reach.codes(work.org, unit)
    theirs = agenda.solved_with(work.conn, work.district, places, person, since)
    until = work.now.max.replace(tzinfo=work.now.tzinfo)
    ended = agenda.finished(work.conn, work.district, places, since, until)
    every = sum(ticket.outcome == "solved" for ticket in ended)
    return Point(person, unit, tuple(ticket.number for ticket in theirs), every)


def told(work: Work, units: list[str], since: datetime | None = None) -> list[str]:
    """A line for each contact point, with the numbers it rests on."""
    rule = work.policy.governance.points
    return [_line(work, point, rule.least, rule.most) for point in counted(work, units, since)]


def _line(work: Work, point: Point, least: int, most: int) -> str:
    who, where = wording.name_of(work, point.person), reach.name(work.org, point.unit)
    count = len(point.numbers)
    goal = f"目标{least}–{most}件" if least != most else f"目标{least}件"
    reached = "" if count >= least else f"，还差{least - count}件"
    which = f"：{lines.numbers(point.numbers)}" if point.numbers else ""
    return f"{where} {who}：参与解决{count}件（{goal}{reached}）{which}；该点居民确认解决共{point.everything}件"
