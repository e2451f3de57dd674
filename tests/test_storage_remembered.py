"""What was read is kept for a while, and goes when people take their words back."""

from __future__ import annotations

from time import monotonic

import pytest

from storage import remembered
from tests.fakes import Town
from tests.manners_fakes import hears, recalls


class Reader:
    """Counts what it has to make out."""

    def __init__(self) -> None:
        self.made_out: list[str] = []
        self.read = remembered.remembered(4)(self._read)

    def _read(self, words: str) -> list[str]:
        self.made_out.append(words)
        return list(words)


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_the_same_row_is_made_out_once(reader: Reader) -> None:
    assert reader.read("暖气") is reader.read("暖气")
    reader.read("停水")
    assert reader.made_out == ["暖气", "停水"]


def test_it_is_forgotten_after_a_while(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.read("暖气")
    now = monotonic()
    monkeypatch.setattr("storage.remembered.monotonic", lambda: now + 601)
    reader.read("暖气")
    assert reader.made_out == ["暖气", "暖气"]


def test_words_taken_back_are_kept_nowhere(town: Town, reader: Reader) -> None:
    hears(town, "李姐", "3号楼暖气不热，我电话13812345678", id="x")
    reader.read("暖气")
    recalls(town, "李姐", "x")
    reader.read("暖气")
    assert reader.made_out == ["暖气", "暖气"]
