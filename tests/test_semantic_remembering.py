"""What was read lately is not read again."""

from __future__ import annotations

import numpy as np

from nlu.semantic.encoder import Remembering
from nlu.semantic.packed import Floats


class Slow:
    """Counts what it has to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def query(self, texts: str) -> Floats:
        self.read.append(texts)
        return np.full(3, len(texts), np.float32)


def test_a_sentence_said_all_day_is_read_once() -> None:
    slow = Slow()
    mind = Remembering(slow)
    assert [float(mind.query(text)[0]) for text in ("收到", "停水了吗", "收到", "收到")] == [2, 4, 2, 2]
    assert slow.read == ["收到", "停水了吗"]


def test_what_was_not_said_for_longest_is_forgotten_first() -> None:
    slow = Slow()
    mind = Remembering(slow, most=2)
    for text in ("甲", "乙", "甲", "丙", "甲", "乙"):
        mind.query(text)
    assert slow.read == ["甲", "乙", "丙", "乙"]
