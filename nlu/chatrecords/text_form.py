"""Records as text: headings, and what is said below or behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from nlu.chatrecords import content, headers, moments
from nlu.chatrecords.headers import FORMS, Form
from nlu.chatrecords.moments import Found
from nlu.chatrecords.record import Record, Written

_TITLE = re.compile(
    r"^\s*+(?:微信群|群聊|企业微信群|QQ群)?\s*[\"“「《'‘]?(?P<group>[^\"“”「」\n]{1,80}?)[\"”」》'’]?\s{0,3}的?聊天记录(?:如下)?\s{0,3}[:：]?\s*+\Z"
)
_RULED = re.compile(r"[—–\-=─━]{2}")
_PREFACE = re.compile(
    r"^(?:Dear|Hi|Hello|你好|您好|尊敬的.{0,10})?\s?[:：,，!！]?\Z|^[=\-—–─━_*~·•.\s]{3,}\Z"
    r"|^(?:发自|Sent from).{0,60}\Z|^消息(?:记录|分组|对象).{0,80}\Z|^(?:导出|记录)(?:时间|日期|人).{0,60}\Z"
    r"|^(?:收件人|发件人|主题|日期|抄送|From|To|Subject|Date).{0,120}\Z"
    r"|^[-—\s]*(?:转发|原始)邮件.{0,10}[-—\s]*\Z"
)  # fmt: skip
_OBJECT = re.compile(r"^消息对象[:：]\s?(?P<group>.{1,80})\Z")
_STRICT = 0.6  # of headings that stand behind an empty line: from here on all do


@dataclass(slots=True)
class _Reading:
    """Where one is in the text."""

    forms: tuple[Form, ...]
    strict: bool
    record: Record
    day: Found | None = None
    moment: Found | None = None
    written: list[Written] = field(default_factory=list)
    body: list[str] = field(default_factory=list)


def read(text: str, record: Record) -> list[Written]:
    """The messages of a text; what belongs to none goes to `record.amiss`."""
    lines = [line.strip("\ufeff\u200b \t\r\u3000").replace("\xa0", " ") for line in text.split("\n")]
    form = headers.best(lines)
    if form is None:
        return []
    record.form = form.name
    reading = _Reading(_together(form), _behind_empty(lines, form), record)
    for number, line in enumerate(lines, 1):
        _line(reading, number, line, empty_before=number == 1 or not lines[number - 2])
    _finish(reading)
    return reading.written


def _together(form: Form) -> tuple[Form, ...]:
    """The forms that may stand in one record: dated ones besides, and of the weak ones only this."""
    return tuple(one for one in FORMS if one is form or not (one.weak or one.inline))


def _behind_empty(lines: list[str], form: Form) -> bool:
    places = [number for number, line in enumerate(lines) if headers.found(form, line)]
    behind = sum(number == 0 or not lines[number - 1] or _between(lines[number - 1]) for number in places)
    return not form.inline and len(places) > 1 and behind >= _STRICT * len(places)


def _between(line: str) -> bool:
    return bool(moments.day_line(line) or _PREFACE.match(line) or _TITLE.match(line))


def _line(reading: _Reading, number: int, line: str, *, empty_before: bool) -> None:
    if (day := moments.day_line(line)) is not None and not _inside(reading, empty_before, line):
        _finish(reading)
        reading.day, reading.moment = day, None
    elif (said := _heading(reading, line, empty_before)) is not None:
        _finish(reading)
        _begin(reading, number, said)
    elif (moment := headers.only_moment(line)) is not None and empty_before:
        _finish(reading)
        reading.moment = moment
        reading.day = moment if moment.get("month") or moment.get("relative") else reading.day
    elif not _wordless(reading) and (reason := content.system(line)):
        reading.record.skip(reason)
    elif reading.written and not reading.written[-1].left_out:
        reading.body.append(line)
    elif line:
        _preface(reading, number, line)


def _wordless(reading: _Reading) -> bool:
    """Whether a heading still waits for what was said: then even words of the platform stand for a message."""
    return bool(reading.written) and not reading.written[-1].text and not any(reading.body)


def _inside(reading: _Reading, empty_before: bool, line: str) -> bool:
    """Whether a line that looks like a day is something somebody said: a date within a message."""
    bare = not _RULED.search(line)
    return bare and bool(reading.written) and not empty_before


def _heading(reading: _Reading, line: str, empty_before: bool) -> Found | None:
    if not line or _TITLE.match(line):
        return None
    between = not reading.body and not reading.written
    for form in reading.forms:
        needs_space = reading.strict and form.weak
        if needs_space and not (empty_before or between):
            continue
        if (said := headers.found(form, line)) is not None:
            return said
    return None


def _begin(reading: _Reading, number: int, said: Found) -> None:
    clock, day, relative = moments.clock_of(said), moments.day_of(said), moments.relative_of(said)
    if clock is None and reading.moment is not None:
        clock = moments.clock_of(reading.moment)
    if day is None and relative is None and reading.day is not None:
        day, relative = moments.day_of(reading.day), moments.relative_of(reading.day)
    sender = (said.get("sender") or "").strip(' :："“”「」')
    account = said.get("account")
    reading.written.append(Written(number, sender or "（没有名字）", "", day, clock, relative))
    if account and not sender:
        reading.written[-1] = replace(reading.written[-1], sender=account)
    reading.body = [said.get("text") or ""]


def _finish(reading: _Reading) -> None:
    if reading.written and not reading.written[-1].text:
        reading.written[-1] = replace(reading.written[-1], text="\n".join(reading.body).strip())
    reading.body = []


def _preface(reading: _Reading, number: int, line: str) -> None:
    named = _OBJECT.match(line) or _TITLE.match(line)
    if named:
        reading.record.group = reading.record.group or named["group"].strip()
    elif not _PREFACE.match(line):
        reading.record.amiss.append((number, f"看不出是谁说的：“{line[:20]}”"))
