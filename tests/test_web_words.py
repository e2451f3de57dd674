"""Every event, state, clock and moment has its Chinese words."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.web import happenings, talk, views, words
from bot.web.happenings import EVENTS
from bot.web.names import Names, Official
from bot.web.words import Telling
from handlers import policy
from handlers.org import Org
from handlers.workflow import Status
from storage.clocks import Clock
from storage.outbox import OutboxRow
from tests.fakes import MONDAY, tree

TELLING = Telling(Names(Org(tree()), policy.load("default"), MONDAY.date()), MONDAY)

EXAMPLES: list[tuple[str, dict[str, Any], str]] = [
    ("dispatched", {"to": ["yuan", "wang"], "vacant": []}, "派给院长李秀英、网格员张伟"),
    ("dispatched", {"to": ["fwz"], "vacant": ["锦园 院长"]}, "派给服务长王建国（锦园 院长暂时没有人，往上一级派）"),
    ("dispatched", {"to": []}, "派给（没有人）"),
    ("transferred", {"to": "gr", "reason": "x"}, "转派给职能部门供热值班"),
    ("extended", {"until": "2026-11-17T09:00:00+08:00"}, "延期到明天9:00"),
    ("extended", {"until": "?"}, "延期到以后"),
    ("escalated", {"clock": "accept", "to": ["fwz"]}, "超时未接单，上报服务长王建国"),
    ("placed", {"unit": "jy", "building": "3"}, "地点补充为锦园小区3号楼"),
    ("closed", {"outcome": "solved"}, "归档：居民说已解决"),
    ("rated", {"score": 5}, "评价5分（满分5分）"),
    ("from_the_future", {}, "其他记录（from_the_future）"),
]


@pytest.mark.parametrize(("kind", "data", "sentence"), EXAMPLES)
def test_an_event_is_a_sentence(kind: str, data: dict[str, Any], sentence: str) -> None:
    assert happenings.event(kind, data, TELLING) == sentence


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_with_missing_data_is_still_a_sentence(kind: str) -> None:
    assert happenings.event(kind, {}, TELLING)


@pytest.mark.parametrize("status", Status)
def test_every_state_has_a_name(status: Status) -> None:
    assert words.status(status.value) != status.value


def test_people_who_left_are_shown_by_their_code() -> None:
    assert words.actor("long-gone", TELLING.names) == "long-gone"
    assert words.actor("resident", TELLING.names) == "居民"


@pytest.mark.parametrize(
    ("unit", "title", "place"),
    [
        ("锦绣社区", "社区服务长", "锦绣社区服务长"),
        ("云河街道", "街道", "云河街道"),
        ("锦绣花园", "院长", "锦绣花园院长"),
        ("第一网格", "网格长", "第一网格长"),
    ],
)
def test_no_word_is_said_twice(unit: str, title: str, place: str) -> None:
    assert Official("x", "王秀英", title, unit).place == place


def promise(**more: Any) -> Clock:
    """A promise of four hours made at nine."""
    due = MONDAY + timedelta(hours=4)
    return Clock("d", 1, 1, "accept", MONDAY, due, None, None, **more)


@pytest.mark.parametrize(
    ("row", "hours", "state", "text"),
    [
        (promise(), 1, "running", "还剩3小时"),
        (promise(), 3.5, "soon", "还剩30分钟"),
        (promise(), 6, "overdue", "超时2小时"),
        (promise(met_at=MONDAY), 6, "met", "按时完成"),
        (promise(met_at=MONDAY + timedelta(hours=5)), 6, "late", "超时60分钟完成"),
        (promise(stopped_at=MONDAY), 6, "stopped", "不再计时"),
    ],
)
def test_a_promise_says_how_it_stands(row: Clock, hours: float, state: str, text: str) -> None:
    shown = views.clock(row, Telling(TELLING.names, MONDAY + timedelta(hours=hours)))
    assert (shown.state, shown.text) == (state, text.replace("60分钟", "1小时"))


@pytest.mark.parametrize(
    ("days", "said"), [(0, "09:00"), (1, "昨天 09:00"), (2, "星期六 09:00"), (10, "11月6日 09:00")]
)
def test_a_chat_says_when(days: int, said: str) -> None:
    assert talk.stamp(MONDAY - timedelta(days=days), MONDAY) == said


def test_a_card_with_an_unknown_button_is_shown_grey() -> None:
    button = {"action": "whistle", "label": "吹哨", "id": "abc"}
    card = {"title": "新工单", "rows": [["编号", "1"]], "note": "", "buttons": [button]}
    at = datetime(2026, 1, 1, tzinfo=UTC)
    row = OutboxRow("d", 1, "k", "sim", "x", "escalate", 1, "", card, at, None, state="sent")
    shown = talk.card(row, "dispatched", None)
    assert not shown.buttons[0].enabled
    assert shown.tone == "alarm"


def test_every_event_that_is_recorded_has_a_sentence() -> None:
    handlers = Path(__file__).parent.parent / "handlers"
    recorded = {
        node.args[0].value
        for path in handlers.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record"
        and node.args and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip
    assert len(recorded) > 20
    assert recorded - set(happenings.EVENTS) == set()
