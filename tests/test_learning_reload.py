"""A running process takes a newly adopted model, and keeps the old one when the new cannot be read."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.relearning import EVERY, Relearning
from bot.worker import Worker
from nlu import lessons
from nlu.lessons import Taught
from nlu.understanding import Engine
from tests.fakes import FakeEngine, Town


class Watched:
    """A town whose models lie in a folder, a clock for the looks, and every engine that was made."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town = town
        self.folder = folder
        self.seconds = 0.0
        self.made: list[FakeEngine] = []
        self.relearning = Relearning(folder, self.make, lambda: self.seconds)

    def make(self) -> Engine:
        """A fresh engine."""
        self.made.append(FakeEngine())
        return self.made[-1]

    def look(self, after: float = EVERY) -> bool:
        """One look, so many seconds later."""
        self.seconds += after
        return self.relearning.look(self.town.product)

    def adopt(self, text: str) -> None:
        """Training adopts this one lesson."""
        lessons.write(self.folder, lessons.render([Taught("sanitation", "", "", text)]))


@pytest.fixture
def watched(town: Town, tmp_path: Path) -> Watched:
    """A process without lessons so far."""
    (tmp_path / "models").mkdir()
    return Watched(town, tmp_path / "models")


def test_newly_adopted_lessons_bring_a_new_engine_within_a_minute(watched: Watched) -> None:
    assert EVERY <= 30
    assert not watched.look()
    watched.adopt("铁蛤蟆坏了")
    assert watched.look()
    assert watched.town.product.engine is watched.made[0]
    assert not watched.look(), "the same lessons are no news"
    watched.adopt("铁蛤蟆坏了三天")
    assert watched.look()
    assert watched.town.product.engine is watched.made[1]


def test_between_two_looks_nothing_is_read(watched: Watched) -> None:
    watched.adopt("铁蛤蟆坏了")
    assert not watched.look(EVERY / 2)
    assert watched.look(EVERY / 2)


def test_lessons_that_are_taken_away_are_news_as_well(watched: Watched) -> None:
    watched.adopt("铁蛤蟆坏了")
    assert watched.look()
    (watched.folder / lessons.FILE).unlink()
    assert watched.look()


@pytest.mark.parametrize("damage", [b"nlu: [", b"nlu:\n- intent: nix\n  examples: |\n    - x\n", b"\x00\xff"])
def test_a_damaged_file_keeps_the_old_engine_and_is_logged(
    watched: Watched, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    before = watched.town.product.engine
    (watched.folder / lessons.FILE).write_bytes(damage)
    assert not watched.look()
    assert watched.town.product.engine is before
    assert "going on with the model in use" in caplog.text
    watched.adopt("铁蛤蟆坏了")
    assert watched.look(), "once it is mended it is taken"


def test_an_engine_that_cannot_be_made_changes_nothing(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> Engine:
        raise OSError("disk")

    before = watched.town.product.engine
    watched.relearning._make = fails
    watched.adopt("铁蛤蟆坏了")
    with caplog.at_level(logging.ERROR):
        assert not watched.look()
    assert watched.town.product.engine is before


def test_the_worker_looks_while_it_is_idle(watched: Watched) -> None:
    worker = Worker(watched.town.product, watched.relearning)
    watched.adopt("铁蛤蟆坏了")
    watched.seconds += EVERY
    worker.start()
    for _ in range(100):
        if watched.made:
            break
        watched.town.product.wake()
        worker._stop.wait(0.05)
    worker.stop()
    assert watched.town.product.engine is watched.made[0]
