"""Lines that say who spoke and when: one pattern a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nlu.chatrecords import moments
from nlu.chatrecords.moments import CLOCK, DAY, FULL_DAY, RELATIVE, WEEKDAY, Found

_LONGEST = 200  # characters of a line that is a heading
_INLINE = 60  # of name and moment before words on the same line
_WHO = r"(?P<sender>\S(?:.{0,58}?\S)?)"
# What exporters put behind a name: a number of QQ, an account, an address. A door there (3-1-501) belongs to the name.
_ACCOUNT = (
    r"(?:\s?[(（<](?P<account>[1-9][0-9]{4,11}|[A-Za-z]{2}[A-Za-z0-9_-]{4,29}|[A-Za-z0-9._+-]{1,40}@[A-Za-z0-9.-]{1,40})"
    r"[)）>])?"
)
_WHEN = rf"(?:(?:{DAY}|{RELATIVE}){WEEKDAY}\s{{1,4}})?{CLOCK}"
_MOMENT_FIRST = ("dated_inline", "dated_first")  # with the whole date: nobody begins a line of a notice so
_LINES = "named_inline"  # the weakest of all: any sentence with a colon looks like it
_DATED = rf"(?:{FULL_DAY}){WEEKDAY}\s{{1,4}}{CLOCK}"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write who spoke and when.

    Attributes:
        name: as people know it.
        inline: the words follow on the same line.
        weak: common words look like it too, so more must speak for it.
    """

    key: str
    name: str
    pattern: re.Pattern[str]
    inline: bool = False
    weak: bool = False


def _form(key: str, name: str, pattern: str, *, inline: bool = False, weak: bool = False) -> Form:
    return Form(key, name, re.compile(rf"^{pattern}\Z", re.DOTALL), inline, weak)


# In the order in which a line is tried: the more a form says, the earlier.
FORMS = (
    _form(
        "dated_inline", "逐行的记录",
        rf"[\[【(（]?{_DATED}[\])】）]?[\s,，]{{0,4}}{_WHO}{_ACCOUNT}\s?[:：]\s?(?P<text>.*)", inline=True,
    ),
    _form(
        "named_dated_inline", "微信导出文本", rf"{_WHO}\s?[(（\[]{_DATED}[)）\]]\s?[:：]?\s?(?P<text>.*)", inline=True
    ),
    _form("dated_first", "QQ 或导出工具的文本", rf"[\[【(（]?{_DATED}[\])】）]?\s{{1,4}}{_WHO}{_ACCOUNT}"),
    _form(
        "named_dated", "微信电脑版复制", rf"{_WHO}{_ACCOUNT}\s{{1,8}}(?:{DAY}|{RELATIVE}){WEEKDAY}\s{{1,4}}{CLOCK}"
    ),
    _form(
        "clock_inline", "逐行的记录", rf"[\[【(（]?{_WHEN}[\])】）]?\s{{0,4}}{_WHO}\s?[:：]\s?(?P<text>.*)", inline=True
    ),
    _form("named_clock", "合并转发的聊天记录", rf"{_WHO}\s{{1,8}}{CLOCK}", weak=True),
    _form("clock_first", "带时间的复制", rf"{CLOCK}\s{{1,8}}{_WHO}", weak=True),
    _form("named", "微信复制（没有时间）", rf"{_WHO}\s?[:：]", weak=True),
    _form(
        _LINES, "微信复制（没有时间）", r"(?P<sender>[^\s:：{}\[\]\"<>][^:：{}\"<>]{0,19})[:：]\s?(?P<text>\S.*)",
        inline=True, weak=True,
    ),
)  # fmt: skip

# Forms with a date are met less by chance than the weak ones, and those less than a line with a colon.
_RANKS = tuple(tuple(form for form in FORMS if form.weak is weak and form.key != _LINES) for weak in (False, True))

# Words of a notice that look like a name beside a moment: 停水时间 8:30, 明天 9:00. Behind one a name may end in them.
_NOTICE = (
    "时间|日期|今天|明天|昨天|后天|上午|下午|晚上|早上|凌晨|中午|周[一二三四五六日天]|星期.|截止|开始|结束|从|到|至"
)
_LABEL = "https?|ftp|注|地址|电话|时间|联系|收件人|发件人|主题|抄送|Subject|From|To|Date"
_NO_NAME_BEFORE = re.compile(rf"(?:{_NOTICE})$|^(?:{_LABEL})|(?:^|[0-9点时分日号])\s*[~～—\-]$")
_NO_NAME_BEHIND = re.compile(rf"^(?:{_NOTICE}|{_LABEL})$|^https?:")
_LEAST_LINES = 3
_SURE = 2  # headings from which on a form is meant, whatever else lines look like; a weak one has to come first besides
_SPEAKS = re.compile(r"[，。！？；,!?;]")


def found(form: Form, line: str) -> Found | None:
    """What a heading of this form says; None when the line is none."""
    if len(line) > _LONGEST and not form.inline:
        return None
    match = form.pattern.match(line)
    if match is None:
        return None
    said = match.groupdict()
    sender = said.get("sender") or ""
    if form.inline and match.start("text") > _INLINE + 40:
        return None
    if (
        (_NO_NAME_BEHIND if form.key in _MOMENT_FIRST else _NO_NAME_BEFORE).search(sender)
        or moments.day_line(sender)
        or (form.weak and (len(sender) > 30 or _SPEAKS.search(sender)))
    ):
        return None
    return said


def best(lines: list[str]) -> Form | None:
    """The form most lines are headings of; of equals the one that says more.

    A notice below a heading may have more lines that look like a weaker form than the record has headings.
    """
    counts, first = {form.key: 0 for form in FORMS}, ""
    for number, line in enumerate(lines):
        for form in FORMS:
            if found(form, line) and _fits(form, lines, number):
                counts[form.key] += 1
                first = first or form.key
                break
    spoken = sum(map(bool, lines))
    if counts[_LINES] < _LEAST_LINES or counts[_LINES] < spoken / 2:
        counts[_LINES] = 0
    most = max(FORMS, key=lambda form: counts[form.key])
    return _meant(counts, first) or (most if counts[most.key] else None)


def _meant(counts: Mapping[str, int], first: str) -> Form | None:
    """The form of headings that say more than the lines of a notice do, however many those are.

    Args:
        first: the form of the first heading.
    """
    for rank in _RANKS:
        form = max(rank, key=lambda form: counts[form.key])
        begins = form.key == first
        least = 1 if begins and not form.weak else _SURE
        if counts[form.key] >= least and (begins or not form.weak):
            return form
    return None


def _fits(form: Form, lines: list[str], number: int) -> bool:
    """Whether something is said below a heading that has no words of its own."""
    if form.inline:
        return True
    below = lines[number + 1 : number + 4]
    return any(line for line in below)


def only_moment(line: str) -> Found | None:
    """A moment on a line of its own, as between the messages of a copied chat."""
    return moments.alone(line)
