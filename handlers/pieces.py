"""Words that come in pieces: "灯", "不亮了". What belongs to nothing yet, and how it is joined with what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nlu.intents import fixed_intent
from nlu.understanding import Intent, Understanding
from storage.inbox import InboxRow

# What became of words that may be a piece of something: nothing yet. The reason of their outcome says so.
NOTHING_TO_ADD_TO = "补充，但没有可以补充的事"
HOME_TOLD = "记住了住址"
ASKED_WHAT = "只说了什么东西，问怎么了"
WELL_AGAIN = "已恢复，没有在办工单"
NO_APPEAL = "，不是诉求"
_LOOSE = frozenset({NOTHING_TO_ADD_TO, HOME_TOLD, ASKED_WHAT, WELL_AGAIN})
_GOES_ON = frozenset({Intent.APPEAL, Intent.CHATTER, Intent.FOLLOW_UP, Intent.ME_TOO, Intent.RESTORED})
_LONGEST, _MOST = 60, 6  # characters of a piece; pieces


@dataclass(frozen=True, slots=True)
class Pieces:
    """What somebody said in the minutes before, oldest first, and how it is understood with what he says now."""

    rows: tuple[InboxRow, ...]
    said: Understanding

    @property
    def words(self) -> list[str]:
        """What was said before."""
        return [words(row) for row in self.rows]


def words(row: InboxRow) -> str:
    """What a message says."""
    return str(row.payload.get("text") or "").strip()


def goes_on(said: Understanding) -> bool:
    """Whether a message may be one of several pieces."""
    fixed = fixed_intent(said.text.strip().lower())
    return 0 < len(said.text.strip()) <= _LONGEST and said.intent in _GOES_ON and fixed is not Intent.CHATTER


def loose(rows: Iterable[InboxRow]) -> tuple[InboxRow, ...]:
    """Those messages that belong to nothing yet."""
    return tuple(row for row in rows if row.ticket_id is None and row.state == "done" and _is_loose(row))[-_MOST:]


def _is_loose(row: InboxRow) -> bool:
    if row.payload.get("press") or row.payload.get("button") or not 0 < len(words(row)) <= _LONGEST:
        return False
    reason = row.reason or ""
    return (reason in _LOOSE or reason.endswith(NO_APPEAL)) and fixed_intent(words(row).lower()) is not Intent.CHATTER


def tells(row: InboxRow) -> bool:
    """Whether it names a thing, a place or goes on with something, and is not mere talk."""
    return row.reason in _LOOSE


def joined(parts: Iterable[str]) -> tuple[str, str]:
    """The pieces as one sentence, written without and with gaps: what was torn apart, and what never was one."""
    told = [*parts]
    close = told[0]
    for part in told[1:]:
        # "5" and "3号楼" are no fifty-three.
        close += f" {part}" if close[-1].isascii() and part[0].isascii() else part
    return close, " ".join(told)
