"""Records as JSON: what Telegram Desktop exports, and our own event lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from nlu import unseen
from nlu.chatrecords.record import CHINA, Record, Written

TELEGRAM, EVENTS = "Telegram 导出的 JSON", "事件记录（JSON 行）"
_LEFT_OUT = {"sticker": "表情", "voice_message": "语音没有文字", "audio_file": "文件", "animation": "表情"}
_FORWARDED = '{"at": "'
_LATEST = 4_102_444_800  # 2100, in seconds


def as_line(at: datetime, sender: str, text: str, group: str) -> str:
    """A message of a group as one of our lines."""
    return json.dumps({"at": at.isoformat(), "sender": sender, "text": text, "group": group}, ensure_ascii=False)


def too_long(at: datetime, messages: int) -> str:
    """Stands for so many messages before, for which there was no room."""
    return json.dumps({"at": at.isoformat(), "left_out": messages})


def looks_forwarded(text: str) -> bool:
    """Whether these are lines of `as_line`, which nobody types."""
    return text.startswith(_FORWARDED)


def read(text: str, record: Record) -> list[Written] | None:
    """The messages of a JSON export; None when it is none."""
    stripped = text.lstrip("\ufeff \n\r\t")
    if not stripped.startswith(("{", "[")):
        return None
    try:
        data = json.loads(stripped)
    except (ValueError, RecursionError):
        return _lines(text, record)
    if isinstance(data, dict) and isinstance(data.get("messages"), list):
        return _telegram(data, record)
    if isinstance(data, dict) and isinstance(data.get("chats"), dict):
        return _chats(data["chats"].get("list"), record)
    rows = data if isinstance(data, list) else [data]
    if any(isinstance(row, dict) and "at" in row and "sender" in row for row in rows):
        record.form = EVENTS
        return [one for number, row in enumerate(rows, 1) if (one := _event(row, number, record))]
    return None


def _lines(text: str, record: Record) -> list[Written] | None:
    found: list[Written] = []
    objects = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.strip("\ufeff \r"))
        except (ValueError, RecursionError):
            record.amiss.append((number, "这一行不是 JSON"))
            continue
        objects += isinstance(row, dict) and "sender" in row
        if one := _event(row, number, record):
            found.append(one)
    if not objects:
        record.amiss.clear()
        return None
    record.form = EVENTS
    return found


def _event(row: Any, number: int, record: Record) -> Written | None:
    if not isinstance(row, dict):
        record.amiss.append((number, "这一行不是一条消息"))
        return None
    if isinstance(missing := row.get("left_out"), int):
        record.read += missing
        record.skipped["太长没有收到"] += missing
        return None
    if row.get("press") or row.get("button"):
        record.skip("按钮")
        return None
    record.group = record.group or _words(row.get("group")) or None
    at, sender = _moment(row.get("at")), _words(row.get("sender_name")) or _words(row.get("sender"))
    if at is None or not sender:
        record.amiss.append((number, "缺少时间（at）或发送人（sender）"))
        return None
    return Written(
        number, sender, _words(row.get("text")), at=at, picture=bool(row.get("images")), voice=bool(row.get("voice")),
        reply_to=_words(row.get("reply_to")) or None, id=_words(row.get("id")) or None,
        chat=_words(row.get("chat")) or None,
    )  # fmt: skip


def _chats(found: Any, record: Record) -> list[Written]:
    """A whole account was exported: one chat of it must be meant."""
    chats = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    groups = [one for one in chats if "group" in _words(one.get("type")) and isinstance(one.get("messages"), list)]
    if len(groups) == 1:
        return _telegram(groups[0], record)
    record.form = TELEGRAM
    record.problem = f"这是整个账号的导出，里面有 {len(groups)} 个群：请在 Telegram 里打开一个群单独导出。"
    return []


def _telegram(data: Mapping[str, Any], record: Record) -> list[Written]:
    record.form, record.group = TELEGRAM, _words(data.get("name")) or None
    return list(_messages(data["messages"], record))


def _messages(rows: list[Any], record: Record) -> Iterator[Written]:
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            record.amiss.append((number, "这一条不是消息"))
        elif row.get("type") != "message":
            record.skip("系统提示")
        elif (at := _exported(row)) is None or not (sender := _words(row.get("from"))):
            record.amiss.append((number, "这一条没有时间或发送人"))
        else:
            yield _message(row, number, at, sender)


def _message(row: Mapping[str, Any], number: int, at: datetime, sender: str) -> Written:
    text, kind = _spans(row.get("text")), _words(row.get("media_type"))
    picture = bool(row.get("photo")) or kind in ("video_file", "video_message")
    left_out = "" if text or picture else _LEFT_OUT.get(kind, "文件" if row.get("file") else "")
    reply = row.get("reply_to_message_id")
    return Written(
        number, sender, text, at=at, picture=picture, voice=kind == "voice_message" and bool(text), left_out=left_out,
        reply_to=None if reply is None else str(reply), id=None if row.get("id") is None else str(row["id"]),
    )  # fmt: skip


def _spans(value: Any) -> str:
    """Text is a string, or a list of strings and marked pieces."""
    if isinstance(value, list):
        parts = (one.get("text") if isinstance(one, dict) else one for one in value)
        return "".join(one for one in parts if isinstance(one, str))
    return _words(value)


def _exported(row: Mapping[str, Any]) -> datetime | None:
    seconds = row.get("date_unixtime")
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit() and int(seconds[:12]) < _LATEST:
        return datetime.fromtimestamp(int(seconds[:12]), UTC)
    return _moment(row.get("date"))


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        found = found if found.tzinfo else found.replace(tzinfo=CHINA)
        found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found


def _words(value: Any) -> str:
    number = isinstance(value, int) and not isinstance(value, bool)
    text = value.strip() if isinstance(value, str) else str(value) if number else ""
    return unseen.without(text)
