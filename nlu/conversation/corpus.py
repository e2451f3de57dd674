"""Conversations to learn from, in the plain form in which they are written; see nlu/data/groups/README.md."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from nlu.taxonomy import CATEGORIES

SPARED = 12  # one conversation in so many
# Folders kept from it whole: what it says of these writers is what it will say of strangers.
ASIDE = frozenset({"yechang26", "yechang27", "yiri58", "yiri59", "fenkai9", "kaitou2", "xianhua7", "leibie6"})
# Nor has it heard these, which came last; to learn it from them, take them out of here.
LATER = frozenset({"yiri74", "yiri76", "yechang38", "yechang39", "kaitou7"})
FOLDER = Path(__file__).parents[1] / "data" / "groups"

_MIDNIGHT = "T00:00:00+08:00"
_LINE = re.compile(r"(\d\d):(\d\d) (.{1,60}?)(?: \^(\d{1,3}))?[：:](.*?)\s*(?:\{([^{}]*)\})?\s*\Z")
_PICTURE, _VOICE = "[图]", "[语音]"
_BETWEEN = timedelta(seconds=8)  # of messages that bear the same minute
_BACK, _DAY = timedelta(minutes=10), timedelta(days=1)  # a clock that goes back further tells of the next day
_URGENCIES = {"normal", "urgent", "emergency"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A trouble of a conversation; any of its categories and urgencies is right."""

    key: str
    categories: tuple[str, ...]
    urgencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One message with its label.

    Attributes:
        quotes: place of the message it answers.
        belongs: keys of the troubles it belongs to; `joins` of those it brings one more household to.
        alone: it tells the trouble so that it can be understood standing alone.
        neutral: it may belong or not; `near` is the trouble it is said about, if that is known.
    """

    at: datetime
    sender: str
    text: str
    picture: bool
    voice: bool
    quotes: int | None
    belongs: tuple[str, ...]
    joins: tuple[str, ...]
    alone: bool
    neutral: bool
    near: str | None


@dataclass(slots=True)
class Conversation:
    """One group's talk with its labels."""

    path: Path
    troubles: dict[str, Trouble] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def conversations(folder: Path = FOLDER) -> list[Conversation]:
    """Every conversation below a folder, in a stable order.

    Raises:
        ValueError: one is out of form; the message names file and line.
    """
    return [read(path) for path in sorted(folder.rglob("*.txt"))]


def spared(conversation: Conversation) -> bool:
    """Whether the ear does not learn from it, so that others can learn how far to trust the ear; always the same."""
    folder, name = conversation.path.parent.name, conversation.path.name
    return folder in ASIDE | LATER or zlib.crc32(f"{folder}/{name}".encode()) % SPARED == 0


def read(path: Path) -> Conversation:
    """One conversation.

    Raises:
        ValueError: it is out of form; the message names file and line.
    """
    found, day = Conversation(path), None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        try:
            if line.startswith("#"):
                day = datetime.fromisoformat(line.lstrip("# ").split("|")[-1].strip() + _MIDNIGHT)
            elif line.startswith("="):
                trouble = _trouble(line)
                found.troubles[trouble.key] = trouble
            elif line:
                found.lines.append(_line(line, day, found))
        except ValueError as error:
            raise ValueError(f"{path.parent.name}/{path.name}:{number}: {error}") from error
    return found


def _trouble(line: str) -> Trouble:
    parts = [part.strip() for part in line[1:].split("|")]
    if len(parts) != 3:
        raise ValueError("a trouble is written `= key | categories | urgencies`")
    key, categories, urgencies = parts[0], *(tuple(map(str.strip, part.split(","))) for part in parts[1:])
    if unknown := [one for one in categories if one not in CATEGORIES] + [u for u in urgencies if u not in _URGENCIES]:
        raise ValueError(f"unknown label {unknown[0]!r}")
    return Trouble(key, categories, urgencies)


def _line(line: str, day: datetime | None, before: Conversation) -> Line:
    found = _LINE.match(line)
    if found is None or day is None:
        raise ValueError("a message is written `HH:MM sender：text {label}` below a date")
    hour, minute, sender, back, text, label = found.groups()
    at = _after(day + timedelta(hours=int(hour), minutes=int(minute)), before)
    words = text.strip()
    spoken = words.startswith(_VOICE)
    plain = words.removeprefix(_VOICE).replace(_PICTURE, "").strip()
    quotes = len(before.lines) - int(back) if back else None
    labels = list(_labels(label or "", before))
    neutral = [key for key, marks in labels if "~" in marks]
    return Line(
        at, sender.strip(), plain, _PICTURE in words, spoken, quotes if quotes is not None and quotes >= 0 else None,
        tuple(key for key, marks in labels if "~" not in marks), tuple(key for key, marks in labels if "+" in marks),
        any("!" in marks for _, marks in labels), bool(neutral), next((key for key in neutral if key), None),
    )  # fmt: skip


def _after(clock: datetime, before: Conversation) -> datetime:
    """When a message was said whose clock shows this."""
    if not before.lines:
        return clock
    last = before.lines[-1].at
    while clock < last - _BACK:
        clock += _DAY
    return clock if clock > last else last + _BETWEEN


def _labels(label: str, before: Conversation) -> Iterator[tuple[str, str]]:
    for one in filter(None, map(str.strip, label.split(","))):
        key = one.strip("~!+-")
        if key not in before.troubles and not (one.startswith("~") and not key):
            raise ValueError(f"no trouble is called {key!r} here")
        yield key, one.replace(key, "") if key else "~"
