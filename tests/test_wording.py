"""How things are said: moments, places, and texts somebody of seventy understands."""

from __future__ import annotations

import inspect
import re
from datetime import datetime, timedelta

import pytest

from handlers import phrases, texts, wording
from storage.types import CHINA
from tests.fakes import MONDAY, Town


def at(text: str) -> datetime:
    """A moment in the district's time."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(("moment", "spoken"), [
    ("2026-11-16T15:30", "今天下午3点半"), ("2026-11-17T09:00", "明天上午9点"), ("2026-11-17T08:05", "明天早上8点05分"),
    ("2026-11-18T12:00", "后天中午12点"), ("2026-11-20T20:00", "11月20日晚上8点"),
    ("2026-11-15T22:15", "昨天晚上10点15分"),
    ("2027-01-02T13:00", "2027年1月2日下午1点"), ("2026-11-17T00:00", "今天夜里12点"),
    ("2026-11-17T00:30", "今天夜里12点半"),
    ("2026-11-17T01:00", "明天凌晨1点"),
])  # fmt: skip
def test_moments_are_said_as_people_say_them(moment: str, spoken: str) -> None:
    assert wording.spoken(at(moment), MONDAY) == spoken


def test_moments_for_officials_are_short() -> None:
    assert wording.moment(at("2026-11-16T15:05"), MONDAY) == "今天15:05"
    assert wording.moment(at("2027-11-20T09:00"), MONDAY) == "2027年11月20日9:00"


@pytest.mark.parametrize(("length", "said"), [
    (timedelta(0), "1分钟"), (timedelta(minutes=59), "59分钟"), (timedelta(hours=3), "3小时"),
    (timedelta(days=5), "5天"),
])  # fmt: skip
def test_lengths_are_rough(length: timedelta, said: str) -> None:
    assert wording.span(length) == said


def test_short_texts_stay_on_one_line() -> None:
    assert wording.short("一\n二  三") == "一 二 三"
    assert wording.short("一" * 100, 10) == "一" * 9 + "…"


def test_an_office_is_not_called_twice_by_its_name(town: Town) -> None:
    with town.product.work("test") as work:
        assert wording.name_of(work, "zx") == "值班坐席"
        assert wording.name_of(work, "yuan") == "院长李秀英"
        assert wording.names_of(work, ["yuan", "wang", "fwz"]) == "院长李秀英、网格员张伟等"
        assert wording.name_of(work, "gone") == "工作人员gone"


# What only officials say.
_JARGON = re.compile("办结|工单|重开|归档|派单|接单|退单|挂起|督办|回访|诉求|受理")
_FOR_OFFICIALS = {"too_late_for_official"}


def test_residents_hear_no_office_words() -> None:
    sentences = {name: value for name, value in vars(phrases).items() if name.isupper()}
    official = {"OFFICIAL_HELP", "OFFICIAL_SHORT", "OFFICIAL_PHOTO", "NO_SUCH_NUMBER", "NOT_YOURS", "NOBODY_TO_CALL"}
    assert [name for name, text in sentences.items() if name not in official and _JARGON.search(text)] == []
    functions = inspect.getmembers(texts, inspect.isfunction)
    own = [(name, function) for name, function in functions if function.__module__ == texts.__name__]
    spoken = [(name, re.sub(r'"""[\s\S]*?"""', "", inspect.getsource(function))) for name, function in own]
    assert [name for name, source in spoken if name not in _FOR_OFFICIALS and _JARGON.search(source)] == []


def test_no_text_promises_for_an_official_or_plays_a_person() -> None:
    said = inspect.getsource(texts) + inspect.getsource(phrases)
    assert not re.search("一定会|保证|马上就[到来]|放心|小编|本人|我们的工作人员马上", said)
    assert "不是真人" in phrases.HELP


def test_a_whole_story_in_plain_words(town: Town) -> None:
    town.says("李姐", "暖气不热")
    town.says("李姐", "锦园3号楼")
    town.says("李姐", "进度")
    town.presses("yuan", "accept")
    town.says("李姐", "补充 孩子冷")
    town.presses("yuan", "resolve", "换了阀门")
    town.later(days=3, hours=1)
    town.says("李姐", "没解决")
    town.says("李姐", "撤销")
    mine = [row.text for row in town.received("李姐")]
    # The words of the life files (progress, withdrawn) are theirs.
    assert [text for text in mine if _JARGON.search(text)] == []
    assert all(len(text) < 200 for text in mine)


def test_a_deadline_that_has_passed_is_not_called_coming(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    town.later(days=2)
    town.says("李姐", "进度")
    assert "已经超过规定时间" in town.received("李姐")[-1].text
