"""What the models look at: short runs of characters, of syllables, and which subjects are touched.

Runs are never strings here but numbers of 40 bits, made for many messages at once: that two different runs
share one is as likely as a coin falling on its edge, and looking them up costs a tenth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.pinyin import Pinyin

Numbers = NDArray[np.uint64]
Rows = NDArray[np.int64]

RUN = 3  # longest run of characters or of syllables
WORD = 4  # longest word of the lexicon
MOST_HITS = 3  # a subject touched more often than this is touched no more surely

_BITS = np.uint64(40)
_MASK = np.uint64((1 << 40) - 1)
_FACTORS = tuple(
    np.uint64(value) for value in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
)
_STIR, _SHIFT = np.uint64(0xFF51AFD7ED558CCD), np.uint64(31)
_LEFT = np.uint64(24)  # of 64 bits, which keeps the upper 40


@dataclass(frozen=True)
class Lexicon:
    """Words by what they speak of, ready to be looked up.

    Attributes:
        numbers: of every word as written or heard, ascending.
        groups: for each of them, a row of 0 and 1: the groups it stands in.
    """

    numbers: Numbers
    groups: NDArray[np.int8]

    @classmethod
    def of(cls, words: Mapping[str, Sequence[str]]) -> Lexicon:
        """A lexicon from word -> groups."""
        names = sorted({group for groups in words.values() for group in groups})
        numbers = np.array([number_of(word) for word in words], np.uint64)
        rows = np.zeros((len(words), len(names)), np.int8)
        for row, groups in enumerate(words.values()):
            rows[row, [names.index(group) for group in groups]] = 1
        order = np.argsort(numbers)
        return cls(numbers[order], rows[order])

    @property
    def columns(self) -> int:
        """Features a lexicon adds: for every group a first, a second and a third hit."""
        return len(self.groups.T) * MOST_HITS


@dataclass(frozen=True)
class Read:
    """What stands in a list of messages.

    Attributes:
        numbers: the runs, each once a message.
        owners: which message each belongs to, ascending.
        hits: by message, 0 or 1 for every group and count of hits.
    """

    numbers: Numbers
    owners: Rows
    hits: NDArray[np.float32]


@dataclass(frozen=True)
class Reader:
    """Reads features off messages."""

    pinyin: Pinyin
    lexicon: Lexicon

    def read(self, masked: Sequence[str]) -> Read:
        """Every run of every message, and its hits in the lexicon.

        Args:
            masked: texts after `nlu.normalise.mask`.
        """
        heard = [f"^{self.pinyin.hear(text)}$" for text in masked]
        spelled = [self.pinyin.spell(text) for text in heard]
        owners, runs = _runs([*heard, *spelled], RUN)
        owners, runs = _distinct(np.where(owners < len(masked), owners, owners - len(masked)), runs)
        return Read(runs, owners, self._hits(heard))

    def _hits(self, heard: Sequence[str]) -> NDArray[np.float32]:
        owners, runs = _distinct(*_runs(heard, WORD))
        places, known = find(self.lexicon.numbers, runs)
        touched = self.lexicon.groups[places[known]]
        counts = np.zeros((len(heard), self.lexicon.groups.shape[1]), np.int64)
        np.add.at(counts, owners[known], touched)
        steps = [counts >= hit for hit in range(1, MOST_HITS + 1)]
        return np.concatenate(steps, axis=1).astype(np.float32)


def find(sorted_numbers: Numbers, wanted: Numbers) -> tuple[Rows, NDArray[np.bool_]]:
    """Where each wanted number stands, and whether it does."""
    places = np.searchsorted(sorted_numbers, wanted)
    places[places == len(sorted_numbers)] = 0
    known: NDArray[np.bool_] = sorted_numbers[places] == wanted if len(sorted_numbers) else wanted != wanted
    return places, known


def number_of(run: str) -> int:
    """The number of one run of at most `WORD` characters."""
    numbers: list[int] = _runs([run], WORD)[1].tolist()
    return numbers[-1]


def _runs(texts: Sequence[str], longest: int) -> tuple[Rows, Numbers]:
    """Every run up to that length with the text it stands in; the longest ones come last."""
    lengths = np.array([len(text) for text in texts], np.int64)
    owner = np.repeat(np.arange(len(texts)), lengths)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), "<u4").astype(np.uint64) + np.uint64(1)
    owners, numbers = [], []
    mixed = np.zeros(len(codes), np.uint64)
    for size in range(1, min(longest, len(codes)) + 1):
        kept = len(codes) - size + 1
        mixed = mixed[:kept] + codes[size - 1 :] * _FACTORS[size - 1]
        whole = owner[:kept] == owner[size - 1 :]
        owners.append(owner[:kept][whole])
        numbers.append(_stirred(mixed[whole]))
    if not numbers:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    return np.concatenate(owners), np.concatenate(numbers)


def _stirred(mixed: Numbers) -> Numbers:
    stirred = (mixed ^ mixed >> _SHIFT) * _STIR
    return (stirred ^ stirred >> _SHIFT) >> _LEFT


def _distinct(owners: Rows, numbers: Numbers) -> tuple[Rows, Numbers]:
    both = np.sort(owners.astype(np.uint64) << _BITS | numbers)
    if len(both):
        both = both[np.concatenate(([True], both[1:] != both[:-1]))]
    return (both >> _BITS).astype(np.int64), both & _MASK
