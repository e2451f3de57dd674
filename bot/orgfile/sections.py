"""The sections of an org file as rows, each with the fields it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from typing import Generic, TypeVar

from bot.orgfile.fields import LONGEST_DISTRICT, LONGEST_TEXT, Fields, is_blank
from bot.orgfile.problems import Report, shown
from bot.orgfile.raw import Entry, Items, Place, Raw, Text
from bot.orgfile.turns import days, hour
from bot.orgfile.words import (
    CATEGORY_WORDS,
    CHANNELS,
    CHAT_KINDS,
    IGNORED_SHEETS,
    ROLES,
    SECTIONS,
    SHAPES,
    UNIT_KINDS,
)
from storage.tree import Account, Chat, Duty, Person, Roster, Unit

Row = TypeVar("Row")

LONGEST_CHANNEL = 32
LONGEST_PHONE = 64

_BETWEEN_ACCOUNTS = re.compile(r"[;；\n]")
_AFTER_CHANNEL = re.compile(r"[:：]")
_OWN_ROLE = re.compile(r"[a-z][a-z0-9_]{1,63}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()（）转,*#-]{2,}")
# A channel is a setting's name, a bridge has a name of its own: "bridge/12345".
_CHANNEL = re.compile(r"[a-z][a-z0-9_-]*([:/][\w.-]+)?")


@dataclass(frozen=True, slots=True)
class Placed(Generic[Row]):
    """A row and where it comes from; what was unusable in it is "" or None."""

    row: Row
    fields: Fields

    def place(self, key: str) -> Place:
        return self.fields.place(key)


@dataclass(slots=True)
class Draft:
    """The whole file, row by row, before its references are checked."""

    place: Place
    code: str = ""
    name: str = ""
    policy: str = "default"
    units: list[Placed[Unit]] = field(default_factory=list)
    people: list[Placed[Person]] = field(default_factory=list)
    accounts: list[tuple[Account, Place]] = field(default_factory=list)
    duties: list[Placed[Duty]] = field(default_factory=list)
    rosters: list[Placed[Roster]] = field(default_factory=list)
    chats: list[Placed[Chat]] = field(default_factory=list)


def read_sections(raw: Raw, report: Report) -> Draft:
    """Every section of the file; whatever is missing or wrong in a section is reported."""
    draft = Draft(place=raw.place)
    if not isinstance(raw, Entry):
        report.error(raw.place, "文件应当由 district、units、people、duties、rosters、chats 几部分组成，这里没有。")
        return draft
    sections = _sections(raw, report)
    _district(sections.get("district"), draft, report)
    draft.units += [Placed(_unit(fields), fields) for fields in _entries(sections, "units", report)]
    for fields in _entries(sections, "people", report):
        person = Person(fields.code("code"), fields.text("name"), _phone(fields))
        draft.people.append(Placed(person, fields))
        draft.accounts += _accounts(person.code, fields)
    draft.duties += [Placed(_duty(fields), fields) for fields in _entries(sections, "duties", report)]
    draft.rosters += [Placed(_roster(fields), fields) for fields in _entries(sections, "rosters", report)]
    draft.chats += [Placed(_chat(fields), fields) for fields in _entries(sections, "chats", report)]
    return draft


def _sections(raw: Entry, report: Report) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for key, value in raw.fields:
        name = SECTIONS.find(key.text)
        if name is None and key.text.casefold() not in IGNORED_SHEETS:
            hint = (
                report.suggest(key.text, SECTIONS.words) or "，只能有 district、units、people、duties、rosters、chats。"
            )
            report.error(key.place, f"不认识“{shown(key.text)}”这一部分{hint}")
        elif name in found:
            report.error(key.place, f"{name}（{SECTIONS.names[name]}）写了两次，请合成一个。")
        elif name is not None:
            found[name] = value
    for name in ("district", "units", "people", "duties"):
        _check_filled(name, found.get(name, Text("", raw.place)), report)
    return found


def _check_filled(name: str, section: Raw, report: Report) -> None:
    """An import replaces the tree as a whole: what is absent would be gone."""
    called = f"{name}（{SECTIONS.names[name]}）"
    if is_blank(section) and name in {"district", "units"}:
        report.error(section.place, f"缺少 {called}这一部分。")
    elif is_blank(section) or (isinstance(section, Items) and not section.items):
        report.warn(section.place, f"{called}是空的，导入后就一个也没有了。")


def _district(raw: Raw | None, draft: Draft, report: Report) -> None:
    if isinstance(raw, Text) and raw.fault:
        report.error(raw.place, raw.fault)
    elif isinstance(raw, Entry):
        fields = Fields(raw, SHAPES["district"], report)
        draft.code = fields.code("code", LONGEST_DISTRICT)
        draft.name = fields.text("name")
        draft.policy = fields.code("policy") or "default"
        draft.place = raw.place
    elif raw is not None and not is_blank(raw):
        report.error(raw.place, "district（区）要写成 {code: 编码, name: 名称} 的样子。")


def _entries(sections: dict[str, Raw], name: str, report: Report) -> Iterator[Fields]:
    raw = sections.get(name)
    if raw is None or is_blank(raw):
        return
    if not isinstance(raw, Items):
        report.error(raw.place, f"{name}（{SECTIONS.names[name]}）应当是列表，每项以“- ”开头。")
        return
    for item in raw.items:
        if isinstance(item, Entry):
            yield Fields(item, SHAPES[name], report)
        elif not is_blank(item):
            example = "、".join(SHAPES[name].required)
            report.error(item.place, f"{name} 的每一项都要写成带 {example} 的映射。")


def _unit(fields: Fields) -> Unit:
    return Unit(
        code=fields.code("code"),
        kind=fields.choice("kind", UNIT_KINDS),
        name=fields.text("name"),
        parent=fields.code("parent") or None,
        aliases=fields.texts("aliases"),
        buildings=fields.count("buildings"),
        categories=fields.choices("categories", CATEGORY_WORDS),
    )


def _duty(fields: Fields) -> Duty:
    return Duty(
        person=fields.code("person"),
        role=_role(fields),
        unit=fields.code("unit"),
        title=fields.text("title") or None,
        starts_on=fields.date("from"),
        ends_on=fields.date("to"),
        deputy=fields.code("deputy") or None,
        skills=fields.choices("skills", CATEGORY_WORDS),
    )


def _role(fields: Fields) -> str:
    """A role everybody knows, or one of the district's own that its policy pack names."""
    text, place = fields.text("role"), fields.place("role")
    if not text or ROLES.find(text) or not _OWN_ROLE.fullmatch(text):
        return fields.choice("role", ROLES)
    if fields.report.suggest(text, ROLES.words):
        return fields.choice("role", ROLES)
    fields.report.warn(place, f"“{shown(text)}”不是通用的角色，规则包的 titles 里要有它的称呼。")
    return text


