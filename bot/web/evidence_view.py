"""What neighbours told about a ticket, as its page shows it: households, and a chart of their warmth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import wording
from handlers.evidence.gathering import Gathered, Household
from nlu.facts import WARM_ENOUGH, Measure
from storage.readings import FINE, ReadingRow
from storage.tickets import Ticket

SHOWN = 40  # households on a page
# Units of the drawing; pages scale it as a whole.
WIDTH, HEIGHT, LEFT, TOP = 360.0, 200.0, 34.0, 12.0
_RIGHT, _BOTTOM = 8.0, 26.0
_TIMES = {"report": "反映{}次", "repair": "修过{}次", "fault": "出过{}次", "": "{}次"}
_MANY = {"household": "户", "person": "人", "floor": "层", "entrance": "个单元", "building": "栋楼", "estate": "个小区"}


@dataclass(frozen=True, slots=True)
class Line:
    """One household's readings: the points of its line, each with words, and how it is called."""

    name: str
    points: str
    dots: list[tuple[float, float, str]]
    hue: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Warmth over time.

    Attributes:
        up, across: where a mark stands and what it says.
        needed: height of the 18 °C line; None for troubles without one.
        done: where the ticket was called done: before and after.
    """

    lines: list[Line]
    up: list[tuple[float, str]]
    across: list[tuple[float, str]]
    needed: float | None
    done: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One household, and what it told."""

    name: str
    told: str
    fine: bool


@dataclass(frozen=True, slots=True)
class View:
    """Everything neighbours told. `check`: where to look first, as far as the pattern tells."""

    line: str
    check: str
    rows: list[Row]
    more: int
    chart: Chart | None


def view(found: Gathered, line: str, ticket: Ticket, now: datetime, *, doors: bool = True) -> View | None:
    """The view, or nothing where there is only the reporter and nothing was measured.

    Args:
        line: all of it in one line, as the reader may see it.
        doors: whether he may see whose door it is.
    """
    told = any(household.readings for household in (*found.affected, *found.fine))
    if not line and not told and not found.fine:
        return None
    every = [(household, False) for household in found.affected] + [(household, True) for household in found.fine]
    names = [_name(household, number, doors) for number, (household, _) in enumerate(every, 1)]
    rows = [_row(household, fine, name, now) for (household, fine), name in zip(every, names, strict=True)]
    check = found.pattern.check if found.pattern and doors else ""
    plain = [household for household, _ in every]
    return View(line, check, rows[:SHOWN], max(0, len(rows) - SHOWN), _chart(plain, names, ticket, now))


def _name(household: Household, number: int, doors: bool) -> str:
    return (household.door.said() if doors else "") or f"住户{number}"


def _row(household: Household, fine: bool, name: str, now: datetime) -> Row:
    told = [f"{wording.moment(row.at, now)} {words}" for row in household.readings if (words := _words(row))]
    return Row(name, "；".join(told), fine)


def _words(row: ReadingRow) -> str:
    """A fact as one says it: 14度, 不到18度, 持续3小时."""
    if row.measure == FINE:
        return "说自己家正常"
    number = _number(row)
    if row.measure == Measure.TEMPERATURE:
        return f"{number}度"
    if row.measure == Measure.TIMES:
        return _TIMES.get(row.unit, "{}次").format(number)
    if row.measure == Measure.AFFECTED:
        return f"影响{number}{_MANY.get(row.unit, '')}"
    return f"持续{_lasting(row)}"


def _number(row: ReadingRow) -> str:
    if row.low is None:
        return f"不到{row.high:g}"
    if row.high is None:
        return f"{row.low:g}以上"
    return f"{row.low:g}" if row.low == row.high else f"{row.low:g}—{row.high:g}"


def _lasting(row: ReadingRow) -> str:
    value = row.value or 0
    return f"{value / 24:.2g}天" if value >= 48 else f"{value:.2g}小时"


def _chart(households: Sequence[Household], names: Sequence[str], ticket: Ticket, now: datetime) -> Chart | None:
    measured = [
        (name, [(row, row.value) for row in household.readings if row.measure == Measure.TEMPERATURE])
        for name, household in zip(names, households, strict=True)
    ]
    told = [(name, [(row, value) for row, value in rows if value is not None]) for name, rows in measured]
    told = [(name, rows) for name, rows in told if rows]
    if not told:
        return None
    scale = _Scale.over([pair for _, rows in told for pair in rows], ticket)
    lines = [_line(name, rows, number, scale, now) for number, (name, rows) in enumerate(told)]
    needed = scale.y(WARM_ENOUGH) if ticket.category == "heating" else None
    done = scale.x(ticket.resolved_at) if ticket.resolved_at else None
    across = [(scale.x(at), wording.moment(at, now)) for at in (scale.first, scale.last)]
    return Chart(lines, scale.marks(), across, needed, done)


def _line(name: str, rows: Sequence[tuple[ReadingRow, float]], number: int, scale: _Scale, now: datetime) -> Line:
    dots = [
        (scale.x(row.at), scale.y(value), f"{name} {wording.moment(row.at, now)} {_number(row)}度")
        for row, value in rows
    ]
    return Line(name, " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in dots), dots, number % 6)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From moments and degrees to places in the drawing."""

    first: datetime
    last: datetime
    low: float
    high: float

    @classmethod
    def over(cls, rows: Sequence[tuple[ReadingRow, float]], ticket: Ticket) -> _Scale:
        """Room for all of these, for the norm, and for the moment the ticket was called done."""
        moments = [row.at for row, _ in rows] + ([ticket.resolved_at] if ticket.resolved_at else [])
        values = [value for _, value in rows] + ([WARM_ENOUGH] if ticket.category == "heating" else [])
        first, last = min(moments), max(moments)
        return cls(first, max(last, first + timedelta(hours=1)), min(values) - 1, max(values) + 1)

    def x(self, at: datetime) -> float:
        """How far to the right."""
        share = (at - self.first) / (self.last - self.first)
        return LEFT + (WIDTH - LEFT - _RIGHT) * share

    def y(self, value: float) -> float:
        """How far down."""
        return TOP + (HEIGHT - TOP - _BOTTOM) * (self.high - value) / (self.high - self.low)

    def marks(self) -> list[tuple[float, str]]:
        """Three or four degrees at the side."""
        step = max(1, round((self.high - self.low) / 4))
        return [(self.y(value), f"{value}") for value in range(int(self.low) + 1, int(self.high) + 1, step)]
