"""How the encoder cuts text into pieces: the unigram tokenizer inside the packed file, for training only."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

PREFIX = "query: "
_SPACE = "\u2581"
_IMPOSSIBLE = -1e30


@dataclass(frozen=True)
class Tokenizer:
    """Pieces of words with their scores.

    Attributes:
        pieces: piece -> its number.
        scores: by number, the logarithm of how common a piece is.
        replaced: character -> what it is read as.
    """

    pieces: Mapping[str, int]
    scores: tuple[float, ...]
    replaced: Mapping[str, str]
    begin: int
    end: int
    unknown: int

    @cached_property
    def _worst(self) -> float:
        """What a character costs that stands in no piece."""
        return min(self.scores) - 10

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.pieces))

    def numbers(self, text: str) -> list[int]:
        """The likeliest pieces of a text with its prefix, begin and end included."""
        read = "".join(self.replaced.get(char, char) for char in PREFIX + text)
        words = _SPACE + _SPACE.join(part for part in read.split(" ") if part)
        return [self.begin, *self._likeliest(words), self.end]

    def _likeliest(self, text: str) -> list[int]:
        worst, longest = self._worst, self._longest
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)] + [(_IMPOSSIBLE, 0, 0)] * len(text)
        for start in range(len(text)):
            so_far = best[start][0]
            for end in range(start + 1, min(len(text), start + longest) + 1):
                number = self.pieces.get(text[start:end], self.unknown)
                if number != self.unknown and so_far + self.scores[number] > best[end][0]:
                    best[end] = (so_far + self.scores[number], start, number)
            if so_far + worst > best[start + 1][0]:
                best[start + 1] = (so_far + worst, start, self.unknown)
        found, at = [], len(text)
        while at:
            _, at, number = best[at]
            found.append(number)
        return found[::-1]


def read_tokenizer(data: bytes, at: int) -> Tokenizer:
    """The tokenizer of a packed file.

    Args:
        at: where it begins (`nlu.semantic.packed.Layout.tokens`).
    """
    count, begin, end, _, unknown, size = struct.unpack_from("<5iQ", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    words = data[at : at + size]
    pieces: dict[str, int] = {}
    for number in range(count):
        piece = words[offsets[number] : offsets[number + 1]].decode("utf-8", "replace")
        if piece:
            pieces.setdefault(piece, number)
    return Tokenizer(pieces, tuple(scores.tolist()), _rules(data, at + size), begin, end, unknown)


def _rules(data: bytes, at: int) -> dict[str, str]:
    count, _ = struct.unpack_from("<iI", data, at)
    at += 8
    rules = {}
    for _ in range(count):
        char, length = struct.unpack_from("<IB", data, at)
        rules[chr(char)] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length
    return rules
