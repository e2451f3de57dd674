"""申请剔除: left out of the rates only by somebody else's decision, and never silently."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.reporting import gathering
from handlers.figures.reports import Report
from handlers.workflow import ALLOWED
from storage import checks
from storage.database import Database
from tests.fakes import Town
from tests.figures_fakes import with_leaders
from tests.life_fakes import kinds, said_back, sent


@pytest.fixture
def held(database: Database, tmp_path: Path) -> Town:
    """院长李秀英 has an appeal that somebody reported twice; the desk has two seats and a leader above them."""
    town = Town(database, tmp_path, with_leaders())
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    return town


def report(town: Town) -> Report:
    """The district's report of the month."""
    org, product = town.product.org(), town.product
    unit = org.unit("yb")
    assert unit is not None
    with product.database.read() as conn:
        return gathering.report(conn, org, product.policy(), unit, "2026-11", town.clock.now() + timedelta(days=9))


def left_out(town: Town) -> list[tuple[object, ...]]:
    """The rows of 排除清单, from the code on."""
    return [row[1:] for row in report(town).left_out().rows]


def test_the_desk_decides_and_the_rates_show_both(held: Town) -> None:
    held.says("yuan", f"申请剔除 {held.ticket().number} 重复反映 和昨天登记的是同一件事")
    assert "等值班台决定" in said_back(held, "yuan")
    assert "重复反映" in sent(held, "zx", "notify")[-1]
    number = held.ticket().number
    assert held.presses("zx", "grant", "核实是同一件") is not None
    assert "同意剔除" in sent(held, "yuan", "notice")[-1]
    assert left_out(held) == [("重复反映", "和昨天登记的是同一件事", "李秀英", "已剔除", "值班坐席", "核实是同一件")]
    rows = {row[0]: row for row in report(held).overview().rows}
    assert rows["接单率"][1:4] == ("—", 0, 0)
    assert rows["接单率"][5:8] == ("100.0%", 1, 1)
    assert held.ticket().status == "accepted"
    assert not any("剔除" in text for text in sent(held, "李姐"))
    assert number in report(held).left_out().rows[0]
    with held.product.database.read() as conn:
        allowed = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}
        assert checks.check(conn, "yb", allowed) == []


def test_a_refusal_can_be_objected_to_once_one_level_up(held: Town) -> None:
    held.presses("yuan", "exclude", "超出职责 属于供热公司主管网", channel="desk", ticket=held.ticket().number)
    held.presses("zx", "keep", "小区内的管道归我们")
    assert "不予剔除：小区内的管道归我们" in sent(held, "yuan", "notice")[-1]
    held.presses("yuan", "object", "接口在红线外，有照片")
    assert "剔除申诉" in sent(held, "ld", "notify")[-1]
    assert not held.presses("zx2", "grant", channel="desk", ticket=held.ticket().number).ok  # type: ignore[union-attr]
    held.presses("ld", "keep", "现场看过，在红线内")
    assert [row[3] for row in left_out(held)] == ["没有剔除", "没有剔除（申诉）"]
    held.presses("yuan", "object", "再看一次好不好", channel="desk", ticket=held.ticket().number)
    assert "已经申诉过一次" in held.received("yuan", "desk")[-1].text
    assert kinds(held, held.ticket()).count("exclusion_decided") == 2


def test_nobody_decides_about_his_own_request(held: Town) -> None:
    number = held.ticket().number
    held.presses("zx", "exclude", "恶意反映 一天报了三十次", channel="desk", ticket=number)
    held.presses("zx", "grant", channel="desk", ticket=number)
    assert "由别人决定" in held.received("zx", "desk")[-1].text
    held.presses("zx2", "grant", channel="desk", ticket=number)
    assert left_out(held)[0][3] == "已剔除"


@pytest.mark.parametrize(("words", "said"), [
    ("不想办 太麻烦了不想办", "情形有：重复反映、恶意反映、超出职责"), ("重复反映 对", "至少4个字"),
])  # fmt: skip
def test_a_request_needs_a_known_code_and_a_reason(held: Town, words: str, said: str) -> None:
    held.says("yuan", f"申请剔除 {held.ticket().number} {words}")
    assert said in said_back(held, "yuan")
    assert left_out(held) == []


def test_only_who_is_responsible_asks(held: Town) -> None:
    held.presses("wang", "exclude", "重复反映 和昨天的一样", channel="desk", ticket=held.ticket().number)
    assert left_out(held) == []
