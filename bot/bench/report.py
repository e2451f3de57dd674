"""The figures as a table for people and as one object for programs."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from typing import Any

from rich.table import Table

from bot.bench.measure import Comparison


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
    made = Table(title="每次操作，各轮的中位数（最小–最大）", caption="CPU 倍数 = 民呼我行 ÷ 对照，同轮相比")
    made.add_column("测什么")
    made.add_column("谁")
    for heading in ("CPU 微秒", "耗时 微秒", "每秒", "CPU 倍数"):
        made.add_column(heading, justify="right")
    for figure in figures:
        said = figure.as_json()
        made.add_row(figure.name, "民呼我行", *_cells(said["product"]), _shown(said["cpu_ratio"], 1))
        made.add_row(_facts(figure), figure.control, *_cells(said["control"]), "", end_section=True)
    return made


def _cells(said: dict[str, Any]) -> list[str]:
    return [_shown(said[name], 0) for name in ("cpu_us", "wall_us", "per_second")]


def _shown(spread: dict[str, float], digits: int) -> str:
    return f"{spread['median']:,.{digits}f} ({spread['min']:,.{digits}f}–{spread['max']:,.{digits}f})"


def _facts(figure: Comparison) -> str:
    """What one operation writes."""
    if not figure.facts:
        return ""
    return f"{figure.facts['rows']:g}行 {figure.facts['statements']:g}句 {figure.facts['transactions']:g}个事务"