def _roster(fields: Fields) -> Roster:
    return Roster(
        unit=fields.code("unit"),
        person=fields.code("person"),
        days=days(fields, "days"),
        starts=hour(fields, "from") or time(),
        ends=hour(fields, "to") or time(),
    )


def _chat(fields: Fields) -> Chat:
    channel = _known_channel(fields.text("channel", LONGEST_CHANNEL), fields.place("channel"), fields.report)
    return Chat(channel, fields.text("id"), fields.choice("kind", CHAT_KINDS), fields.code("unit"))


def _phone(fields: Fields) -> str | None:
    phone = fields.text("phone", LONGEST_PHONE)
    if phone and not _PHONE.fullmatch(phone):
        fields.report.warn(fields.place("phone"), f"电话“{shown(phone)}”不像能拨通的号码。")
    return phone or None


def _accounts(person: str, fields: Fields) -> Iterator[tuple[Account, Place]]:
    value = fields.value("accounts")
    pairs = list(fields.accounts_columns) + ([] if value is None else list(_account_pairs(value, fields)))
    for channel_text, accounts in pairs:
        channel = fields.line(channel_text, "账号的通道", LONGEST_CHANNEL)
        channel = _known_channel(channel, channel_text.place, fields.report)
        for account in accounts.items if isinstance(accounts, Items) else (accounts,):
            name = "" if is_blank(account) else fields.line(account, f"{channel} 账号", LONGEST_TEXT)
            if _BETWEEN_ACCOUNTS.search(name):
                fields.report.error(account.place, f"账号“{shown(name)}”里不能有分号。")
            elif name and channel:
                yield Account(channel, name, person), account.place


def _account_pairs(value: Raw, fields: Fields) -> Iterator[tuple[Text, Raw]]:
    """Channel and account from `{sim: a}`, from a list of those, or from one text "sim: a; wecom: b"."""
    if isinstance(value, Entry):
        yield from value.fields
    elif isinstance(value, Items):
        for item in value.items:
            yield from _account_pairs(item, fields)
    elif value.fault or value.is_date:
        fields.line(value, "账号")
    else:
        for piece in filter(None, map(str.strip, _BETWEEN_ACCOUNTS.split(value.text))):
            channel, account = [*_AFTER_CHANNEL.split(piece, maxsplit=1), ""][:2]
            if not account.strip():
                fields.report.error(value.place, f"账号“{shown(piece)}”要写成“通道: 账号”，如 sim: wangjg。")
            yield Text(channel.strip(), value.place), Text(account.strip(), value.place)


def _known_channel(channel: str, place: Place, report: Report) -> str:
    if channel and not _CHANNEL.fullmatch(channel):
        report.error(place, f"通道“{shown(channel)}”只能用小写字母、数字和下划线，如 sim、wecom、telegram。")
        return ""
    if channel and re.split("[:/]", channel)[0].replace("-", "_") not in CHANNELS:
        report.warn(place, f"不认识通道“{shown(channel)}”{report.suggest(channel, CHANNELS) or '。'}")
    return channel
