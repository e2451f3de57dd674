"""One message, two troubles: "暖气不热，电梯还坏了" asks two different people to act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.normalise import MAX_CHARS

LONG = 60  # a longer text is a letter about one matter, unless it counts its points
_SHORTEST = 3  # a clause of fewer letters and characters says nothing of its own

_BREAK = re.compile(r"[，,。；;！!？?\n]{1,8}|(?:还有就是|还有|另外|再就是|再有|以及|并且|而且|顺便)")
_POINT = re.compile(
    r"(?:^|[。；;，,：:\n\s])(?:[(（]?[1-9一二三四五六][)）、.．](?![0-9])|[①-⑨]|第[一二三四五六][，,、：:]?|[一二三四五六]是)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the original text: `text[start:end]`."""

    text: str
    start: int
    end: int


def clauses(text: str) -> list[Clause]:
    """The stretches of a message that may be troubles of their own; one stretch when it is a plain letter."""
    head = text[:MAX_CHARS]
    points = [match.start() for match in _POINT.finditer(head)]
    if len(points) > 1:
        return [*_strip(text, list(zip(points, [*points[1:], len(head)], strict=True)))]
    if len(head.strip()) > LONG:
        return [Clause(text, 0, len(text))]
    return [*_strip(head, list(_between(head)))] or [Clause(text, 0, len(text))]


def _between(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _strip(text: str, spans: list[tuple[int, int]]) -> Iterator[Clause]:
    for start, end in spans:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip(" \t\n\r，,。；;：:"))
        words = piece[lead:].rstrip(" \t\n\r，,。；;：:")
        if sum(map(str.isalnum, words)) >= _SHORTEST:
            yield Clause(words, start + lead, start + lead + len(words))
