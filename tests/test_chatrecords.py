"""Chat records as people copy and export them: every form, damaged ones, and arbitrary text."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import date, datetime

import pytest

from nlu.chatrecords.reading import decoded, looks_pasted, read
from nlu.chatrecords.record import CHINA, Record

DAY = date(2026, 11, 15)


def told(record: Record) -> list[tuple[str, str, str]]:
    """When, who and what of a record."""
    return [(f"{one.at.astimezone(CHINA):%d %H:%M}", one.sender, one.text) for one in record.lines]


WECHAT_PC = """甜甜妈 2026/11/15 8:02
3号楼暖气不热
老高 2026/11/15 8:03
我家也是

才17度
"""
MERGED = """微信群"锦绣园业主群"的聊天记录如下：

—————  2026-11-15  —————


甜甜妈  08:02

3号楼暖气不热

老高  08:03

我家也是

才17度


—————  2026-11-16  —————

王姨  07:30

来暖气了
"""
MEMO_TEXT = """2026-11-15 08:02:11 甜甜妈
3号楼暖气不热

2026-11-15 08:03:40 老高
我家也是
"""
QQ = """消息记录（此消息记录为文本格式，不支持重新导入）

================================================================
消息分组:我的QQ群
================================================================
消息对象:锦绣园业主群
================================================================

2026-11-15 8:02:11 甜甜妈(12345678)
3号楼暖气不热

