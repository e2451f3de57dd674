"""One message, two troubles: "暖气不热，电梯还坏了" asks two different people to act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlu.normalise import MAX_CHARS

LONG = 60  # a longer text is a letter about one matter, unless it counts its points
_EDGE = " \t\r\n，,。；;：:"
_SHORTEST = 3  # a clause of fewer letters and characters says nothing of its own

_BREAK = re.compile(
    r"[，,。；;！!？?\n]{1,8}|\s(?=[\u4e00-\u9fff]{2,6}也)|(?:还有就是|还有|另外|再就是|再有|以及|并且|而且"
    r"|顺便)"
)
_POINT = re.compile(
    r"(?:^|[。；;，,：:\n\s])(?:[(（]?[1-9一二三四五六][)）、.．](?![0-9])|[①-⑨]|第[一二三四五六][，,、：:]?"
    r"|[一二三四五六]是)"
)


# Clauses that say what follows from a trouble, or plead, whatever subject they touch on.
_LEANING = re.compile(
    r"(?:没法|无法|不能|(?:进|出|上|下|过|走|吃|睡|喝|用)不"
    r"|(?:严重)?(?:影响|导致|造成|引起|引发|危及|威胁|存在|破坏|阻碍|损害|侵犯|增加)"
    r"|方便|省得|免得|以免|否则|害得|害我|弄得|搞得|吓得|气得|逼得"
    r"|恳|敬|请|希望|盼|望|求|建议|要求|应该|是不是|能不能|能否|可否|何时|什么时候|收费|多少"
    r"|我|俺|他|她|物业说|社区说|派出所说|说|找|打)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the original text: `text[start:end]`.

    Attributes:
        counted: the sender numbered it as a point of its own.
        leaning: it only makes sense after the clause before it.
    """

    text: str
    start: int
    end: int
    counted: bool = False
    leaning: bool = False


def clauses(text: str) -> list[Clause]:
    """The stretches of a message that may be troubles of their own; one stretch when it is a plain letter."""
    head = text[:MAX_CHARS]
    points = [match.start() for match in _POINT.finditer(head)]
    if len(points) > 1:
        return [*_stretches(head, zip(points, [*points[1:], len(head)], strict=True), counted=True)]
    if len(head.strip()) > LONG:
        return [Clause(text, 0, len(text))]
    return [*_stretches(head, _between(head), counted=False)] or [Clause(text, 0, len(text))]


def _between(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _stretches(text: str, spans: Iterable[tuple[int, int]], *, counted: bool) -> Iterator[Clause]:
    for start, end in spans:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip(_EDGE))
        words = piece[lead:].rstrip(_EDGE)
        if sum(map(str.isalnum, words)) >= _SHORTEST:
            leaning = not counted and start > 0 and _LEANING.match(words) is not None
            yield Clause(words, start + lead, start + lead + len(words), counted, leaning)
