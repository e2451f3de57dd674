"""The figures of every listener beside each other, as a table a part and as one object for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich import box
from rich.table import Table

from bot.bench.groups.figures import Figure, figures
from bot.bench.groups.running import Scores
from bot.bench.groups.scoring import Tally
from bot.bench.groups.transcripts import PARTS

_EXACT = {"false_tickets", "split_tickets", "leaks"}
_CAPTION = "括号内：95% 区间；召回：Jaccard ≥ 0.5"


def as_json(scores: Scores) -> dict[str, Any]:
    """Everything, each transcript by itself too."""
    return {
        part: {
            "messages": sum(tally.messages for tally in next(iter(found.values())).values()),
            "listeners": {name: _listener(tallies) for name, tallies in found.items()},
        }
        for part, found in scores.items()
    }


def tables(scores: Scores) -> Iterator[Table]:
    """A table a part, a column a listener."""
    for part, found in scores.items():
        first = sum(next(iter(found.values())).values(), Tally())
        title = f"{PARTS[part][1]}：{first.messages} 条消息，{first.gold} 张工单"
        made = Table(box=box.SIMPLE, title=title, caption=_CAPTION)
        made.add_column("", no_wrap=True)
        for name in found:
            made.add_column(name, justify="right", no_wrap=True)
        for row in zip(*(figures(list(tallies.values())) for tallies in found.values()), strict=True):
            made.add_row(row[0].name, *(cell(figure) for figure in row))
        yield made


def cell(figure: Figure) -> str:
    """A figure as people read it."""
    if figure.value is None:
        return "—"
    if figure.key in _EXACT:
        return str(int(figure.value))
    bounds = f" ({figure.bounds[0]:.2f}–{figure.bounds[1]:.2f})" if figure.bounds else ""
    return f"{figure.value:.2f}{bounds}"


def _listener(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    return {
        "all": _figures(list(tallies.values())),
        "transcripts": {name: _figures([tally], bounds=False) for name, tally in tallies.items()},
    }


def _figures(tallies: list[Tally], *, bounds: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in figures(tallies):
        found[one.key] = {"value": None if one.value is None else round(one.value, 4)}
        if one.of is not None:
            found[one.key] |= {"hits": one.hits, "of": one.of}
        if bounds and one.bounds:
            found[one.key] |= {"from": round(one.bounds[0], 4), "to": round(one.bounds[1], 4)}
    return found
