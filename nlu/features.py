"""What the models look at: short runs of characters and of syllables.

Runs are never strings here but numbers of 40 bits, made for many messages at once: that two different runs
share one is as likely as a coin falling on its edge, and looking them up costs a tenth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.pinyin import Pinyin

Numbers = NDArray[np.uint64]
Rows = NDArray[np.int64]

RUN = 3  # longest run of characters or of syllables

_BITS = np.uint64(40)
_MASK = np.uint64((1 << 40) - 1)
_FACTORS = tuple(np.uint64(value) for value in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_STIR, _SHIFT = np.uint64(0xFF51AFD7ED558CCD), np.uint64(31)
_LEFT = np.uint64(24)  # of 64 bits, which keeps the upper 40


@dataclass(frozen=True)
class Read:
    """What stands in a list of messages.

    Attributes:
        numbers: the runs, each once a message.
        owners: which message each belongs to, ascending.
    """

    numbers: Numbers
    owners: Rows


@dataclass(frozen=True)
class Reader:
    """Reads features off messages."""

    pinyin: Pinyin

    def read(self, masked: Sequence[str]) -> Read:
        """Every run of every message.

        Args:
            masked: texts after `nlu.normalise.mask`.
        """
        heard = [f"^{self.pinyin.hear(text)}$" for text in masked]
        spelled = [self.pinyin.spell(text) for text in heard]
        owners, runs = _runs([*heard, *spelled])
        owners, runs = _distinct(np.where(owners < len(masked), owners, owners - len(masked)), runs)
        return Read(runs, owners)


def find(sorted_numbers: Numbers, wanted: Numbers) -> tuple[Rows, NDArray[np.bool_]]:
    """Where each wanted number stands, and whether it does."""
    places = np.searchsorted(sorted_numbers, wanted)
    places[places == len(sorted_numbers)] = 0
    known: NDArray[np.bool_] = sorted_numbers[places] == wanted if len(sorted_numbers) else wanted != wanted
    return places, known


def number_of(run: str) -> int:
    """The number of one run of at most `RUN` characters."""
    numbers: list[int] = _runs([run])[1].tolist()
    return numbers[-1]


def _runs(texts: Sequence[str]) -> tuple[Rows, Numbers]:
    """Every run with the text it stands in; the longest ones come last."""
    lengths = np.array([len(text) for text in texts], np.int64)
    owner = np.repeat(np.arange(len(texts)), lengths)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), "<u4").astype(np.uint64) + np.uint64(1)
    owners, numbers = [], []
    mixed = np.zeros(len(codes), np.uint64)
    for size in range(1, min(RUN, len(codes)) + 1):
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
