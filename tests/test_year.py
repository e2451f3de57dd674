"""A year of one community: everything comes round at the moment another way of counting says it must."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import bootstrap
from bot.__main__ import run
from bot.clocks import VirtualTime
from bot.commands.year import PACK
from bot.rehearsal import figures, oracle, places, troubles
from bot.rehearsal.oracle import Came
from bot.rehearsal.people import People
from bot.rehearsal.year import Year
from bot.settings import Settings
from handlers import policy
from storage.database import Database
from storage.types import CHINA
from tests.cadence_fakes import on


def lived(
    database: Database, folder: Path, begin: datetime, end: datetime, per_day: float
) -> tuple[set[Came], set[Came]]:
    """What came round in the community of the rehearsal, and what should have; everything else must be sound."""
    (folder / "policies").mkdir()
    shutil.copy(PACK, folder / "policies" / PACK.name)
    found = places.tree("year")
    bootstrap.import_tree(database, found)
    clock = VirtualTime(begin)
    product = bootstrap.build(Settings(data_dir=folder), database, troubles.Known(), clock)
    estates = [(unit.name, unit.buildings or 1) for unit in found.units if unit.kind == "estate"]
    Year(product, clock, People(product, 2)).play(troubles.year(1, begin, end, per_day, estates), end)
    with database.read() as conn:
        assert figures.checked(conn, product.district) == []
        return figures.came(conn, product.district), oracle.expected(product.policy(), found, begin, end)


def local(came: set[Came]) -> set[tuple[str, str]]:
    """Cadence, and day and hour in the district's time."""
    return {(name, f"{at.astimezone(CHINA):%m-%d %H:%M}") for name, _, at in came}


def test_new_years_day_is_kept_by_what_is_daily_and_moves_the_rest(database: Database, tmp_path: Path) -> None:
    came, expected = lived(database, tmp_path, on("2026-12-30 00:00"), on("2027-01-05 00:00"), 2)
    assert came == expected
    assert {("日汇总", "01-01 17:30"), ("周梳理", "12-31 16:00")} <= local(came)


def test_the_spring_festival_moves_visits_to_its_make_up_workday(database: Database, tmp_path: Path) -> None:
    came, expected = lived(database, tmp_path, on("2027-02-04 00:00"), on("2027-02-14 00:00"), 1)
    assert came == expected
    assert ("周走访", "02-13 09:00") in local(came)
    assert ("周走访", "02-08 09:00") not in local(came)


def test_the_leap_day_and_the_end_of_its_month_come_once(sqlite: Database, tmp_path: Path) -> None:
    came, expected = lived(sqlite, tmp_path, on("2028-02-25 00:00"), on("2028-03-02 00:00"), 0)
    assert came == expected
    leap = {name for name, moment in local(came) if moment.startswith("02-29")}
    assert leap == {"日值班", "日汇总", "月末盘点", "闰日提醒"}


def test_the_oracle_notices_what_is_missing_or_comes_at_another_moment() -> None:
    at = on("2027-01-01 09:00")
    expected = {("周走访", "dong", at), ("周走访", "xi", at)}
    (row,) = figures.compare(expected, {("周走访", "dong", at + timedelta(seconds=1))}, ["周走访"])
    assert (row.expected, row.came, row.missing, row.unexpected) == (2, 1, 2, 1)


def test_the_same_seed_is_the_same_year() -> None:
    begin, end = on("2027-01-01 00:00"), on("2027-02-01 00:00")
    first, again, other = (troubles.year(seed, begin, end, 7, [("锦绣小区", 10)]) for seed in (1, 1, 2))
    assert first == again != other
    assert 150 < len(first) < 350


def test_every_sentence_of_the_rehearsal_is_understood_as_it_was_meant() -> None:
    told = troubles.year(3, on("2027-01-01 00:00"), on("2028-01-01 00:00"), 3, [("锦绣小区", 10)])
    engine = troubles.Known()
    assert all(engine.understand(one.text).appeal for one in told)
    assert not engine.understand("锦绣小区3号楼一切正常").appeal


def test_the_pack_of_the_rehearsal_uses_every_sort_that_needs_nobody_else() -> None:
    kinds = {rule.kind for rule in policy.read(PACK).cadences.values()}
    assert kinds == {"duty_roster", "visits", "rollup", "sorting", "meeting", "review", "points"}


@pytest.fixture
def year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: run(["year", *arguments])


def test_one_command_tells_what_came_round(year: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    code = year("--from", "2027-01-01", "--until", "2027-01-03", "--per-day", "2", "--out", "y")
    told = capsys.readouterr()
    assert code == 0, told.err
    assert "日汇总" in told.out
    assert "数据核对：没有问题" in told.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "gestern"), "--from 不是 ISO 8601 时间"),
        (("--from", "2027-01-01", "--until", "2026-01-01"), "--until 应晚于 --from"),
        (("--policy", "nirgends"), "nirgends"),
    ],
)
def test_what_cannot_be_rehearsed_is_said_in_a_sentence(
    year: Callable[..., int], capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert year(*arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