2026-11-15 8:03:40 【管理员】老高<lao@gao.cn>
我家也是
"""
EXPORTER = """甜甜妈(2026-11-15 08:02:11):3号楼暖气不热
老高(2026-11-15 08:03:40):我家也是
才17度
"""
PLAIN = """[2026-11-15 08:02] 甜甜妈：3号楼暖气不热
[2026-11-15 08:03] 老高：我家也是
"""


@pytest.mark.parametrize(("text", "texts"), [
    (WECHAT_PC, ["3号楼暖气不热", "我家也是\n\n才17度"]),
    (MEMO_TEXT, ["3号楼暖气不热", "我家也是"]),
    (EXPORTER, ["3号楼暖气不热", "我家也是\n才17度"]),
    (PLAIN, ["3号楼暖气不热", "我家也是"]),
    (PLAIN.replace("[", "").replace("]", ""), ["3号楼暖气不热", "我家也是"]),
    (WECHAT_PC.replace("2026/11/15 ", "2026年11月15日 上午 "), ["3号楼暖气不热", "我家也是\n\n才17度"]),
    (WECHAT_PC.replace("\n", "\r\n"), ["3号楼暖气不热", "我家也是\n\n才17度"]),
])  # fmt: skip
def test_dated_forms(text: str, texts: list[str]) -> None:
    record = read(text)
    assert not record.problem
    assert not record.amiss
    assert told(record) == [("15 08:02", "甜甜妈", texts[0]), ("15 08:03", "老高", texts[1])]
    assert record.read == 2


def test_a_merged_record_tells_group_and_days() -> None:
    record = read(MERGED)
    assert record.group == "锦绣园业主群"
    assert told(record) == [
        ("15 08:02", "甜甜妈", "3号楼暖气不热"),
        ("15 08:03", "老高", "我家也是\n\n才17度"),
        ("16 07:30", "王姨", "来暖气了"),
    ]
    assert record.form == "合并转发的聊天记录"


def test_a_notice_with_times_within_a_merged_record_is_one_message() -> None:
    text = MERGED.replace("我家也是", "通知\n停水时间 8:30\n明天 18:00\n二次供水 20:00\n请储水")
    record = read(text)
    assert [one.sender for one in record.lines] == ["甜甜妈", "老高", "王姨"]
    assert "二次供水 20:00\n请储水" in record.lines[1].text


def test_a_qq_export_keeps_names_without_numbers() -> None:
    record = read(QQ)
    assert record.group == "锦绣园业主群"
    assert [(one.sender, one.text) for one in record.lines] == [
        ("甜甜妈", "3号楼暖气不热"),
        ("【管理员】老高", "我家也是"),
    ]
    assert not record.amiss


@pytest.mark.parametrize("text", [
    "甜甜妈 8:02\n3号楼暖气不热\n老高 8:03\n我家也是",
    "8:02 甜甜妈\n3号楼暖气不热\n8:03 老高\n我家也是",
    "08:02 甜甜妈：3号楼暖气不热\n08:03 老高：我家也是",
    "昨天 08:02 甜甜妈：3号楼暖气不热\n昨天 08:03 老高：我家也是",
    "11月15日 08:02\n\n甜甜妈:\n3号楼暖气不热\n\n11月15日 08:03\n\n老高:\n我家也是",
])  # fmt: skip
def test_times_without_a_date_ask_which_day(text: str) -> None:
    record = read(text)
    assert record.problem.endswith("只有时间没有日期，请说明是哪一天（有好几天的写第一天）。")
    assert record.problem.startswith("第 ")
    given = read(text, date(2026, 11, 16) if "昨天" in text else DAY)
    assert told(given) == [("15 08:02", "甜甜妈", "3号楼暖气不热"), ("15 08:03", "老高", "我家也是")]


@pytest.mark.parametrize(
    ("written", "today", "day"),
    [
        ("11-15", date(2026, 11, 21), date(2026, 11, 15)),
        ("11月15日", date(2026, 11, 21), date(2026, 11, 15)),
        ("12-30", date(2027, 1, 5), date(2026, 12, 30)),
    ],
)
def test_days_without_a_year_are_the_last_ones_before_today(written: str, today: date, day: date) -> None:
    record = read(f"甜甜妈 {written} 08:02\n3号楼暖气不热\n老高 {written} 08:03\n我家也是", today=today)
    assert not record.problem
    assert {line.at.date() for line in record.lines} == {day}


def test_names_without_any_time_keep_their_order_on_the_day_that_is_given() -> None:
    record = read("甜甜妈:\n3号楼暖气不热\n老高:\n我家也是\n王姨:\n一样", DAY)
    assert [one.sender for one in record.lines] == ["甜甜妈", "老高", "王姨"]


def test_midnight_passes_where_only_times_are_told() -> None:
    record = read("23:58 甜甜妈：3号楼暖气不热\n00:03 老高：我家也是", DAY)
    assert [at for at, *_ in told(record)] == ["15 23:58", "16 00:03"]


def memo(rows: list[list[str]]) -> str:
    """A table as MemoTrace writes it."""
    out = io.StringIO()
    names = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender"
    csv.writer(out).writerows([names.split(","), *rows])
    return out.getvalue()


def test_a_table_of_an_export_tool() -> None:
    quote = (
        "<msg><appmsg><title>我家也是</title><refermsg><displayname>甜甜妈</displayname>"
        "<content>3号楼暖气不热</content></refermsg></appmsg></msg>"
    )
    record = read(memo([
        ["1", "1", "1", "0", "0", "1794700931", "", "3号楼暖气不热", "2026-11-15 08:02:11", "", "甜甜妈", "wxid_1"],
        ["2", "1", "3", "0", "0", "1794700991", "", "<img/>", "2026-11-15 08:03:11", "", "甜甜妈", "wxid_1"],
        ["3", "1", "49", "57", "0", "0", "", quote, "2026-11-15 08:04:00", "老高", "高高", "wxid_2"],
        ["4", "1", "10000", "0", "0", "0", "", "老高 加入了群聊", "2026-11-15 08:04:30", "", "", ""],
        ["5", "1", "34", "0", "0", "0", "", "", "2026-11-15 08:05:00", "", "王姨", "wxid_3"],
        ["6", "1", "1", "0", "0", "0", "", "一样\n的", "不是时间", "", "王姨", "wxid_3"],
        ["7", "1", "1", "0", "0", "0", "", "多行\n的话", "2026-11-15 08:06:00", "", "王姨", "wxid_3"],
    ]))  # fmt: skip
    assert told(record) == [
        ("15 08:02", "甜甜妈", "3号楼暖气不热"), ("15 08:03", "甜甜妈", ""), ("15 08:04", "老高", "我家也是"),
        ("15 08:06", "王姨", "多行\n的话"),
    ]  # fmt: skip
    assert record.lines[1].picture
    assert record.answers == [None, None, 0, None]
    assert record.skipped == {"系统提示": 1, "语音没有文字": 1}
    assert record.amiss == [(7, "没有时间或发送人")]
    assert record.read == 6


def test_telegram_desktop() -> None:
    messages = [
        {"id": 1, "type": "service", "date": "2026-11-15T08:00:00", "action": "invite_members"},
        {"id": 2, "type": "message", "date": "2026-11-15T08:02:11", "from": "甜甜妈", "text": "3号楼暖气不热"},
        {"id": 3, "type": "message", "date": "2026-11-15T08:03:00", "from": "老高", "reply_to_message_id": 2,
         "text": ["我家也是", {"type": "bold", "text": "，17度"}]},
        {"id": 4, "type": "message", "date": "2026-11-15T08:04:00", "from": "老高", "text": "", "photo": "a.jpg"},
        {"id": 5, "type": "message", "date": "2026-11-15T08:05:00", "from": "老高", "text": "",
         "media_type": "voice_message", "file": "a.ogg"},
        {"id": 6, "type": "message", "date": "昨天", "from": "老高", "text": "晚"},
    ]  # fmt: skip
    record = read(json.dumps({"name": "锦绣园", "type": "private_supergroup", "messages": messages}))
    assert record.group == "锦绣园"
    assert [one.text for one in record.lines] == ["3号楼暖气不热", "我家也是，17度", ""]
    assert record.answers == [None, 0, None]
    assert record.skipped == {"系统提示": 1, "语音没有文字": 1}
    assert record.amiss == [(6, "这一条没有时间或发送人")]


def test_our_own_event_lines_and_a_damaged_one() -> None:
    rows = [
        '{"at":"2026-11-15T08:02:11+08:00","chat":"g","sender":"甜甜妈","id":"1","text":"3号楼暖气不热"}',
        '{"at":"2026-11-15T08:0',
        '{"at":"2026-11-15T08:03:00+08:00","chat":"g","sender":"老高","id":"2","text":"我家也是","reply_to":"1"}',
        '{"at":"2026-11-15T08:04:00+08:00","sender":"wang","id":"3","press":"accept"}',
    ]
    record = read("\n".join(rows))
    assert [one.id for one in record.lines] == ["1", "2"]
    assert record.answers == [None, 0]
    assert record.amiss == [(2, "这一行不是 JSON")]
    assert record.skipped == {"按钮": 1}


def test_a_page_of_an_exporter_is_read_like_its_words() -> None:
    page = (
        "<html><head><style>b{}</style></head><body><div>甜甜妈 2026-11-15 08:02:11</div>"
        "<div>3号楼&lt;暖气&gt;不热</div>"
        "<div>老高 2026-11-15 08:03:00</div><p>我家也是<br><img src='a.jpg'></p></body></html>"
    )
    record = read(page)
    assert [(one.text, one.picture) for one in record.lines] == [("3号楼<暖气>不热", False), ("我家也是", True)]


def test_quotes_find_what_they_answer() -> None:
    record = read(
        "甜甜妈 2026/11/15 8:02\n3号楼暖气不热，烧了三天了\n小王 2026/11/15 8:03\n拼车去高铁站\n"
        "老高 2026/11/15 8:44\n「甜甜妈：3号楼暖气不热，烧…」\n- - - - - - - - - - - - - - -\n我家也是\n"
        "王姨 2026/11/15 8:45\n「别人：不在这里」\n————————\n说得对"
    )
    assert [one.text for one in record.lines][2:] == ["我家也是", "说得对"]
    assert record.answers == [None, None, 0, None]


def test_placeholders_and_what_the_platform_says() -> None:
    bodies = ["[图片]", "[语音] 12\"", "[语音]暖气又停了", "[视频]", "[文件] 通知.pdf", "[动画表情]", "[位置]东门",
              "[捂脸]冷死了", "水管爆了[图片]", "[红包]恭喜发财", "[链接] 文章"]  # fmt: skip
    lines = [f"甜甜妈 2026/11/15 8:{number:02d}\n{body}" for number, body in enumerate(bodies)]
    lines += [
        "“老高”撤回了一条消息",
        "王姨加入了群聊",
        "“甜甜妈”邀请“老高”加入了群聊",
        "老高 拍了拍 甜甜妈",
        "老高领取了甜甜妈的红包",
    ]
    record = read("\n".join(lines))
    assert [(one.text, one.picture, one.voice) for one in record.lines] == [
        ("", True, False), ("暖气又停了", False, True), ("", True, False), ("位置：东门", False, False),
        ("[捂脸]冷死了", False, False), ("水管爆了", True, False),
    ]  # fmt: skip
    assert record.skipped == {
        "语音没有文字": 1, "文件": 1, "表情": 1, "红包转账": 2, "链接": 1, "撤回": 1, "进群退群": 2, "拍一拍": 1,
    }  # fmt: skip
    assert record.read == len(record.lines) + sum(record.skipped.values())
    assert "读到 16 条，用上 6 条" in record.counts()


def test_somebody_may_speak_of_a_recall() -> None:
    record = read(WECHAT_PC.replace("我家也是", "谁撤回了一条消息啊？我没看到，再发一次"))
    assert len(record.lines) == 2
    assert not record.skipped


def test_pages_in_a_wrong_order_and_overlapping_are_put_right() -> None:
    first = "\n".join(f"老高 2026/11/15 8:{minute:02d}\n第{minute}句" for minute in range(6))
    second = "\n".join(f"老高 2026/11/15 8:{minute:02d}\n第{minute}句" for minute in range(4, 9))
    record = read(f"{second}\n{first}")
    assert [one.text for one in record.lines] == [f"第{number}句" for number in range(9)]
    assert record.skipped == {"重复粘贴": 2}


def test_who_says_the_same_twice_said_it_twice() -> None:
    record = read("老高 2026/11/15 8:02\n+1\n老高 2026/11/15 8:02\n+1\n王姨 2026/11/15 8:03\n+1")
    assert len(record.lines) == 3
    assert not record.skipped


def test_what_belongs_to_nobody_is_told_with_its_line() -> None:
    record = read(f"这是从哪来的\n随便写的\n{WECHAT_PC}")
    assert record.amiss == [(1, "看不出是谁说的：“这是从哪来的”"), (2, "看不出是谁说的：“随便写的”")]
    assert len(record.lines) == 2


def test_a_day_that_does_not_exist_is_told() -> None:
    record = read(WECHAT_PC + "王姨 2026/2/30 8:05\n一样")
    assert record.amiss == [(7, "这一天不存在，或者看不出是哪天")]
    assert len(record.lines) == 2


@pytest.mark.parametrize(
    "text", ["", "\n\n", "暖气不热", "今天的会议纪要\n\n一、供暖\n二、停车", "{}", "[]", '{"messages": 3}']
)
def test_what_is_no_record_is_one_sentence(text: str) -> None:
    record = read(text, DAY)
    assert not record.lines
    assert record.problem.startswith("没有认出聊天记录")


def test_encodings() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert told(read(decoded(WECHAT_PC.encode(encoding))))[0][1] == "甜甜妈"
    assert read(decoded(b"\xff\x00\x81" * 40)).problem


def test_an_ordinary_message_is_not_taken_for_a_record() -> None:
    assert looks_pasted(MERGED)
    assert looks_pasted(WECHAT_PC + "王姨 2026/11/15 8:05\n一样")
    for text in (
        "锦绣园3号楼暖气不热",
        "通知：\n停水时间：8:30\n恢复时间：18:00\n请储水",
        "值班安排：\n王姐 8:00\n李姐 12:00\n张哥 18:00",
        "办结 已经修好了\n热力公司 8:30 到场",
    ):
        assert not looks_pasted(text), text


def test_no_text_whatever_makes_it_fail() -> None:
    dice = random.Random(6)
    pieces = [
        "甜甜妈", " ", "  ", "\n", "\n\n", "2026/11/15", "2026-13-45", "8:02", "24:61", "08:02:11", "：", ":",
        "「", "」",
        "- - - -", "[图片]", "[语音]", "—————  2026-11-15  —————", "\ud800", "\x00", "\ufeff", "{", "}", '"', ",", "[",
        "]", "<div>", "</div>", "<refermsg>", "昨天", "上午", "撤回了一条消息", "聊天记录如下：", "\t",
        "StrContent,StrTime,Sender",
        '{"at":', "💥", "0" * 30, "(123)", "\u2028",
    ]  # fmt: skip
    for _ in range(600):
        text = "".join(dice.choice(pieces) for _ in range(dice.randrange(1, 60)))
        for day in (None, DAY):
            record = read(text, day)
            assert record.problem or record.lines
            assert len(record.answers) == len(record.lines)
            assert all(isinstance(one.at, datetime) for one in record.lines)
        looks_pasted(text)
    for text in (WECHAT_PC, MERGED, QQ, EXPORTER, memo([["1"] * 12])):
        for _ in range(60):
            cut = dice.randrange(len(text))
            read(text[:cut] + dice.choice(pieces) + text[cut + dice.randrange(20) :], DAY)
