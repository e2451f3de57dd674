"""The transcripts of a folder with their labels; bench/group/README.md describes the form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot import jsonl

FOLDER = Path(__file__).parents[3] / "bench" / "group"
# The parts of the yardstick: the number of the last transcript of each, and what people call it.
PARTS = {
    "dev": (12, "长记录，开发集（01–12）"), "held_out": (24, "长记录，留出集（13–24）"),
    "days": (44, "平常的一天，开发集（25–44）"), "days_held_out": (64, "平常的一天，留出集（45–64）"),
    "short_days": (99, "短而平常的一天，开发集（65–88）"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gold:
    """A ticket a sensible chief would open; any of its categories and urgencies is right."""

    key: str
    categories: frozenset[str]
    urgencies: frozenset[str]
    messages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Transcript:
    """One group's talk.

    Attributes:
        path: the messages; `org` is the org file that knows the chat.
        said: the messages in order, as they stand in the file.
        joins: with which message a further household joins which ticket.
    """

    path: Path
    org: Path
    chat: str
    said: tuple[Mapping[str, Any], ...]
    gold: tuple[Gold, ...]
    neutral: frozenset[str]
    joins: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """As its folder is called in what somebody hands in."""
        return self.path.stem

    @property
    def part(self) -> str:
        """The part it belongs to; nobody may read what is held out to improve a listener."""
        return next(part for part, (last, _) in PARTS.items() if int(self.name[:2]) <= last)

    @property
    def chatter(self) -> frozenset[str]:
        """The messages that belong nowhere."""
        held = self.neutral.union(*(ticket.messages for ticket in self.gold))
        return frozenset(row["id"] for row in self.said) - held


def read(folder: Path) -> list[Transcript]:
    """All transcripts of a folder, by number.

    Raises:
        ValueError: there are none, or one cannot be read; the message names the file.
    """
    paths = sorted(folder.glob("[0-9][0-9]-*.jsonl"))
    if not paths:
        raise ValueError(f"{folder}：这里没有群聊记录（NN-名字.jsonl），请用 --transcripts 指明目录。")
    orgs = _orgs(folder)
    return [_transcript(path, orgs) for path in paths]


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line; `ValueError` names file and line."""
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            found += [jsonl.decode(line)] if line.strip() else []
        except ValueError as error:
            raise ValueError(f"{path.parent.name}/{path.name}:{number}：{error}") from error
    return found


def _orgs(folder: Path) -> dict[str, Path]:
    """By chat, the org file it stands in."""
    read_in: dict[str, Path] = {}
    for path in sorted(folder.glob("org*.yml")):
        chats: Iterable[Mapping[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8")).get("chats", [])
        read_in |= {str(chat["id"]): path for chat in chats}
    return read_in


def _transcript(path: Path, orgs: Mapping[str, Path]) -> Transcript:
    said = rows(path)
    try:
        labels = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
        chat = said[0]["chat"]
        return Transcript(
            path, orgs[chat], chat, tuple(said), tuple(_gold(ticket) for ticket in labels["tickets"]),
            frozenset(labels["neutral"]), tuple((join["message"], join["ticket"]) for join in labels["joins"]),
        )  # fmt: skip
    except (KeyError, IndexError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path.name}：消息、标注或组织文件不全（{error}）。") from error


def _gold(ticket: Mapping[str, Any]) -> Gold:
    named = ticket["category"]
    categories = frozenset([named] if isinstance(named, str) else named)
    return Gold(ticket["key"], categories, frozenset(ticket["urgency"]), frozenset(ticket["messages"]))
