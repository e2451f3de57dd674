"""What an import keeps of a record while it waits, as JSON and back; and the one name of every message in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nlu.chatrecords.record import Line, Record

# The channel of what was said in a record: nobody can write to anybody there.
CHANNEL = "import"
_LONGEST_NAME = 60
_AT = "@"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record comes from.

    Attributes:
        name: a file's name, 粘贴, 私聊转发.
        unit: the estate or community of the group; None while nobody has said.
        channel, chat: the group on a channel of ours, if it is one.
    """

    name: str
    unit: str | None = None
    channel: str | None = None
    chat: str | None = None

    @property
    def place(self) -> tuple[str, str] | None:
        """The group on a channel of ours."""
        return (self.channel, self.chat) if self.channel and self.chat else None


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a record."""

    at: datetime
    sender: str
    text: str
    picture: bool
    voice: bool
    answers: int | None

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Said:
        """Back from the row."""
        return cls(
            datetime.fromisoformat(data["at"]), data["sender"], data["text"], data["picture"], data["voice"],
            data["answers"],
        )  # fmt: skip


def as_json(record: Record) -> dict[str, Any]:
    """What is kept: the words, and how much was read."""
    lines = [
        {
            "at": line.at.isoformat(), "sender": line.sender, "text": line.text, "picture": line.picture,
            "voice": line.voice, "answers": answered, "number": line.number,
        }
        for line, answered in zip(record.lines, record.answers, strict=True)
    ]  # fmt: skip
    counts = {"read": record.read, "used": len(record.lines), "skipped": dict(record.skipped), "form": record.form}
    return {"lines": lines, "counts": counts, "amiss": record.amiss[:100], "amiss_count": len(record.amiss)}


def lines_of(data: dict[str, Any]) -> tuple[list[Line], list[int | None]]:
    """The messages of a row, and what each answers."""
    said = [Said.of_json(one) for one in data["lines"]]
    numbers: Sequence[int] = [one["number"] for one in data["lines"]]
    lines = [
        Line(number, one.at, one.sender, one.text, one.picture, one.voice)
        for number, one in zip(numbers, said, strict=True)
    ]
    return lines, [one.answers for one in said]


def account(unit: str | None, sender: str) -> str:
    """What somebody who is known by a nickname only is called: another 甜甜妈 lives in every estate."""
    return f"{sender[:_LONGEST_NAME]}{_AT}{unit or ''}"


def name_of(code: str) -> str:
    """The nickname in such an account."""
    return code.rpartition(_AT)[0] or code


def keys(unit: str | None, lines: Sequence[Line]) -> list[str]:
    """For each message the id under which it is stored: the same in every import of the same talk.

    One copy may tell seconds, another not; who says the same again within a minute is counted.
    """
    found: list[str] = []
    times: dict[str, int] = {}
    for line in lines:
        words = "".join(line.text.split()) + ("[图片]" if line.picture else "")
        told = f"{unit or ''}\n{line.at:%Y-%m-%dT%H:%M}\n{line.sender}\n{words}"
        times[told] = times.get(told, 0) + 1
        digest = hashlib.sha256(f"{told}\n{times[told]}".encode("utf-8", "replace")).hexdigest()
        found.append(f"record:{digest[:40]}")
    return found
