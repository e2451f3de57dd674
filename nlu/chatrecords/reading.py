"""The one way in: any text → a record."""

from __future__ import annotations

import re
from datetime import UTC, date
from html.parser import HTMLParser

from nlu.chatrecords import content, json_form, moments, ordering, table_form, text_form
from nlu.chatrecords.record import MOST_CHARACTERS, MOST_LINES, Line, Record, Written

NOTHING = "没有认出聊天记录：每条要看得出谁、什么时候说的，比如“甜甜妈 2026/11/15 8:02”下一行是话。"
TOO_LONG = f"记录太长了：一次最多 {MOST_CHARACTERS // 10_000} 万字，请分几次导入。"
TOO_MANY = f"一次最多 {MOST_LINES} 条消息，请分几次导入。"
UNDATED = "第 {number} 行：只有时间没有日期，请说明是哪一天（有好几天的写第一天）。"
_ENCODINGS = ("utf-8-sig", "gb18030")
_BREAKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "section", "article", "dd", "dt"})
_HTML = re.compile(r"<(?:html|body|div|!doctype)\b", re.IGNORECASE)
_LEAST_PASTED = 2  # messages from which on pasted words are a record,
_SPOKEN = 0.8  # of which so many have words


def decoded(data: bytes) -> str:
    """The text of a file; what cannot be read in it is replaced."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def read(text: str, day: date | None = None, today: date | None = None) -> Record:
    """Read a record.

    Args:
        day: where it tells times only, the day of its first message; for 今天 and 昨天 the day of the copying.
        today: where it tells days without a year, these are the last ones before it.
    """
    record = Record()
    if len(text) > MOST_CHARACTERS:
        record.problem = TOO_LONG
        return record
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    written = json_form.read(text, record)
    if written is None:
        written = table_form.read(text, record)
    if written is None:
        written = text_form.read(_plain(text), record)
    _fill(record, written, day or (today if moments.yearless(written) else None))
    return record


def looks_pasted(text: str) -> bool:
    """Whether words somebody sent are a copied or forwarded record of others' talk."""
    if json_form.looks_forwarded(text):
        return True
    if "\n" not in text or len(text) > MOST_CHARACTERS:
        return False
    record = Record()
    found = text_form.read(text.replace("\r\n", "\n"), record)
    timed = [one for one in found if one.clock is not None and one.text]
    if len(timed) < _LEAST_PASTED or len(timed) < len(found) * _SPOKEN:
        return False
    return len({one.sender for one in timed}) > 1 and len(record.amiss) < len(timed)


def _fill(record: Record, written: list[Written], day: date | None) -> None:
    if len(written) > MOST_LINES:
        record.problem = record.problem or TOO_MANY
        return
    if day is None and not record.problem and (number := moments.undated(written)) is not None:
        record.problem = UNDATED.format(number=number)
        return
    found, lost = moments.placed(written, day)
    for one in lost:
        record.read += 1
        record.amiss.append((one.number, "这一天不存在，或者看不出是哪天"))
    lines = [line for one in found if (line := _line(one, record)) is not None]
    kept, again = ordering.ordered(lines)
    record.lines = ordering.spread(kept)
    if again:
        record.skipped["重复粘贴"] += again
    record.answers = content.answered(record.lines)
    record.amiss.sort()
    if not record.lines and not record.problem:
        record.problem = NOTHING if not record.read else f"记录里没有能用的话：{record.counts()}。"


def _line(one: Written, record: Record) -> Line | None:
    text, quoted = content.unquoted(one.text)
    if one.system or (reason := content.system(text)):
        record.skip("系统提示" if one.system else reason)
        return None
    words, picture, voice, left_out = content.said(_with(one, text))
    if left_out or one.at is None:
        record.skip(left_out or "空白")
        return None
    if not words and not picture:
        record.skip("空白")
        return None
    record.read += 1
    at = one.at.astimezone(UTC)
    return Line(one.number, at, one.sender[:60], words, picture, voice, quoted, one.reply_to, one.id, one.chat)


def _with(one: Written, text: str) -> Written:
    return Written(one.number, one.sender, text, picture=one.picture, voice=one.voice, left_out=one.left_out)


def _plain(text: str) -> str:
    """The words of a page of an exporter, or the text itself."""
    if not _HTML.search(text[:4000]):
        return text
    stripper = _Stripper()
    try:
        stripper.feed(text)
        stripper.close()
    except (AssertionError, ValueError):
        return text
    return "".join(stripper.parts)


class _Stripper(HTMLParser):
    """Keeps words, and a new line where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "img":
            self.parts.append("[图片]")
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data.replace("\n", " ") if data.strip() else "")
