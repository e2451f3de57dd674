"""Messages in, hot issues out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import log, log10

from nlu.hot import Hotspot, Told
from nlu.hot.grouping import Issue, issues
from nlu.hot.naming import Names, grown, place, tidy
from nlu.hot.reading import Words, read

_SHORTEST = timedelta(days=1)  # messages of one day are all of today


def find(told: Sequence[Told], half_life: timedelta | None = None) -> list[Hotspot]:
    """The issues, hottest first; equal ones in the order of their messages."""
    words = read(told)
    if words is None:
        return []
    moments = [one.at for one in told if one.at is not None]
    newest = max(moments, default=None)
    span = half_life or (max(moments) - min(moments) if moments else _SHORTEST)
    found = [_hotspot(issue, told, words, newest, max(span, _SHORTEST)) for issue in issues(words.alike, Names(words))]
    return sorted(found, key=lambda spot: (-spot.heat, spot.keys))


def _hotspot(
    issue: Issue, told: Sequence[Told], words: Words, newest: datetime | None, half_life: timedelta
) -> Hotspot:
    middle = words.alike[issue.rows][:, issue.rows].sum(1)
    rows = issue.rows[(-middle).argsort(kind="stable")]
    members, texts = [told[row] for row in rows], [words.texts[row] for row in rows]
    moments = [one.at for one in members if one.at is not None]
    first, second = (tidy(grown(texts, run)) for run in _in_order(texts, issue.name.first, issue.name.second))
    wrote = Counter(one.who or f"?{row}" for row, one in zip(rows, members, strict=True))
    backing = sum(one.backing for one in members)
    fresh = _freshness(moments, newest, half_life)
    return Hotspot(
        tuple(one.key for one in members), _joined(first, second),
        place(texts), len(wrote), backing, min(moments, default=None), max(moments, default=None),
        round(issue.name.focus, 3), round(heat(list(wrote.values()), backing) * fresh * issue.name.focus**2, 3),
    )  # fmt: skip


def heat(wrote: Sequence[int], backing: int) -> float:
    """Size × people × those who agreed, before it is weighed by freshness and focus.

    Args:
        wrote: how many messages each person wrote: the second of a person counts less than that of another.
        backing: who agreed costs himself one tap, so ten times as many count as one step more.
    """
    size = sum(1 + log(messages) for messages in wrote)
    return size * len(wrote) * (1 + log10(1 + backing))


def _freshness(moments: Sequence[datetime], newest: datetime | None, half_life: timedelta) -> float:
    """1 for what was all written just now, a half for what is one half-life old."""
    if newest is None or not moments:
        return 1.0
    return sum(float(0.5 ** ((newest - at) / half_life)) for at in moments) / len(moments)


def _joined(first: str, second: str) -> str:
    if second in first:
        return first
    return second if first in second else f"{first} {second}"


def _in_order(texts: Sequence[str], first: str, second: str) -> tuple[str, str]:
    """The two expressions as they are usually said one after the other."""
    later = sum(text.find(first) > text.find(second) for text in texts if first in text and second in text)
    return (second, first) if 2 * later > len(texts) else (first, second)
