"""What a resident said of a completion: himself, or on the telephone to whoever wrote it down."""

from __future__ import annotations

from dataclasses import dataclass

RESULTS = {"solved": "已解决", "partly": "部分解决", "not": "没有解决"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a resident said.

    Attributes:
        by: the person who called; None where he answered himself.
        result: a key of `RESULTS`.
        score: 1–5, if he gave one.
    """

    by: str | None
    result: str
    score: int | None = None
    words: str = ""
