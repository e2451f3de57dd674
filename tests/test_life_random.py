"""Whatever people do and however time passes: the table of states holds and every ticket is somebody's."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.tree import Tree
from tests.fakes import Town, tree
from tests.life_fakes import imported, sound, with_duties, without

OFFICIALS = ("yuan", "wang", "fwz", "sqz", "jd", "zx", "gr", "wuye")
ACTIONS = (
    "accept", "return", "transfer", "on_site", "progress", "resolve", "extend", "wait", "resume", "refuse",
)  # fmt: skip
WORDS = ("", "王建国 请办", "换了阀门，已经恢复", "好", "供热值班，请上门", "yuan")
TREES: tuple[Tree, ...] = (
    tree(),
    without("yuan", "wang"),
    without("fwz", "jd"),
    without(*OFFICIALS),
    with_duties(duty for duty in tree().duties if duty.person in ("gr", "zx")),
)

_says = st.tuples(
    st.just("says"),
    st.sampled_from(("李姐", "王哥")),
    st.sampled_from(
        ("锦园3号楼暖气不热", "暖气不热", "有煤气味", "撤销", "5分", "1分", "没解决", "锦园5号楼", "我家也是")
    ),
)
_presses = st.tuples(
    st.just("presses"), st.sampled_from(OFFICIALS), st.sampled_from(ACTIONS), st.sampled_from(WORDS), st.booleans()
)
_answers = st.tuples(
    st.just("answers"), st.just("李姐"), st.sampled_from(("confirm", "reject", "rate:1", "rate:3", "rate:5", "cancel"))
)
_waits = st.tuples(st.just("waits"), st.sampled_from((1, 11, 130, 60 * 13, 60 * 25, 60 * 24 * 4, 60 * 24 * 16)))
_sleeps = st.tuples(st.just("sleeps"), st.sampled_from((60, 60 * 24 * 3)))
_imports = st.tuples(st.just("imports"), st.integers(0, len(TREES) - 1))
STEPS = st.lists(st.one_of(_presses, _presses, _says, _answers, _waits, _sleeps, _imports), min_size=4, max_size=14)


class Failures(logging.Handler):
    """What the ticks and the intake survived by putting it off: nothing of that may happen here."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the traceback."""
        self.seen.append(self.format(record))


@pytest.fixture
def failures() -> Iterator[Failures]:
    """Every error that is logged meanwhile."""
    handler = Failures()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def _step(town: Town, step: tuple[object, ...]) -> None:
    match step:
        case ("says", str(who), str(text)):
            town.says(who, text, group="g-jy" if text == "我家也是" else None)
        case ("presses", str(who), str(action), str(words), bool(desk)):
            found = town.tickets()
            more = {"channel": "desk", "ticket": found[0].number} if desk and found else {}
            town.presses(who, action, words, **more)
        case ("answers", str(who), str(action)):
            town.presses(who, action)
        case ("waits", int(minutes)):
            town.later(minutes=minutes)
        case ("sleeps", int(minutes)):
            town.clock.move_to(town.clock.now() + timedelta(minutes=minutes))
        case ("imports", int(number)):
            imported(town, TREES[number])


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_no_sequence_of_deeds_and_days_breaks_a_ticket(
    sqlite_template: Path, failures: Failures, steps: list[tuple[object, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "minhu.db"
        shutil.copy(sqlite_template, path)
        database = Database(f"sqlite:///{path}", durable=False)
        town = Town(database, Path(folder))
        town.says("李姐", "锦园3号楼暖气不热")
        for step in steps:
            _step(town, step)
            sound(town)
        with database.read() as conn:
            failed = list(conn.exec_driver_sql("SELECT reason FROM inbox WHERE state != 'done'"))
        database.close()
        assert (failed, failures.seen) == ([], [])
