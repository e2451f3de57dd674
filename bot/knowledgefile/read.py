"""Reading a knowledge file: every problem with its line or cell, or everything in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.knowledgefile.words import FORM, SECTIONS, SHAPES
from bot.orgfile.fields import Fields, is_blank
from bot.orgfile.problems import OrgFileError, Problem, Report, refusal, shown
from bot.orgfile.raw import Entry as RawEntry
from bot.orgfile.raw import Items, Raw, Text
from bot.orgfile.validate import form_of
from bot.orgfile.words import CATEGORY_WORDS
from handlers.knowing import hours
from handlers.rules.answers import LEVELS
from storage.knowledge import Entry
from storage.stations import Station

LONGEST_ANSWER, LONGEST_QUESTION, LONGEST_ID = 2_000, 100, 64
_BETWEEN = re.compile(r"[\n|｜；;]+")
_LINK = re.compile(r"https?://\S+")
_LINES = re.compile(r"\s*\n\s*")


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Known:
    """What a file holds; a section that is not written is None, and stays as it is."""

    entries: list[Entry] | None
    stations: list[Station] | None


def read(path: Path, units: Collection[str], services: Collection[str]) -> tuple[Known, list[Problem]]:
    """The entries and stations in a file, and warnings.

    Args:
        units: codes of the district's units; services: what the pack knows.

    Raises:
        OrgFileError: the file cannot be used, with every problem found.
    """
    raw, report = form_of(path, FORM), Report()
    if not isinstance(raw, RawEntry):
        raise refusal(raw.place, "文件应当有 knowledge（知识库）或 stations（驿站）两部分。")
    sections = {SECTIONS.find(key.text) or _unknown(key, report): value for key, value in raw.fields}
    reader = _Reader(report, frozenset(units), frozenset(services))
    entries = reader.rows(sections.get("knowledge"), "knowledge", reader.entry)
    stations = reader.rows(sections.get("stations"), "stations", reader.station)
    if report.errors:
        raise OrgFileError(report.errors)
    return Known(entries, stations), report.warnings


def _unknown(key: Text, report: Report) -> str:
    hint = report.suggest(key.text, SECTIONS.words)
    report.error(key.place, f"没有“{shown(key.text)}”这一部分{hint or '，可用：knowledge、stations。'}")
    return ""


@dataclass(frozen=True, slots=True)
class _Reader:
    report: Report
    units: frozenset[str]
    services: frozenset[str]

    def rows(self, value: Raw | None, section: str, made: Callable[[Fields], Row]) -> list[Row] | None:
        """Every entry of a section, each key once; None where the section is not there."""
        if value is None:
            return None
        if not isinstance(value, Items):
            if not is_blank(value):
                self.report.error(value.place, f"{section} 应当是列表，每项以“- ”开头。")
            return []
        found, seen = [], set[str]()
        for item in value.items:
            if not isinstance(item, RawEntry):
                self.report.error(item.place, "这一项应当是“键: 值”的形式。")
                continue
            fields = Fields(item, SHAPES[section], self.report)
            self._once(fields, "id" if section == "knowledge" else "code", seen)
            found.append(made(fields))
        return found

    def entry(self, fields: Fields) -> Entry:
        """One question with its answer."""
        place, category = fields.text("place"), fields.text("category")
        self._unit(fields, "place", place)
        link = fields.text("link", 500)
        if link and not _LINK.fullmatch(link):
            self.report.error(fields.place("link"), f"链接“{shown(link)}”要以 http:// 或 https:// 开头。")
        return Entry(
            fields.code("id", LONGEST_ID), self._questions(fields), self._paragraph(fields, "answer"),
            fields.text("source"), fields.text("phone", 64) or None, link or None, fields.date("valid_until"),
            place or None, fields.choice("category", CATEGORY_WORDS) or None if category else None,
        )  # fmt: skip

    def station(self, fields: Fields) -> Station:
        """One station."""
        unit, opened = fields.code("unit"), fields.text("hours")
        self._unit(fields, "unit", unit)
        if opened and hours.read(opened) is None:
            sentence = f"开放时间“{shown(opened)}”看不懂，请写成 24小时，或 周一至周五 08:30-17:30；周六 09:00-12:00。"
            self.report.error(fields.place("hours"), sentence)
        lat, lon = self._degrees(fields, "lat", 90), self._degrees(fields, "lon", 180)
        if (lat is None) != (lon is None):
            self.report.error(fields.place("lat" if lat is None else "lon"), "纬度和经度要一起写。")
        return Station(
            fields.code("code"), fields.text("name"), self._level(fields), fields.text("address"), unit, opened,
            fields.text("phone", 64) or None, list(self._services(fields)), lat, lon,
        )  # fmt: skip

    def _once(self, fields: Fields, key: str, seen: set[str]) -> None:
        written = (value for name, value in fields.entry.fields if fields.shape.keys.find(name.text) == key)
        value = next(written, None)
        text = value.text if isinstance(value, Text) else ""
        if text and text in seen:
            self.report.error(fields.place(key), f"编号“{shown(text)}”写了两次，每项要有自己的编号。")
        seen.add(text)

    def _unit(self, fields: Fields, key: str, code: str) -> None:
        if code and code not in self.units:
            hint = self.report.suggest(code, self.units)
            self.report.error(fields.place(key), f"组织架构里没有编码为“{shown(code)}”的单位{hint or '。'}")

    def _questions(self, fields: Fields) -> list[str]:
        value = fields.value("questions")
        if value is None:
            return []
        pieces: list[Raw] = [value]
        if isinstance(value, Items):
            pieces = list(value.items)
        elif isinstance(value, Text):
            pieces = [Text(part.strip(), value.place, fault=value.fault) for part in _BETWEEN.split(value.text)]
        label = fields.label("questions")
        found = [fields.line(piece, label, LONGEST_QUESTION) for piece in pieces if not is_blank(piece)]
        return list(dict.fromkeys(filter(None, found)))

    def _paragraph(self, fields: Fields, key: str) -> str:
        """A text that may have several lines."""
        value = fields.value(key)
        if not isinstance(value, Text):
            return "" if value is None else fields.line(value, fields.label(key))
        lines = [Text(line, value.place, fault=value.fault) for line in _LINES.split(value.text)]
        return "\n".join(fields.line(line, fields.label(key), LONGEST_ANSWER) for line in lines)

    def _services(self, fields: Fields) -> Iterator[str]:
        for text, place in fields.listed("services"):
            if text in self.services:
                yield text
                continue
            hint = self.report.suggest(text, self.services)
            self.report.error(place, f"规则包里没有服务“{shown(text)}”{hint or '，请照规则包 stations.services 写。'}")

    def _level(self, fields: Fields) -> int:
        text = fields.text("level").removesuffix("级")
        found = {"一": "1", "二": "2", "三": "3"}.get(text, text)
        if text and found not in map(str, LEVELS):
            self.report.error(fields.place("level"), f"级别“{shown(text)}”应是 1、2 或 3。")
        return int(found) if found in map(str, LEVELS) else LEVELS[-1]

    def _degrees(self, fields: Fields, key: str, most: int) -> float | None:
        text = fields.text(key)
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            found = most + 1.0
        if not abs(found) <= most:
            self.report.error(fields.place(key), f"{fields.label(key)}“{shown(text)}”不是 -{most} 到 {most} 的度数。")
        return found
