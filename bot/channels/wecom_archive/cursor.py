"""How far the archive was read, kept in the transaction of the messages, and what was left out on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from bot.channels.kit import Kit, Note
from bot.channels.wecom_archive.rows import Row
from storage.types import CHINA

WINDOW = timedelta(days=5)  # so long the platform keeps a row (document/path/91774)
ASIDE, CHATS = 20, 50  # rows that could not be read and groups nobody bound, of which the newest are kept by number
_CURSOR, _LOST = "cursor", "lost"
_TOLD = timedelta(days=30)


@dataclass(slots=True)
class Progress:
    """How far it came.

    Attributes:
        seq: number of the last row that is dealt with.
        high: the highest it ever was: a row that is read anew is not counted again.
        upto: everything said before this moment is dealt with; None before the first time.
        counts: rows by what became of them; nothing of their content.
        aside: number and trouble of rows that could not be read.
        lacking: first row that needs a private key of a version nobody gave, by the version.
        unbound: how much was said in groups that are not in the org file, by their id.
    """

    seq: int = 0
    high: int = 0
    upto: datetime | None = None
    counts: dict[str, int] = field(default_factory=dict)
    aside: list[tuple[int, str]] = field(default_factory=list)
    lacking: dict[int, int] = field(default_factory=dict)
    unbound: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of_json(cls, data: dict[str, Any] | None) -> Self:
        """Back from a note; the beginning without one."""
        if data is None:
            return cls()
        return cls(
            data["seq"], data["high"], datetime.fromisoformat(data["upto"]) if data["upto"] else None, data["counts"],
            [(seq, why) for seq, why in data["aside"]], {int(k): seq for k, seq in data["lacking"].items()},
            data["unbound"],
        )  # fmt: skip

    def as_note(self) -> Note:
        """As it is kept."""
        return Note(
            _CURSOR,
            {
                "seq": self.seq, "high": self.high, "upto": self.upto.isoformat() if self.upto else None,
                "counts": self.counts, "aside": self.aside, "lacking": self.lacking, "unbound": self.unbound,
            },
        )  # fmt: skip

    def count(self, row: Row, what: str, chat: str = "") -> None:
        """One more row of which this became; in an unbound group, if it is named."""
        if row.seq and row.seq <= self.high:
            return
        self.counts[what] = self.counts.get(what, 0) + 1
        if chat and (chat in self.unbound or len(self.unbound) < CHATS):
            self.unbound[chat] = self.unbound.get(chat, 0) + 1

    def put_aside(self, row: Row, why: str) -> None:
        """A row that cannot be read: its number and what is wrong with it, nothing else."""
        if row.lacks:
            self.lacking.setdefault(row.lacks, row.seq)
        elif row.seq == 0 or row.seq > self.high:
            self.aside = [*self.aside, (row.seq, why)][-ASIDE:]
        self.count(row, "unreadable")

    def passed(self, row: Row) -> None:
        """This row is dealt with."""
        self.seq = max(self.seq, row.seq)
        self.high = max(self.high, row.seq)

    def begin_anew_for(self, holds: Callable[[int], bool]) -> None:
        """Go back to the first row for which a key has come since; what was read after it is known by its ids."""
        found = {version: seq for version, seq in self.lacking.items() if holds(version)}
        if found:
            self.seq = min(self.seq, *(seq - 1 for seq in found.values()))
            self.lacking = {version: seq for version, seq in self.lacking.items() if version not in found}


async def load(kit: Kit) -> Progress:
    """How far it came when it was last stored."""
    return Progress.of_json(await kit.get(_CURSOR))


async def note_loss(kit: Kit, progress: Progress, now: datetime) -> str:
    """Remember what was said too long ago to be fetched any more; the sentence, or nothing."""
    if progress.upto is None or now - progress.upto <= WINDOW:
        return ""
    lost = {"since": progress.upto.isoformat(), "until": (now - WINDOW).isoformat()}
    await kit.put(_LOST, lost, _TOLD)
    return _told(lost)


async def loss(kit: Kit) -> str:
    """The sentence about what was lost in the last month; empty when nothing was."""
    lost = await kit.get(_LOST)
    return _told(lost) if lost else ""


def _told(lost: dict[str, str]) -> str:
    since, until = (
        f"{datetime.fromisoformat(lost[name]).astimezone(CHINA):%m-%d %H:%M}" for name in ("since", "until")
    )
    return f"停得太久，{since} 到 {until} 之间群里说的话平台已经不保留，取不回来了"
