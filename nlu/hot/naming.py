"""What an issue is called: two expressions nearly all of its messages share, and hardly any other has both of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.hot.reading import Rows, Words

_HALF = 0.5  # of the messages must say an expression
_MOST = 40  # expressions looked at, the most telling ones
_TRIED = 60  # pairs of them
_SAME = 0.6  # of the messages in which the two stand in one phrase: then they are one expression
_FREQUENT = 0.05  # of all messages: who says more than that names nothing
_GROWS = 0.8  # of those who say an expression say more around it
_LONGEST = 8
_HAN = re.compile("[\u4e00-\u9fff]")
# What ends as names of places do, but names none: 高速公路, 公交线路, 幼儿园, 旧城.
_PLACE = re.compile(
    "(?:小区|花园|公寓|家园|新城|社区|街道|大道|广场|市场|公园|(?<![公线道马铁思网一])路|[街镇村苑湾郡庭]|(?<!政)府|(?<![旧县])城"
    "|(?<![儿校公])园|(?<![车网水电])站|[桥湖])$"
)
# Who writes and who is written to name no matter.
_WHO = re.compile("[局厅]|政府|村民|居民|业主|员工|职工|住户|领导|部门|住建")
# A city or district in front of a name, and little words, are no part of it.
_BEFORE = re.compile("^(?:[a-z]?[0-9]{0,3}[市区县]|[的在于])+")
_PLACED = 0.4  # of the messages name the place


@dataclass(frozen=True, slots=True)
class Name:
    """Two expressions.

    Attributes:
        covered: which part of the messages says both; own: which part of those who say both are these.
    """

    first: str
    second: str
    covered: float
    own: float

    @property
    def focus(self) -> float:
        """How well the name fits, 0 to 1."""
        return self.covered * self.own


class Names:
    """Finds names of groups of messages."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._columns = words.has.tocsc()
        self._rare = -np.log(words.spread / len(words.texts))
        self._names: NDArray[np.bool_] = np.array(list(_may_name(words)), bool)

    def of(self, rows: Rows) -> Name | None:
        """The most telling name of these messages; None where they share no two expressions."""
        here = self._words.has[rows]
        counts = np.asarray(here.sum(0)).ravel()
        said = np.flatnonzero((counts >= max(2.0, _HALF * len(rows))) & self._names)
        if len(said) < 2:
            return None
        length = np.array([len(self._words.runs[run]) for run in said])
        telling = counts[said] / len(rows) * self._rare[said] + 0.01 * length
        said = said[np.argsort(-telling, kind="stable")[:_MOST]]
        return self._best(rows, said, here[:, said].toarray() > 0)

    def _best(self, rows: Rows, said: Rows, has: NDArray[np.bool_]) -> Name | None:
        """The best pair that is not one phrase."""
        for _, i, j in sorted(self._pairs(said, has), key=lambda pair: -pair[0])[:_TRIED]:
            both = has[:, i] & has[:, j]
            first, second = (self._words.runs[run] for run in (said[i], said[j]))
            if self._one_phrase(first, second, rows[both]):
                continue
            everywhere = float(self._columns[:, said[i]].multiply(self._columns[:, said[j]]).sum())
            return Name(first, second, float(both.mean()), float(both.sum()) / everywhere)
        return None

    def _pairs(self, said: Rows, has: NDArray[np.bool_]) -> Iterator[tuple[float, int, int]]:
        runs, rare = [set(self._words.runs[run]) for run in said], self._rare[said]
        together = has.T.astype(np.float64) @ has.astype(np.float64) / len(has)
        for i in range(len(said)):
            for j in range(i + 1, len(said)):
                if together[i, j] >= _HALF and not runs[i] & runs[j]:
                    yield float(together[i, j] * (rare[i] + rare[j])), i, j

    def _one_phrase(self, first: str, second: str, rows: Rows) -> bool:
        """Whether both are places, or mostly stand in the same words, e.g. "锦绣" and "国际" in one estate's name."""
        if _PLACE.search(first) and _PLACE.search(second):
            return True
        phrases = Counter(
            phrase for row in rows for phrase in _between(self._words.texts[row], first, second) if phrase.isalnum()
        )
        return bool(phrases) and max(phrases.values()) > _SAME * len(rows)


def _may_name(words: Words) -> Iterator[bool]:
    """Which runs may stand in a name: of two Chinese characters and more, none of them a frequent pair."""
    pairs = Counter(pair for text in words.texts for pair in {text[i : i + 2] for i in range(len(text) - 1)})
    most = max(_FREQUENT * len(words.texts), 20)
    frequent = {pair for pair, count in pairs.items() if count > most}
    for run in words.runs:
        parts = (run[i : i + 2] for i in range(len(run) - 1))
        plain = run.isalnum() and len(_HAN.findall(run)) > 1 and not _WHO.search(run)
        yield plain and not any(part in frequent for part in parts)


def _between(text: str, first: str, second: str) -> set[str]:
    """The shortest phrases of a text that reach from one expression to the other."""
    found = set()
    for a, b in ((first, second), (second, first)):
        start = text.find(a)
        while start >= 0:
            end = text.find(b, start + len(a))
            if 0 <= end - start <= 2 * _LONGEST:
                found.add(text[start : end + len(b)])
            start = text.find(a, start + 1)
    return found


def _spans(text: str, run: str) -> Iterator[tuple[int, int]]:
    """Where an expression stands, one after another."""
    start = text.find(run)
    while start >= 0:
        yield start, start + len(run)
        start = text.find(run, start + len(run))


def grown(texts: Sequence[str], run: str) -> str:
    """An expression with what nearly everybody says around it: 变电 → 变电箱."""
    while len(run) < _LONGEST:
        around: Counter[str] = Counter()
        for text in texts:
            spans = list(_spans(text, run))
            around.update({text[max(0, start - 1) : end] for start, end in spans})
            around.update({text[start : end + 1] for start, end in spans})
        longer = [(count, one) for one, count in around.items() if len(one) > len(run) and one.isalnum()]
        count, best = max(longer, default=(0, run))
        if count < _GROWS * sum(run in text for text in texts):
            break
        run = best
    return run


def place(texts: Sequence[str]) -> str:
    """The place most of these texts name, as they write it; empty where they name none."""
    counts: Counter[str] = Counter()
    for text in texts:
        pieces = {text[start : start + size] for size in range(3, 7) for start in range(len(text) - size + 1)}
        counts.update(piece for piece in pieces if _names_place(piece))
    often = [(count, one) for one, count in counts.items() if count >= max(2.0, _PLACED * len(texts))]
    most = max((count for count, _ in often), default=0)
    # The longest that nearly as many say: the whole name, not its end.
    longest = max(((len(one), one) for count, one in often if count >= _GROWS * most), default=(0, ""))
    return tidy(longest[1])


def tidy(name: str) -> str:
    """A name without what stands before and behind it."""
    return _BEFORE.sub("", name).rstrip("的在") or name


def _names_place(piece: str) -> bool:
    return bool(_PLACE.search(piece)) and len(_HAN.findall(piece)) == len(piece) and "的" not in piece
