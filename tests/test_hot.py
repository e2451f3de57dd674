"""Stories about what many people of a city write about. Every message here is invented."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.commands.saying import UnusableError
from bot.commands.table import application
from nlu import hot
from nlu.hot import Hotspot, Told
from nlu.hot.finding import heat
from storage.types import CHINA

NOW = datetime(2026, 11, 20, 9, tzinfo=CHINA)
STATION = (
    "梧桐里小区旁边的变电箱嗡嗡响，整夜睡不着", "投诉梧桐里门口变电箱噪声太大", "变电箱就装在梧桐里围墙外，响得人心慌",
    "梧桐里居民被变电箱吵得没法休息", "请管管梧桐里西门那个变电箱，夜里一直响", "变电箱离梧桐里不到十米，声音很大",
)  # fmt: skip
COURSE = (
    "飞鱼游泳馆突然关门，年卡退不了", "飞鱼游泳馆不退年卡的钱", "在飞鱼办的年卡，馆关了联系不上老板",
    "年卡刚办一个月飞鱼游泳馆就停业了", "求助：飞鱼游泳馆年卡退费无门",
)  # fmt: skip
OTHERS = (
    "{}路口的红绿灯坏了", "{}的公交车等了四十分钟", "咨询{}怎样办居住证", "{}树枝挡住了路灯", "{}的井盖松动",
    "{}小广告太多", "想问{}什么时候通天然气", "{}流浪狗咬人", "{}的健身器材断了", "{}垃圾三天没人收",
)  # fmt: skip
PLACES = ("松坪", "柳林", "白塔", "石桥", "北营", "草场", "南湾", "东仓", "药王", "马坊", "灰堆", "双槐")


def stream() -> list[Told]:
    """Two issues among many single messages."""
    # Each of these is told twice, in two places: no issue yet.
    texts = [text.format(PLACES[(n + m) % len(PLACES)]) for n, text in enumerate(OTHERS) for m in (0, 5)]
    told = [Told(f"o{n}", text, who=f"p{n}", at=NOW - timedelta(days=n % 30)) for n, text in enumerate(texts)]
    told += [Told(f"s{n}", text, who=f"s{n}", at=NOW - timedelta(days=n)) for n, text in enumerate(STATION)]
    return told + [Told(f"c{n}", text, who=f"c{n}", at=NOW - timedelta(days=20 + n)) for n, text in enumerate(COURSE)]


def named(found: list[Hotspot], *words: str) -> Hotspot:
    """The issue whose name has these words."""
    return next(spot for spot in found if all(word in spot.name for word in words))


def test_what_many_write_about_is_one_issue_with_a_name_of_its_own() -> None:
    found = hot.find(stream())
    station, course = named(found, "梧桐里", "变电箱"), named(found, "飞鱼", "年卡")
    assert set(station.keys) == {f"s{n}" for n in range(len(STATION))}
    assert set(course.keys) == {f"c{n}" for n in range(len(COURSE))}
    assert (station.people, station.first, station.last) == (6, NOW - timedelta(days=5), NOW)


def test_the_hottest_is_what_more_people_wrote_about_and_lately() -> None:
    found = hot.find(stream())
    assert [spot.name for spot in found[:2]] == [named(found, "梧桐里").name, named(found, "飞鱼").name]


def test_one_person_who_writes_often_is_no_hot_issue() -> None:
    crowd, one = heat([1] * 10, 0), heat([10], 0)
    assert crowd > 20 * one
    assert heat([1] * 10, 99) == pytest.approx(3 * crowd)


def test_old_news_cool_down() -> None:
    told = stream()
    slow, fast = hot.find(told, timedelta(days=365)), hot.find(told, timedelta(days=2))
    assert named(fast, "飞鱼").heat < 0.1 * named(slow, "飞鱼").heat


def test_the_order_of_the_messages_does_not_matter() -> None:
    told = stream()
    forward, backward = hot.find(told), hot.find(told[::-1])
    assert {frozenset(spot.keys) for spot in forward} == {frozenset(spot.keys) for spot in backward}


@pytest.mark.parametrize("texts", [[], ["停水了"], ["停水了", "停水了"], ["", "", ""], ["a", "b", "c"], ["停水了"] * 3])
def test_nothing_to_say_is_no_issue_and_no_error(texts: list[str]) -> None:
    assert hot.find([Told(str(n), text) for n, text in enumerate(texts)]) == []


def test_more_than_can_be_looked_at_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="一次最多看 8000 条"):
        hot.find([Told(str(n), "停水") for n, _ in zip(range(hot.MOST + 1), cycle("x"), strict=False)])


def lines(folder: Path) -> Path:
    """The stream as a file."""
    path = folder / "messages.jsonl"
    rows = [
        {"id": one.key, "title": one.head, "user": one.who, "at": one.at.isoformat() if one.at else None, "likes": 0}
        for one in stream()
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_command_writes_an_issue_a_line(tmp_path: Path) -> None:
    out = tmp_path / "hot.jsonl"
    done = CliRunner().invoke(application("hot"), ["hot", str(lines(tmp_path)), "--out", str(out), "--top", "2"])
    assert done.exit_code == 0, done.output
    first, second = (json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())
    assert (first["rank"], first["count"], first["people"]) == (1, 6, 6)
    assert "变电箱" in first["name"]
    assert sorted(second["ids"]) == [f"c{n}" for n in range(5)]
    assert "变电箱" in done.stderr


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"text": "停水"}', '要有 "id"'), ('{"id": 1}', '要有 "id"'), ("[]", "应是一个 JSON 对象"),
        ('{"id": 1, "text": 5}', '"text" 应是文字'), ('{"id": 1, "text": "a", "at": "昨天"}', '"at" 应是时间'),
        ('{"id": 1, "text": "a", "likes": "多"}', '"likes" 应是整数'),
        ('{"id": 1, "text": "a"}\n{"id": 1, "text": "b"}', "两次"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")
    done = CliRunner().invoke(application("hot"), ["hot", str(path)])
    assert isinstance(done.exception, UnusableError)
    assert why in str(done.exception)
    assert "bad.jsonl:" in str(done.exception)
