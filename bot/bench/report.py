"""The figures as a table for people and as one object for programs."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from statistics import median
from typing import Any

from rich import box
from rich.table import Table

from bot.bench.measure import Comparison, Sample

# What the table needs; a narrower terminal folds its lines, which is better than figures cut off.
WIDTH = 108


def as_json(figures: Sequence[Comparison], seconds: float) -> dict[str, Any]:
    """Everything measured, with what is needed to compare it with another run."""
    return {
        "machine": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "system": f"{platform.system()} {platform.machine()}",
            "cores": os.cpu_count(),
            "load": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        },
        "seconds": round(seconds, 1),
        "figures": [figure.as_json() for figure in figures],
    }


def table(figures: Sequence[Comparison]) -> Table:
    """Two lines a figure: the product and its control; medians, and how far the rounds lie apart."""
    made = Table(box=box.SIMPLE, title="每次操作，中位数（最小–最大）", caption="倍数：同一轮里的 CPU，民呼我行 ÷ 对照")
    made.add_column("", no_wrap=True)
    for heading in ("CPU 毫秒", "耗时 毫秒", "每秒", "倍数"):
        made.add_column(heading, justify="right", no_wrap=True)
    for figure in figures:
        made.add_row(figure.name, *_cells(figure.product_rounds), _range(figure.ratios))
        made.add_row(f"  {figure.control}", *_cells(figure.control_rounds), "", end_section=True)
    return made


def _cells(rounds: Sequence[Sample]) -> tuple[str, str, str]:
    cpu = _range([sample.cpu_us / 1000 for sample in rounds])
    wall = _number(median(sample.wall_us / 1000 for sample in rounds))
    return cpu, wall, f"{median(sample.rate for sample in rounds):,.0f}"


def _range(values: Sequence[float]) -> str:
    if len(values) == 1:
        return _number(values[0])
    return f"{_number(median(values))} ({_number(min(values))}–{_number(max(values))})"


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:#.3g}".rstrip(".") if value < 1000 else f"{value:,.0f}"
