"""Messages that may still be answered under their own number, over the connection they came by."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.wecom_aibot.client import Line

FRESH = timedelta(minutes=5)  # the platform would take an answer for a day; later on it is news, and shown as such
_MOST = 10  # messages of one chat
_MANY = 1000  # chats after which those are dropped that wait for nothing


@dataclass(frozen=True, slots=True)
class _Turn:
    line: Line
    number: str
    until: datetime


class Turns:
    """Who waits for an answer."""

    def __init__(self) -> None:
        self._of: dict[str, deque[_Turn]] = {}

    def add(self, account: str, line: Line, number: str, now: datetime) -> None:
        """Somebody (or a group) wrote."""
        if len(self._of) > _MANY:
            self._of = {name: turns for name, turns in self._of.items() if turns and turns[-1].until > now}
        self._of.setdefault(account, deque(maxlen=_MOST)).append(_Turn(line, number, now + FRESH))

    def take(self, account: str, line: Line, now: datetime) -> str:
        """The number of the oldest message to answer; empty when there is none."""
        turns = self._of.get(account, deque())
        while turns:
            turn = turns.popleft()
            # The platform knows a number only on the connection it came by.
            if turn.line is line and turn.until > now:
                return turn.number
        return ""
