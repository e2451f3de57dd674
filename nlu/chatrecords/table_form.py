"""Records as tables: the CSV files of export tools, by the names of their columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from nlu.chatrecords import moments
from nlu.chatrecords.moments import CLOCK, FULL_DAY
from nlu.chatrecords.record import CHINA, Record, Written

FORM = "导出工具的表格"
_COLUMNS = {
    "sender": (
        "remark", "nickname", "sender", "发送人", "发送者", "发言人", "昵称", "群昵称", "name", "from", "talker",
        "发件人",
    ),
    "text": ("strcontent", "content", "内容", "消息内容", "消息", "msg", "message", "text", "文本"),
    "when": ("strtime", "时间", "发送时间", "日期时间", "time", "datetime", "createtime", "date"),
    "kind": ("type_name", "类型", "消息类型", "type"),
    "under": ("subtype",),
    "number": ("msgsvrid", "消息编号", "msgid"),
}  # fmt: skip
_WHEN = re.compile(rf"^{FULL_DAY}[T\s]+{CLOCK}")
# Types of WeChat's own database.
_PICTURES = {"3", "43", "图片", "视频", "image", "video"}
_SYSTEM = {"10000", "10002", "系统消息", "系统通知", "system"}
_LEFT_OUT = {
    "34": "语音没有文字", "语音": "语音没有文字", "47": "表情", "动画表情": "表情", "表情包": "表情", "42": "名片",
    "名片": "名片", "50": "通话", "音视频通话": "通话", "文件": "文件", "红包": "红包转账", "转账": "红包转账",
}  # fmt: skip
_UNDER = {
    "6": "文件", "2000": "红包转账", "2001": "红包转账", "2003": "红包转账", "33": "小程序", "36": "小程序",
    "5": "链接", "3": "链接", "19": "转发的记录", "8": "表情", "62": "拍一拍",
}  # fmt: skip
_QUOTED = re.compile(r"<refermsg>.*?</refermsg>", re.DOTALL)
_TAGS = {
    name: re.compile(rf"<{name}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{name}>", re.DOTALL)
    for name in ("title", "displayname", "content")
}
_LATEST = 4_102_444_800


def read(text: str, record: Record) -> list[Written] | None:
    """The messages of a table; None when the first line names no such columns."""
    head = text.lstrip("\ufeff\n\r ").split("\n", 1)[0]
    mark = next((one for one in (",", "\t", ";") if head.count(one) >= 2), None)
    if mark is None or len(head) > 2000:
        return None
    names = [name.strip().strip('"').lower() for name in head.split(mark)]
    columns = {part: [names.index(one) for one in known if one in names] for part, known in _COLUMNS.items()}
    if not all(columns[part] for part in ("sender", "text", "when")):
        return None
    record.form = FORM
    return list(_rows(text.lstrip("\ufeff\n\r ").replace("\x00", ""), mark, columns, record))


def _rows(text: str, mark: str, columns: Mapping[str, list[int]], record: Record) -> Iterator[Written]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    rows = iter(reader)
    begun = 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            record.amiss.append((reader.line_num, "这一行不是表格的一行"))
            continue
        number, begun = begun, reader.line_num + 1
        told = number > 1 and any(cell.strip() for cell in cells)
        if told and (one := _row(cells, number, columns, record)) is not None:
            yield one


def _row(cells: list[str], number: int, columns: Mapping[str, list[int]], record: Record) -> Written | None:
    def cell(part: str) -> str:
        found = (cells[place].strip() for place in columns[part] if place < len(cells))
        return next(filter(None, found), "")

    kind, under, text = cell("kind").lower(), cell("under"), cell("text")
    if kind in _SYSTEM:
        record.skip("系统提示")
        return None
    at = next((one for place in columns["when"] if place < len(cells) and (one := moment(cells[place]))), None)
    sender = cell("sender")
    if at is None or not sender:
        record.amiss.append((number, "没有时间或发送人" if at or sender else "不是一条消息"))
        return None
    left_out = _LEFT_OUT.get(kind, "")
    if kind == "49":
        text, left_out = _refers(text) if under == "57" else (text, _UNDER.get(under, ""))
    picture = kind in _PICTURES
    spoken = kind in ("34", "语音") and bool(text) and not text.startswith(("[", "<"))
    return Written(
        number, sender, "" if picture else text, at=at, picture=picture, voice=spoken,
        left_out="" if spoken else left_out, id=cell("number") or None,
    )  # fmt: skip


def _refers(text: str) -> tuple[str, str]:
    """A reply as WeChat keeps it: XML, or what the tool made of it."""
    if "<refermsg>" not in text:
        return text, ""
    quoted = _QUOTED.search(text)
    title = _tag("title", text)
    who, what = (_tag("displayname", quoted[0]), _tag("content", quoted[0])) if quoted else ("", "")
    if not title:
        return "", "链接"
    return (f"「{who}：{what}」\n- - - - - - - -\n{title}" if who and what else title), ""


def _tag(name: str, text: str) -> str:
    found = _TAGS[name].search(text)
    return found[1].strip() if found else ""


def moment(written: str) -> datetime | None:
    """A moment in a cell: as people write it, or in seconds or milliseconds."""
    plain = written.strip()
    if plain.isascii() and plain.isdigit() and len(plain) in (10, 13):
        seconds = int(plain) / (1000 if len(plain) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC) if seconds < _LATEST else None
    found = _WHEN.match(plain)
    if found is None:
        return None
    day, clock = moments.day_of(found.groupdict()), moments.clock_of(found.groupdict())
    try:
        return datetime(*(day or (0, 0, 0)), tzinfo=CHINA) + timedelta(seconds=clock or 0)
    except ValueError:
        return None
