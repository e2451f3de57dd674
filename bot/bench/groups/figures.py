"""Counts made into figures with 95 % intervals where they mean something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.bench.groups.scoring import Tally
from nlu.curves import wilson

_DRAWS = 2000
_TAILS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number.

    Attributes:
        value: None where there was nothing to measure.
        hits, of: what it is the ratio of, or None.
        bounds: where the true value lies with 95 % probability, or None.
    """

    key: str
    name: str
    value: float | None
    hits: int | None = None
    of: int | None = None
    bounds: tuple[float, float] | None = None


def figures(tallies: Sequence[Tally]) -> list[Figure]:
    """The figures of some transcripts together."""
    total = sum(tallies, Tally())
    return [
        _share("recall", "工单召回", total.found, total.gold),
        _mean_jaccard(tallies),
        Figure("false_tickets", "误开工单", total.false),
        Figure("split_tickets", "重复工单", total.split),
        _share("chatter_in_tickets", "闲聊进工单", total.attached, total.chatter),
        _share("category", "类别正确", total.categories, total.found),
        _share("urgency", "紧急程度正确", total.urgencies, total.found),
        _share("joins", "“我家也是”记到", total.joined, total.joins),
        _per_ticket(total),
        Figure("leaks", "泄露", total.leaks),
    ]


def _share(key: str, name: str, hits: int, of: int) -> Figure:
    return Figure(key, name, hits / of if of else None, hits, of, wilson(hits, of) if of else None)


def _per_ticket(total: Tally) -> Figure:
    known = total.lines is not None and total.tickets
    value = total.lines / total.tickets if total.lines is not None and known else None
    return Figure("lines_per_ticket", "群里每单几句", value, total.lines, total.tickets)


def _mean_jaccard(tallies: Sequence[Tally]) -> Figure:
    """With bounds drawn over transcripts: the tickets of one are not independent of each other."""
    told = [tally for tally in tallies if tally.gold]
    if not told:
        return Figure("mean_jaccard", "平均 Jaccard", None)
    sums = np.array([sum(tally.jaccards) for tally in told])
    counts = np.array([tally.gold for tally in told])
    drawn = np.random.default_rng(1).integers(len(told), size=(_DRAWS, len(told)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), _TAILS)
    return Figure("mean_jaccard", "平均 Jaccard", float(sums.sum() / counts.sum()), bounds=(float(low), float(high)))
