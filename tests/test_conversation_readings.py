"""What the engine makes of the corpus is read once, and is the same when it comes back from where it was kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nlu.conversation import readings
from nlu.conversation.readings import Reading, Row, read
from nlu.understanding import Issue, Kind, Sense, Urgency

TELLS = Sense(
    0.9, 0.8, {"heating": 0.7}, {"me_too": 0.1}, Issue("heating", Kind.COMPLAINT, Urgency.NORMAL, 0.7, (0, 4)),
    np.array([0.6, 0.8], np.float32),
)  # fmt: skip


class Reader:
    """Reads in this process, and notes what it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def senses(self, texts: Sequence[str], cache: Path) -> list[Row]:
        """A sense of all but of what is nothing but a sticker."""
        self.given += texts
        told: Row = ("3", readings._facts(TELLS)), TELLS.meaning
        return [((None, None), None) if text == "[捂脸]" else told for text in texts]

    def tones(self, texts: Sequence[str], cache: Path) -> list[Row]:
        """The same tone of every text."""
        self.given += texts
        return [(None, np.array([0.0, 1.0], np.float32)) for _ in texts]


class Here:
    """Stands for the processes."""

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    map = staticmethod(map)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader()
    monkeypatch.setattr(readings, "_senses", made.senses)
    monkeypatch.setattr(readings, "_tones", made.tones)
    monkeypatch.setattr(readings, "ProcessPoolExecutor", Here)
    return made


def plain(reading: Reading) -> object:
    """A reading that can be compared."""
    sense = reading.sense
    if sense is None:
        return reading.building
    vectors = [None if one is None else one.tolist() for one in (sense.meaning, sense.tone)]
    return reading.building, sense.appeal, sense.characters, sense.categories, sense.intents, sense.issue, vectors


def test_what_was_read_before_is_not_read_again_and_is_the_same(reader: Reader, tmp_path: Path) -> None:
    first = read(["暖气不热", "[捂脸]"], tmp_path, print, tones=True)
    reader.given.clear()
    again = read(["暖气不热", "[捂脸]"], tmp_path, print, tones=True)
    assert reader.given == []
    assert {text: plain(one) for text, one in again.items()} == {text: plain(one) for text, one in first.items()}
    assert plain(first["[捂脸]"]) is None
    assert first["暖气不热"].sense is not None
    assert first["暖气不热"].sense.issue == TELLS.issue


def test_only_what_is_new_is_read(reader: Reader, tmp_path: Path) -> None:
    read(["暖气不热"], tmp_path, print, tones=False)
    reader.given.clear()
    read(["暖气不热", "水停了"], tmp_path, print, tones=False)
    assert set(reader.given) == {"水停了"}


def test_after_another_ear_was_learned_only_its_tones_are_read_anew(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(["暖气不热"], tmp_path, print, tones=True)
    ear = tmp_path / "ear.npz"
    ear.write_bytes(b"another")
    monkeypatch.setattr(readings, "EAR_FILE", ear)
    said: list[str] = []
    read(["暖气不热"], tmp_path, said.append, tones=True)
    assert said == ["reading 1 of 1 texts: tones"]
    assert len(list(tmp_path.glob("tones-*.npz"))) == 1, "what another ear made of it is forgotten"


def test_what_was_kept_and_cannot_be_read_is_read_anew(reader: Reader, tmp_path: Path) -> None:
    read(["暖气不热"], tmp_path, print, tones=False)
    (kept,) = tmp_path.glob("senses-*.npz")
    kept.write_bytes(b"half a file")
    reader.given.clear()
    assert read(["暖气不热"], tmp_path, print, tones=False)["暖气不热"].building == "3"
    assert set(reader.given) == {"暖气不热"}


def test_what_was_kept_is_not_lost_where_more_cannot_be_written(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(["暖气不热"], tmp_path, print, tones=False)

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(np, "savez", full)
        with pytest.raises(OSError, match="no space"):
            read(["暖气不热", "水停了"], tmp_path, print, tones=False)
    reader.given.clear()
    read(["暖气不热"], tmp_path, print, tones=False)
    assert reader.given == []
