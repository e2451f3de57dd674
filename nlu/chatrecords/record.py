"""What is read from a chat record, before anybody understands it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")  # in what zone records without one are written
MOST_LINES = 5000  # messages of one record
MOST_CHARACTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One message.

    Attributes:
        number: line of the record it stands in, from 1.
        text: its words; empty for a picture alone.
        voice: spoken, and taken down by the platform.
        quoted: who said what it answers, and (the beginning of) that; `reply_to` the id of the same in exports.
        id: of the platform, where the export tells it.
    """

    number: int
    at: datetime
    sender: str
    text: str
    picture: bool = False
    voice: bool = False
    quoted: tuple[str, str] | None = None
    reply_to: str | None = None
    id: str | None = None
    chat: str | None = None


@dataclass(slots=True)
class Record:
    """What was read.

    Attributes:
        form: the name of the form it was recognised by; empty when by none.
        lines: the messages, in the order of time, none of them twice.
        group: the name of the group, where the record tells it.
        read: messages found, those that were skipped included.
        skipped: reason → how many.
        amiss: what could not be read: line number and sentence, in Chinese.
        problem: why nothing can be done with it, in one sentence; empty when something can.
        answers: for every line the place in `lines` of the message it answers.
    """

    form: str = ""
    lines: list[Line] = field(default_factory=list)
    group: str | None = None
    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    amiss: list[tuple[int, str]] = field(default_factory=list)
    problem: str = ""
    answers: Sequence[int | None] = ()

    def skip(self, reason: str) -> None:
        """One message is passed over."""
        self.read += 1
        self.skipped[reason] += 1

    def counts(self) -> str:
        """How much was read and skipped, in words."""
        told = [f"读到 {self.read} 条，用上 {len(self.lines)} 条"]
        told += [f"{reason} {count} 条" for reason, count in sorted(self.skipped.items(), key=lambda one: -one[1])]
        return "，".join(told)


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it stands in a record, its moment perhaps not known yet.

    Attributes:
        day, clock: date (year, month, day; year 0 where none is written) and seconds of the day, as far as written.
        relative: days before the day on which it was copied, for 今天, 昨天 and 前天.
    """

    number: int
    sender: str
    text: str
    day: tuple[int, int, int] | None = None
    clock: int | None = None
    relative: int | None = None
    at: datetime | None = None
    picture: bool = False
    voice: bool = False
    reply_to: str | None = None
    id: str | None = None
    chat: str | None = None
    system: bool = False
    left_out: str = ""
