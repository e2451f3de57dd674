"""`minhu chat`: both sides of the conversation in the terminal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot import bootstrap
from bot.clocks import MachineTime
from storage.types import CHINA
from tests.cli_fakes import ORG, Minhu


@pytest.fixture
def district(minhu: Minhu) -> Minhu:
    """With the district imported."""
    assert minhu("import-org", ORG).code == 0
    return minhu


@pytest.fixture
def by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ten in the morning, whenever the tests run: at night what was done is told in the morning."""
    now = datetime.now(CHINA)
    ten = now.replace(hour=10, minute=0) + timedelta(days=1)
    monkeypatch.setattr(bootstrap, "MachineTime", lambda shift=timedelta(): MachineTime(shift + (ten - now)))


def test_from_a_complaint_to_is_it_solved_with_numbers_for_buttons(district: Minhu, by_day: None) -> None:
    lines = ["锦园小区3号楼暖气不热", "/as 李秀英", "1", "3 放了气，室温21度", "/as 李姐", "1", "/quit", "不会说出口"]
    ran = district("chat", "--as", "李姐", stdin="\n".join(lines))
    assert ran.code == 0
    for part in ("【已登记】", "【新工单】", "1 接单", "已接单", "放了气，室温21度", "已解决", "没解决"):
        assert part in ran.out
    assert "您现在是居民李姐。" in ran.err
    assert "您现在是锦园小区院长李秀英。" in ran.err
    assert "已结束" in district("chat", "--as", "李姐", stdin="进度").out


def test_an_official_is_known_by_code_name_or_account(district: Minhu) -> None:
    ran = district("chat", "--as", "zx", stdin="/as 值班坐席\n/as desk-1\n/as 新邻居\n")
    assert ran.err.count("值班坐席") >= 3
    assert "您现在是居民新邻居。" in ran.err


def test_in_the_group_only_one_line_is_heard(district: Minhu) -> None:
    ran = district("chat", stdin="/group\n3号楼停水了\n/private\n你好\n")
    assert "现在在锦园小区业主群里说话" in ran.out
    assert ran.out.count("群里：") <= 1
    assert "现在是私聊。" in ran.out


def test_words_that_only_look_like_buttons_are_words(district: Minhu) -> None:
    ran = district("chat", stdin="3号楼停电了，锦园小区\n9\n")
    assert ran.code == 0
    assert "没有可以" not in ran.out


def test_commands_nobody_knows_and_names_nobody_has(district: Minhu) -> None:
    ran = district("chat", stdin="/nix\n/as\n/help\n/people\n/photo\n\n   \n")
    assert ran.code == 0
    assert "没有 /nix 这个命令" in ran.err
    assert "请写一个名字" in ran.err
    assert "yuan  锦园小区院长李秀英" in ran.out


def test_control_characters_and_endless_names_do_no_harm(district: Minhu) -> None:
    ran = district("chat", "--as", "名" * 300, stdin="\x1b[2J\u202e暖气不热\x00\n")
    assert ran.code == 0
    assert "191" in ran.out
    ran = district("chat", stdin="\x1b[2J\u202e锦园小区3号楼暖气不热\x00\n/as yuan\n")
    assert ran.code == 0
    assert "3号楼" in ran.out
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


def test_ten_megabytes_are_cut_and_kept(district: Minhu) -> None:
    ran = district("chat", stdin="锦园小区3号楼" + "暖气不热" * 800_000)
    assert ran.code == 0
    assert "已登记" in ran.out


def test_an_empty_database_is_a_sentence_and_the_demo_is_at_hand(minhu: Minhu) -> None:
    ran = minhu("chat", stdin="你好\n")
    assert (ran.code, len(ran.lines)) == (1, 1)
    assert "--demo" in ran.err
    ran = minhu("chat", "--demo", stdin="锦绣花园3号楼暖气不热\n")
    assert ran.code == 0
    assert "已装入演示小区。" in ran.err
    assert "王秀英" in ran.out
