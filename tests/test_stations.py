"""M18: 便民服务驿站 – where the next one is that offers what somebody needs, and whether it is open."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from handlers import policy
from handlers.knowing import hours, near, stationing
from storage.database import Database
from storage.types import CHINA
from tests.fakes import Town
from tests.knowledge_fakes import knowing_town
from tests.life_fakes import said_back
from tests.web_fakes import Browser, ServedTown

PACK = policy.load("default")


@pytest.fixture
def knowing(database: Database, tmp_path: Path) -> Town:
    """A town with stations."""
    return knowing_town(database, tmp_path)


def test_the_nearest_open_station_with_the_service_is_named(knowing: Town) -> None:
    """M18: 附近哪里能充电."""
    knowing.says("李姐", "锦园附近哪里能手机充电")
    told = said_back(knowing, "李姐")
    assert told.startswith("离您近的便民服务驿站（有手机充电）：\n1. 锦园驿站：锦园南门，就在您小区，")
    assert "现在开着（24小时）" in told
    assert "2. 东社区驿站：东街1号，在您社区，现在开着（周一至周五 08:00-20:00），电话88000101" in told
    assert knowing.tickets() == []


def test_a_level_that_does_not_offer_it_is_not_named_and_closed_ones_come_last(knowing: Town) -> None:
    knowing.says("李姐", "锦园附近有没有量血压的地方")
    lines = said_back(knowing, "李姐").split("\n")
    assert [line[3:8] for line in lines[1:]] == ["东社区驿站", "西社区驿站", "和园驿站："]
    assert "现在没开（周六 09:00-12:00）" in lines[3]


def test_who_tells_no_place_is_asked_and_may_send_where_he_is(knowing: Town) -> None:
    """M18: a location message gives the way on foot."""
    knowing.says("王哥", "附近哪里可以喝水")
    assert "您在哪个小区附近" in said_back(knowing, "王哥")
    knowing.says("王哥", "位置：东街口（34.2201,108.9401）")
    told = said_back(knowing, "王哥")
    assert "1. 东社区驿站：东街1号，步行约1分钟" in told
    assert "2. 锦园驿站：锦园南门，步行约4分钟" in told


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("附近哪里能充电", "手机充电"), ("哪儿可以借伞", "雨伞"), ("有没有地方喝口水", "饮水"), ("最近的驿站在哪", ""),
        ("附近哪里能上个厕所", "如厕"), ("哪里能给孩子喂奶", "母婴室"), ("电动车在哪里充电", None),
        ("附近的公厕太脏了", None), ("充电桩坏了找谁", None), ("驿站的空调坏了", None), ("暖气不热", None),
    ],
)  # fmt: skip
def test_what_is_asked_for(text: str, service: str | None) -> None:
    assert stationing.wanted(PACK.stations, text) == service


@pytest.mark.parametrize(
    ("written", "moment", "expected"),
    [
        ("24小时", "2026-11-16 03:00", True), ("08:00-20:00", "2026-11-16 20:00", False),
        ("周一至周五 08:30-17:30；周六 09:00-12:00", "2026-11-21 10:00", True),
        ("周一至周五 08:30-17:30；周六 09:00-12:00", "2026-11-22 10:00", False),
        ("工作日 09:00-18:00；休息日 10:00-16:00", "2027-01-01 09:30", False),
        ("工作日 09:00-18:00；休息日 10:00-16:00", "2027-01-01 10:30", True),
        ("周一、周三 09:00-24:00", "2026-11-18 23:30", True), ("看情况", "2026-11-16 10:00", None),
        ("周五至周一 09:00-10:00", "2026-11-22 09:30", True), ("25:00-26:00", "2026-11-16 10:00", None),
    ],
)  # fmt: skip
def test_opening_hours(written: str, moment: str, expected: bool | None) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=CHINA)
    assert hours.is_open(written, at, PACK.calendar) is expected


def test_the_levels_offer_sixteen_twelve_and_eight_services() -> None:
    """M18: the three levels of the source."""
    assert [len(PACK.stations.levels[level]) for level in (1, 2, 3)] == [16, 12, 8]


def test_metres() -> None:
    assert round(near.metres((34.22, 108.94), (34.23, 108.94))) == 1112
    assert near.position("位置：某处（34.22,108.94）") == (34.22, 108.94)
    assert near.position("物业费1.25,2.5元") is None or near.position("三号楼") is None
    assert near.position("位置（134.22,108.94）") is None


def test_the_page_lists_stations_by_service_without_signing_in(sqlite: Database, tmp_path: Path) -> None:
    served = ServedTown(sqlite, tmp_path, secret_key="k" * 32, demo=False)
    page = Browser(served).get("/r/stations")
    assert page.status_code == 200
    assert "锦绣社区便民服务驿站" in page.text
    assert "母婴室" in page.text
    only = Browser(served).get("/r/stations", params={"service": "母婴室"}).text
    assert "滨溪路城管驿站" not in only
