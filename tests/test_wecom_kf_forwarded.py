"""A record of a group's talk that somebody forwards to 微信客服: unpacked, and read like a pasted one."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from bot import chatimport
from bot.channels.wecom_kf.decode import decode
from nlu.chatrecords.reading import looks_pasted, read
from nlu.chatrecords.record import CHINA, Record
from storage import imports
from tests.fakes import MONDAY, Town
from tests.wecom_kf_rules import KF

START = int(datetime(2026, 11, 15, 8, 2, 11, tzinfo=CHINA).timestamp())


def message(words: Any, name: str = "甜甜妈", later: int = 0, kind: str = "text") -> dict[str, Any]:
    """One of the messages within, as the platform writes it: JSON within JSON."""
    part = {"content": words} if kind == "text" else words
    content = json.dumps({"msgtype": kind, kind: part}, ensure_ascii=False)
    return {"send_time": START + later, "msgtype": kind, "sender_name": name, "msg_content": content}


def forwarded(*items: Any, title: Any = "锦园业主群的聊天记录") -> str:
    """The words that a forwarded record becomes."""
    part = {"title": title, "item": list(items)}
    given = {"msgid": "m1", "open_kfid": KF, "external_userid": "wm1", "origin": 3, "send_time": START + 9000,
             "msgtype": "merged_msg", "merged_msg": part}  # fmt: skip
    (found,) = decode([given], KF, MONDAY).messages
    return found.text


def told(record: Record) -> list[tuple[str, str, str]]:
    return [(f"{one.at.astimezone(CHINA):%d %H:%M:%S}", one.sender, one.text) for one in record.lines]


def test_who_said_what_and_when_is_read_to_the_second() -> None:
    text = forwarded(message("3号楼暖气不热"), message("我家也是\n\n才17度", "老高", 49), message("[捂脸]", "王姨", 60))
    assert looks_pasted(text)
    record = read(text)
    assert told(record) == [
        ("15 08:02:11", "甜甜妈", "3号楼暖气不热"), ("15 08:03:00", "老高", "我家也是\n\n才17度"),
        ("15 08:03:11", "王姨", "[捂脸]"),
    ]  # fmt: skip
    assert not record.amiss
    assert record.group == "锦园业主群"


def test_pictures_and_places_stay_and_what_has_no_words_is_counted() -> None:
    text = forwarded(
        message({"media_id": "p1"}, kind="image"),
        message({"name": "锦园小区", "address": "明德门"}, later=5, kind="location"),
        message({"media_id": "v1"}, later=9, kind="voice"),
        message({"title": "停水通知", "url": "x"}, later=12, kind="link"),
        message({"feed": 1}, later=15, kind="something_new"),
    )
    record = read(text)
    assert [(one.text, one.picture) for one in record.lines] == [("", True), ("位置：锦园小区 明德门", False)]
    assert record.read == 5
    assert sum(record.skipped.values()) == 3


def test_a_record_within_a_record_is_unpacked_and_nobody_can_hide_in_it_for_ever() -> None:
    inner = {"title": "老高和王姨的聊天记录", "item": [message("2号楼也停水了", "老高", -90)]}
    record = read(forwarded(message(inner, "甜甜妈", kind="merged_msg"), message("看看这个", later=3)))
    assert told(record) == [("15 08:00:41", "老高", "2号楼也停水了"), ("15 08:02:14", "甜甜妈", "看看这个")]
    for _ in range(20):
        inner = {"title": "聊天记录", "item": [message(inner, kind="merged_msg")]}
    assert len(forwarded(message(inner, kind="merged_msg"))) < 300


def test_a_single_message_and_one_without_a_moment_are_records_too() -> None:
    text = forwarded(message("电梯又停了", "小贺") | {"send_time": None}, title=None)
    assert looks_pasted(text)
    (line,) = read(text).lines
    assert (line.sender, line.text) == ("小贺", "电梯又停了")
    assert line.at == datetime.fromtimestamp(START + 9000, UTC)


def test_what_is_not_as_documented_loses_nothing_else() -> None:
    plain = {"send_time": START + 3, "msgtype": 1, "sender_name": " 老 高\n", "msg_content": "楼道灯不亮"}
    within: list[Any] = [{"text": []}, "[" * 9000, "{}"]
    oddities: list[Any] = [None, 7, "x", [], {}, *({"msg_content": each} for each in within)]
    for odd in oddities:
        lines = told(read(forwarded(odd, plain, message("还是黑的", later=70))))
        assert ("15 08:02:14", "老 高", "楼道灯不亮") in lines
        assert ("15 08:03:21", "甜甜妈", "还是黑的") in lines
    for part in ({}, {"item": None}, {"item": "x"}):
        given = {"msgid": "m1", "external_userid": "wm1", "origin": 3, "msgtype": "merged_msg", "merged_msg": part}
        (found,) = decode([given], KF, MONDAY).messages
        assert found.text == "［暂不支持的消息］聊天记录"


def test_whatever_neighbours_call_themselves_and_write_every_message_is_found_again() -> None:
    dice = random.Random(5)
    names = [
        "甜甜妈",
        "3-1-501老高",
        "A 小贺 (房产)",
        "😀",
        "12:30",
        "2026",
        "小鱼儿~",
        "重新开始",
        "注定",
        "(没有名字)",
    ]
    names += ["李 四", "王-姨", "~", "丁_01", "张三：", "明天", "周五", "PM 小王", "老高(3-1-501)", "从"]
    words = ["暖气不热", "8:30 停水", "2号楼：灯坏了", "老高 8:02", "@甜甜妈 收到", "才17度\n\n冻死", "1", "……", "[强]"]
    words += [
        "明天 9:00 来修",
        "停水范围：3号楼\n停水原因：换阀门\n施工单位：自来水",
        "1. 3-1-501：不热\n2. 3-1-502：温的",
    ]
    words += ["2026-11-18 09:00 居委会二楼", "<div>灯</div>", "“锦园”的聊天记录"]
    for _ in range(200):
        said = [(dice.choice(names), dice.choice(words)) for _ in range(dice.randint(2, 12))]
        items = [message(text, name, 61 * place) for place, (name, text) in enumerate(said)]
        record = read(forwarded(*items))
        assert [one.at for one in record.lines] == [
            datetime.fromtimestamp(START, UTC) + timedelta(seconds=61 * place) for place in range(len(said))
        ]
        assert [one.text for one in record.lines] == [text for _, text in said]
        assert [one.sender for one in record.lines] == [name for name, _ in said]


def test_of_a_record_that_is_too_long_the_latest_messages_are_kept_and_the_rest_is_counted() -> None:
    text = forwarded(*(message(f"{number}号楼还是没有水" * 9, later=number) for number in range(150)))
    assert len(text) < 20_000
    record = read(text)
    assert record.lines[-1].text.startswith("149号楼")
    assert record.read == 150
    assert record.skipped == {"太长没有收到": 150 - len(record.lines)}


def test_what_no_column_can_hold_is_left_out() -> None:
    (line,) = read(forwarded(message("煤气\x00味\u202e很大\ud83d", "老\x00高"))).lines
    assert (line.sender, line.text) == ("老高", "煤气味很大?")
    for content in ({"content": "着火了"}, "着火了", "119"):
        (line,) = read(
            forwarded({"send_time": START, "msgtype": "text", "sender_name": "甲", "msg_content": content})
        ).lines
        assert line.text in ("着火了", "119")


def test_an_official_forwards_a_record_and_confirms_it_on_its_page(any_town: Town) -> None:
    town = any_town
    text = forwarded(
        message("锦园小区3号楼暖气不热"), message("我家也是 3号楼2单元", "老高", 60), message("早上好", "王姨", 90),
        message("停水了", "小贺", 600), title="锦园业主群的聊天记录",
    )  # fmt: skip
    outcome = town.says("yuan", text)
    assert outcome is not None
    assert outcome.reason == "聊天记录"
    assert "读到 4 条，用上 4 条" in town.received("yuan")[-1].text
    assert "按锦园小区整理" in town.received("yuan")[-1].text
    assert town.tickets() == []
    with town.product.database.read() as conn:
        (row,) = imports.latest(conn, town.product.district, 5)
    ready = chatimport.prepare(town.product, row.id)
    assert ready is not None
    assert [one["category"] for one in ready.data["proposals"]] == ["heating", "water"]
