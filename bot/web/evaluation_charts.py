"""Curves and the heat picture of an evaluation as numbers a template can draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

from bot.evaluation.figures import COVERAGES, category_name
from nlu.curves import Calibration, Rejection, wilson
from nlu.evaluation import Report
from nlu.labelled import NO_APPEAL
from nlu.taxonomy import CATEGORIES

# Units of the drawing; pages scale it as a whole.
LEFT, TOP, SIDE = 46.0, 12.0, 300.0
BARS, BARS_TOP = 36.0, 20.0  # height of the highest bar, and where it begins under the square
LEAST_COVERAGE = 0.5
_SHADES = 5


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot of a curve, with the two ends of its interval and the words that belong to it."""

    x: float
    y: float
    low: float
    high: float
    size: float
    told: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar standing under a curve."""

    x: float
    y: float
    width: float
    height: float
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A square with a curve in it.

    Attributes:
        band: outline of the area the curve may lie in; empty where each dot has its own interval.
        across: places and words of the marks below; `up`: of those at the side.
    """

    line: str
    dots: list[Dot]
    bars: list[Bar]
    band: str
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """Messages of one category that were answered with one; `shade` is 0 (none) to 5 (all of the row)."""

    count: int
    shade: int
    right: bool
    told: str


def calibration_chart(calibration: Calibration) -> Chart:
    """True shares over told probabilities, and how many answers there are of each."""
    most = max((one.count for one in calibration.bins), default=0) or 1
    dots, bars = [], []
    for one in calibration.bins:
        if not one.count:
            continue
        low, high = wilson(round(one.true * one.count), one.count)
        told = f"说 {one.told:.2f}，实际 {one.true:.2f}，{one.count} 条"
        size = 3 + 4 * sqrt(one.count / most)
        dots.append(Dot(_x(one.told), _y(one.true), _y(low), _y(high), size, told))
        height = max(1.0, BARS * one.count / most)
        bars.append(Bar(_x(one.low) + 2, _y(0) + BARS_TOP + BARS - height, SIDE / 10 - 4, height, str(one.count)))
    marks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    across = [(_x(mark), f"{mark:.1f}") for mark in marks]
    return Chart(_line(dots), dots, bars, "", across, [(_y(mark), f"{mark:.1f}") for mark in marks])


def rejection_chart(curve: Rejection) -> Chart:
    """Accuracy over coverage from all messages down to half of them."""
    points = [curve.at(1 - step / 100) for step in range(round(100 * (1 - LEAST_COVERAGE)) + 1)]
    bounds = [wilson(round(point.accuracy * point.kept), point.kept) for point in points]
    lowest = floor(10 * max(0.0, min(low for low, _ in bounds))) / 10
    scale = (1 - lowest) or 1.0

    def across(coverage: float) -> float:
        return _x((1 - coverage) / (1 - LEAST_COVERAGE))

    def up(accuracy: float) -> float:
        return _y((accuracy - lowest) / scale)

    places = [across(point.coverage) for point in points]
    edge = [(x, up(high)) for x, (_, high) in zip(places, bounds, strict=True)]
    edge += [(x, up(low)) for x, (low, _) in zip(reversed(places), reversed(bounds), strict=True)]
    dots = [
        Dot(across(one.coverage), up(one.accuracy), 0, 0, 4.5, f"机器答 {one.coverage:.0%}，全对率 {one.accuracy:.3f}")
        for one in map(curve.at, COVERAGES)
    ]
    line = _path((x, up(point.accuracy)) for x, point in zip(places, points, strict=True))
    marks = [lowest + scale * part / 5 for part in range(6)]
    below = [(across(share), f"{share:.0%}") for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)]
    return Chart(line, dots, [], _path(edge), below, [(up(mark), f"{mark:.2f}") for mark in marks])


def heat(report: Report) -> tuple[list[str], list[tuple[str, int, list[Cell]]]]:
    """Names of the columns, and the rows: name, messages and cells. Only categories that occur."""
    seen = {category for cell in report.matrix for category in cell}
    keys = [key for key in (*CATEGORIES, NO_APPEAL) if key in seen]
    rows = []
    for truth in keys:
        total = sum(count for (row, _), count in report.matrix.items() if row == truth)
        rows.append((category_name(truth), total, [_cell(report, truth, said, total) for said in keys]))
    return [category_name(key) for key in keys], rows


def _cell(report: Report, truth: str, said: str, total: int) -> Cell:
    count = report.matrix.get((truth, said), 0)
    shade = ceil(_SHADES * count / total) if count else 0
    told = f"应是{category_name(truth)}，答成{category_name(said)}：{count} 条，占 {count / max(1, total):.0%}"
    return Cell(count, shade, truth == said, told)


def _x(share: float) -> float:
    return LEFT + SIDE * share


def _y(share: float) -> float:
    return TOP + SIDE * (1 - share)


def _line(dots: Sequence[Dot]) -> str:
    return _path((dot.x, dot.y) for dot in dots)


def _path(points: Iterator[tuple[float, float]] | Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
