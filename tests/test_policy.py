"""Policy packs: the default, another district's, and what is said about a wrong one."""

from __future__ import annotations

import copy
import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers import policy
from handlers.policy import PACKS, PolicyError

ROOT = Path(__file__).parent.parent


def pack() -> dict[str, Any]:
    """The default pack as data to spoil."""
    found: dict[str, Any] = yaml.safe_load((PACKS / "default.yml").read_text(encoding="utf-8"))
    return copy.deepcopy(found)


def spoiled(path: str, value: Any) -> dict[str, Any]:
    """The default pack with another value there; None takes the field away."""
    data: Any = pack()
    *way, last = [int(part) if part.isdecimal() else part for part in path.split("/")]
    inner = data
    for part in way:
        inner = inner[part]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize(("path", "value", "sentence"), [
    ("survey/after", "3天", "survey.after（回访）：时长“3天”看不懂：应写成 10m、2h、7d、5wd（工作日）或 8wh（工作时）"),
    ("survey/after", None, "survey.after（回访）：缺少这一项"),
    ("survey/after", "13d", "survey（回访）：after 加 remind_after 应短于 close_after"),
    ("colour", "红", "colour：没有这个项目，请检查拼写"),
    ("survey/remaind_after", "3d", "survey.remaind_after（回访）：没有这个项目，是不是想写 remind_after"),
    ("tracks/1/nam", "x", "tracks 第2项 nam（办理时限）：没有这个项目，是不是想写 name"),
    ("tracks/1/clocks/accept", "1 hour", "tracks 第2项 clocks.accept（办理时限）：时长“1 hour”看不懂"),
    ("tracks/1/clocks/respond", "1h", "时限“respond”不认识"),
    ("tracks/1/clocks/accept", None, "tracks 第2项（办理时限）：缺少 accept 时限"),
    ("tracks/1/when/urgency", "urgent", "tracks 第2项 when.urgency（办理时限）：应是列表"),
    ("tracks/1/when/urgency", ["hurry"], "tracks 第2项（办理时限）：条件 urgency 的值“hurry”不认识"),
    ("tracks/1/when/weather", ["rain"], "tracks 第2项（办理时限）：条件“weather”不认识"),
    ("tracks/2/repeat", ["first_action"], "tracks 第3项（办理时限）：循环时限“first_action”不认识"),
    ("tracks", [], "tracks（办理时限）：至少要有一项"),
    ("tracks/4/when", {"urgency": ["urgent"]}, "tracks 最后一条必须不带条件"),
    ("quiet_hours/from", "晚上", "quiet_hours.from（免打扰时段）：应是时刻，例如 \"08:00\"，现在是 晚上"),
    ("working_hours/from", "18:00", "working_hours 的开始必须早于结束"),
    ("reminders/before", 1.5, "reminders.before（催办）：应小于1.0，现在是 1.5"),
    ("reminders/cards_at_once", 0, "reminders.cards_at_once（催办）：不能小于1，现在是 0"),
    ("extend/times", 1.5, "extend.times（延期）：应是整数，现在是 1.5"),
    ("survey/low_score", "abc", "survey.low_score（回访）：应是整数"),
    ("survey/texts", {"1": "差"}, "survey（回访）：texts 必须正好有"),
    ("routing/ladder", "estate", "routing.ladder（派单规则）：应是列表"),
    ("routing/ladder/0/at", ["street"], "routing.ladder 第1项（派单规则）：层级“street”不认识"),
    ("routing/ladder/0/roles", ["king"], "titles 里没有称呼的角色“king”不认识"),
    ("routing/copies/0/categories", ["wifi"], "routing.copies 第1项（派单规则）：类别“wifi”不认识"),
    ("emergency/default", None, "emergency 缺少 default"),
    ("calendar", {"workdays": ["2027-02-06"], "holidays": ["2027-02-06"]}, "2027-02-06 既写成上班又写成放假"),
    ("calendar", {"workdays": ["2027-2-31"]}, "calendar.workdays 第1项（节假日调整）：应是日期"),
])  # fmt: skip
def test_a_wrong_value_is_one_sentence_with_the_pack_and_the_field(path: str, value: Any, sentence: str) -> None:
    with pytest.raises(PolicyError) as refused:
        policy.parse(spoiled(path, value), "高陵")
    said = str(refused.value)
    assert said.startswith("规则包 高陵 的 ")
    assert sentence in said
    assert said.endswith("。")
    assert "\n" not in said


def test_an_hour_without_quotes_is_read_as_it_was_meant() -> None:
    # YAML makes the number 1320 of 22:00.
    unquoted = yaml.safe_load("22:00")
    assert unquoted == 1320
    found = policy.parse(spoiled("quiet_hours/from", unquoted), "x")
    assert found.quiet.start == time(22)


@pytest.mark.parametrize("name", ["nowhere", "", "../policies/default", "default.yml"])
def test_an_unknown_pack_is_named_with_those_there_are(name: str) -> None:
    with pytest.raises(PolicyError, match=r"没有名为 .*的规则包；.*现有：.*default"):
        policy.load(name)


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_pack_at_all_is_a_sentence(data: object) -> None:
    with pytest.raises(PolicyError, match="应是“键: 值”的形式"):
        policy.parse(data, "高陵")


def test_a_file_that_is_no_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gaoling.yml"
    path.write_text("name: x\ntitles: {a: b\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"规则包 gaoling（gaoling.yml 第\d行）不是正确的 YAML。"):
        policy.read(path)
    path.write_bytes("name: 高陵".encode("gbk"))
    with pytest.raises(PolicyError, match="请检查文件权限，并用 UTF-8 保存"):
        policy.read(path)
    with pytest.raises(PolicyError, match="读不出来"):
        policy.read(tmp_path / "missing.yml")


def test_another_district_needs_a_file_and_no_code() -> None:
    data = pack()
    data["titles"]["service_chief"] = "片长"
    data["tracks"] = [{"name": "三天办", "when": {}, "clocks": {"dispatch": "1h", "accept": "4h", "resolve": "3wd"}}]
    found = policy.parse(data, "旬邑")
    assert found.track({"urgency": "emergency"}).name == "三天办"
    assert found.titles["service_chief"] == "片长"


def test_announced_days_are_in_the_calendar() -> None:
    data = pack() | {"calendar": {"workdays": ["2027-02-20"], "holidays": ["2027-02-11"]}}
    calendar = policy.parse(data, "x").calendar
    assert [calendar.is_workday(day) for day in sorted(calendar.overrides)] == [False, True]


def test_first_aid_for_every_category() -> None:
    found = policy.load("default")
    assert "燃气" in found.first_aid("gas")
    assert "110" in found.first_aid("noise")


def test_no_code_names_a_district() -> None:
    places = re.compile(
        "雁塔|长安|高陵|临潼|彬州|旬邑|淳化|长武|yanta|changan|gaoling|lintong|binzhou|xunyi|chunhua|changwu"
    )
    code = [path for part in ("bot", "handlers", "nlu", "scheduler", "storage") for path in (ROOT / part).rglob("*.py")]
    named = [(str(path), found[0]) for path in code if (found := places.search(path.read_text(encoding="utf-8")))]
    assert named == []
