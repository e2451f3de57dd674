"""Recorded group talk written out as people copy and export it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

Rows = Sequence[Mapping[str, Any]]


def _at(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(row["at"])


def _words(row: Mapping[str, Any]) -> str:
    text = str(row.get("text") or "")
    mark = "[语音]" if row.get("voice") else "[图片]" if row.get("images") else ""
    return f"{mark}{text}" if mark else text


def _body(row: Mapping[str, Any], rows: Rows) -> str:
    quoted = next((one for one in rows if one["id"] == row.get("reply_to")), None)
    if quoted is None:
        return _words(row)
    return f"「{quoted['sender']}：{_words(quoted)}」\n- - - - - - - - - - - - - - -\n{_words(row)}"


def copied(rows: Rows) -> str:
    """As WeChat on a computer copies it."""
    return "".join(f"{one['sender']} {_at(one):%Y/%m/%d %H:%M}\n{_body(one, rows)}\n" for one in rows)


def merged(rows: Rows) -> str:
    """As a telephone forwards it by mail."""
    parts, day = ["微信群“业主群”的聊天记录如下：\n"], ""
    for one in rows:
        if f"{_at(one):%Y-%m-%d}" != day:
            day = f"{_at(one):%Y-%m-%d}"
            parts.append(f"\n—————  {day}  —————\n\n")
        parts.append(f"\n{one['sender']}  {_at(one):%H:%M}\n\n{_body(one, rows)}\n")
    return "".join(parts)


def tabled(rows: Rows) -> str:
    """As an export tool writes it."""
    out = io.StringIO()
    names = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender"
    table = csv.writer(out)
    table.writerow(names.split(","))
    for number, one in enumerate(rows, 1):
        when = f"{_at(one):%Y-%m-%d %H:%M:%S}"
        picture = bool(one.get("images")) and not one.get("text")
        table.writerow(
            [number, 1, 3 if picture else 1, 0, 0, int(_at(one).timestamp()), "",
             "" if picture else _body(one, rows), when, "", one["sender"], f"wxid_{number}"]
        )  # fmt: skip
    return out.getvalue()


def qq(rows: Rows) -> str:
    """As QQ exports it."""
    head = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n====\n消息分组:我的QQ群\n====\n消息对象:业主群\n====\n"
    said = [f"{_at(one):%Y-%m-%d %H:%M:%S} {one['sender']}(10001)\n{_body(one, rows)}" for one in rows]
    return "\n\n".join([head, *said])


def telegram(rows: Rows) -> str:
    """As Telegram Desktop exports it."""
    messages = [
        {
            "id": one["id"], "type": "message", "date": f"{_at(one):%Y-%m-%dT%H:%M:%S}",
            "date_unixtime": str(int(_at(one).timestamp())), "from": one["sender"], "text": one.get("text") or "",
        }
        | ({"photo": "a.jpg"} if one.get("images") else {})
        | ({"media_type": "voice_message", "file": "a.ogg"} if one.get("voice") else {})
        | ({"reply_to_message_id": one["reply_to"]} if one.get("reply_to") else {})
        for one in rows
    ]  # fmt: skip
    return json.dumps({"name": "业主群", "type": "private_supergroup", "messages": messages}, ensure_ascii=False)


def in_lines(rows: Rows) -> str:
    """A time, a name and words on each line; the day is told beside it."""
    return "".join(f"{_at(one):%H:%M} {one['sender']}：{_body(one, rows)}\n" for one in rows)


def _none(rows: Rows) -> date | None:
    return None


def _first(rows: Rows) -> date | None:
    return _at(rows[0]).date()


# By name: how it is written, and the day that has to be told beside it.
FORMS: dict[str, tuple[Callable[[Rows], str], Callable[[Rows], date | None]]] = {
    "微信电脑版复制": (copied, _none),
    "合并转发": (merged, _none),
    "导出表格": (tabled, _none),
    "QQ": (qq, _none),
    "Telegram": (telegram, _none),
    "逐行": (in_lines, _first),
}
