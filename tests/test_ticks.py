"""The clock's rounds: nothing is lost when something fails, nothing runs twice."""

from __future__ import annotations

import logging
import threading
from contextlib import AbstractContextManager

import pytest

from handlers import digest, escalation, surveys, table
from handlers.work import Case, Work
from scheduler import ticks
from scheduler.clock import Clock
from tests.fakes import Town
from tests.life_fakes import at, escalations, ran, sent, standing_still, when


def test_a_ticket_that_cannot_be_handled_is_put_off_and_the_others_go_on(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for building, name in enumerate(("李姐", "王哥", "赵姨"), 1):
        town.says(name, f"锦园{building}号楼有人占车位")
    broken = town.tickets()[0].id
    tick = escalation.tick

    def fails(case: Case, *more: object) -> None:
        if case.ticket.id == broken:
            raise RuntimeError("a row nobody foresaw")
        tick(case, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(escalation, "tick", fails)
    with caplog.at_level(logging.CRITICAL):
        standing_still(town, at("17 09:30"))
        ran(town)
    first, *others = town.tickets()
    assert escalations(town, first) == []
    assert all(escalations(town, other) == [("17 09:30", 1, ["fwz"])] for other in others)
    monkeypatch.setattr(escalation, "tick", tick)
    town.later(minutes=11)
    assert escalations(town, first) == [("17 09:40", 1, ["fwz"])]


def test_a_failing_survey_and_a_failing_question_are_put_off_not_dropped(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    town.says("李姐", "锦园3号楼有人占车位")
    town.presses("yuan", "resolve", "已经劝离车辆")
    standing_still(town, at("19 09:05"))
    town.says("王哥", "暖气不热")
    standing_still(town, at("19 09:40"))

    def fails(*_: object) -> None:
        raise RuntimeError("not now")

    with monkeypatch.context() as broken, caplog.at_level(logging.CRITICAL):
        broken.setattr(surveys, "tick", fails)
        broken.setitem(table.ON_NO_ANSWER, "place", fails)
        ran(town)
    assert sent(town, "李姐", "survey") == []
    town.later(minutes=11)
    assert when(town, "李姐", "survey") == ["19 09:50"]
    assert town.assignees(town.tickets()[1]) == ["zx"]


def test_a_failing_digest_is_tried_again_later_the_same_day(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.until(at("17 08:59"))

    def fails(_: Work) -> int:
        raise RuntimeError("not now")

    with monkeypatch.context() as broken, caplog.at_level(logging.CRITICAL):
        broken.setattr(digest, "daily", fails)
        standing_still(town, at("17 09:00"))
        ran(town)
        ran(town)
    town.later(minutes=11)
    ran(town)
    assert when(town, "zx", "digest") == ["17 09:11"]


def test_the_digest_is_of_the_day_and_its_hour_not_of_midnight(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.until(at("17 08:59"))
    assert when(town, "zx", "digest") == []
    town.until(at("17 09:00"))
    assert when(town, "zx", "digest") == ["17 09:00"]


def test_that_no_work_can_be_opened_is_for_the_caller_to_say() -> None:
    def closed(_: str) -> AbstractContextManager[Work]:
        raise LookupError("no district yet")

    with pytest.raises(LookupError):
        ticks.run(closed, {"clocks"})


def test_two_clocks_at_once_do_everything_once(any_town: Town) -> None:
    town = any_town
    for number in range(12):
        town.says(f"居民{number}", f"锦园{number + 1}号楼有人占车位")
    standing_still(town, at("17 09:30"))
    start = threading.Barrier(2)

    def tick() -> None:
        start.wait()
        town.worker.run_ticks()

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    town.worker.run_outbox()
    assert all(escalations(town, ticket) == [("17 09:30", 1, ["fwz"])] for ticket in town.tickets())
    assert len(when(town, "fwz", "digest")) <= 3


def test_the_scheduler_ticks_and_stops() -> None:
    ticked = threading.Event()
    clock = Clock(ticked.set, seconds=0.01)
    clock.stop()
    clock.start()
    assert ticked.wait(10)
    clock.stop()
