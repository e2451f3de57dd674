"""A promise in words: what is one, by when it is due, and how exactly that is read."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nlu.promising import What, promises
from storage.types import CHINA

AT = datetime(2026, 11, 16, 9, 30, tzinfo=CHINA)  # a Monday
SENTENCES = Path(__file__).parent / "fixtures" / "promises.tsv"


def workdays(start: datetime, count: int) -> datetime:
    """Monday to Friday, whatever the holidays."""
    while count:
        start += timedelta(days=1)
        count -= start.weekday() < 5
    return start


def dues(text: str, at: datetime = AT) -> list[str]:
    """When what was promised is due, e.g. "17 12:00"; the month before it where it is another."""
    found = promises(text, at, workdays)
    return [f"{one.due:%d %H:%M}" if one.due.month == at.month else f"{one.due:%m-%d %H:%M}" for one in found]


def written() -> list[tuple[str, str]]:
    """Every sentence with its deadline, or "-"."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(due, text) for due, text in pairs]


@pytest.mark.parametrize("half", [0, 1], ids=["written", "held_out"])
def test_promises_are_told_from_talk(half: int) -> None:
    rows = written()[half::2]
    right = sum(due in dues(text) for due, text in rows if due != "-")
    found = [due for due, text in rows if dues(text)]
    wanted = sum(due != "-" for due, _ in rows)
    good = sum(due != "-" for due in found)
    assert good / len(found) >= 0.97, "precision"
    assert good / wanted >= 0.95, "recall"
    assert right / wanted >= 0.95, "deadlines"


def test_there_are_enough_sentences_of_both_kinds() -> None:
    rows = written()
    assert sum(due != "-" for due, _ in rows) >= 150
    assert sum(due == "-" for due, _ in rows) >= 150


@pytest.mark.parametrize("vague", ["尽快处理", "马上安排", "这几天来修", "争取明天修好", "明天能来吗", "请明天来修"])
def test_vague_words_questions_and_requests_promise_nothing(vague: str) -> None:
    assert dues(vague) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [("明天上午上门查看", What.VISIT), ("下午五点前恢复供水", What.FIX), ("三天内给答复", What.ANSWER)],
)
def test_what_is_promised_is_told_apart(text: str, what: What) -> None:
    (found,) = promises(text, AT, workdays)
    assert found.what is what


def test_two_promises_in_one_message_are_two() -> None:
    assert dues("明天上午来查看，三天内修好") == ["17 12:00", "19 20:00"]


def test_an_hour_without_a_part_of_the_day_is_the_next_one_to_come() -> None:
    late = AT.replace(hour=16)
    assert dues("5点前恢复供水", late) == ["16 17:00"]
    assert dues("8点前恢复供水", late) == ["16 20:00"]
    assert dues("8点前恢复供水", AT.replace(hour=22)) == ["17 08:00"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("下班前修好", "16 18:00"),
        ("明日8时至18时停水，18时恢复供水", "17 18:00"),
        ("明天下班前修好", "17 18:00"),
        ("周五下班前修好", "20 18:00"),
        ("明天我们下班之前修好", "17 18:00"),
        ("明天上午下班前答复", "17 12:00"),
        ("大后天上午来修", "19 12:00"),
        ("下月底前修好", "12-31 20:00"),
        ("下个月底前修好", "12-31 20:00"),
        ("下月内修好", "12-31 20:00"),
        ("下个月修好", "12-31 20:00"),
        ("下月20号前修好", "12-20 20:00"),
        ("今日18时前恢复供水", "16 18:00"),
        ("今日18时30分前恢复供水", "16 18:30"),
        ("11月20日9时至17时检修恢复", "20 17:00"),
        ("24小时内修好", "17 09:30"),
        ("下午3-5点来修", "16 17:00"),
        ("下午3到5点来修", "16 17:00"),
        ("3-5点来修", "16 17:00"),
        ("明天3-5点来修", "17 17:00"),
        ("明天11-1点来修", "17 13:00"),
        ("明天上午十点半到两点来修", "17 14:00"),
        ("今晚11点到1点抢修", "17 01:00"),
        ("上午9点-11点来修", "16 11:00"),
        ("明天0点前恢复", "17 00:00"),
        ("今晚零点前恢复", "17 00:00"),
        ("明天24点前恢复", "18 00:00"),
    ],
)
def test_a_named_time_is_one_deadline_on_its_own_day(text: str, due: str) -> None:
    assert dues(text) == [due]


@pytest.mark.parametrize(
    "text", ["到时候来修", "按时来修", "及时修好", "一时修不好", "下月初来修", "一楼下月季花会来修剪", "上月底修好"]
)
def test_what_only_looks_like_a_time_promises_nothing(text: str) -> None:
    assert dues(text) == []


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("原定明天上午来修，改为后天上午来修", "18 12:00"),
        ("原定明天上午来修，改为后天上午", "18 12:00"),
        ("原计划明天上午来修，配件没到，后天上午来修", "18 12:00"),
        ("本来明天来修，推迟到周五上午", "20 12:00"),
        ("原来说今天下午修好，现改为明天上午", "17 12:00"),
        ("之前说明天来修。后天上午一定来修。", "18 12:00"),
        ("明天上午来修改为后天上午", "18 12:00"),
        ("之前说的明天上午来修没问题", "17 12:00"),
    ],
)
def test_what_was_meant_before_is_no_promise_any_more_once_something_else_is_named(text: str, due: str) -> None:
    assert dues(text) == [due]


def test_a_day_that_does_not_exist_and_a_day_that_is_over_promise_nothing() -> None:
    assert dues("11月31日前修好") == []
    assert dues("11月2日前修好") == []
    assert dues("2月3日前修好") == ["02-03 20:00"]


def test_a_hostile_text_costs_nothing() -> None:
    for text in ("明天" * 5000, "1" * 20000 + "天内修好", "，" * 20000, "一二三四五六七八九十" * 2000):
        assert len(promises(text, AT, workdays)) <= 2
