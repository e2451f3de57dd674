"""A process that dies while it writes something down."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.channels.kit import Kit, Note
from handlers.messages import Inbound


class Dying:
    """Dies when it is about to write the first note whose name begins so; nothing is written from then on.

    Attributes:
        kit: what a platform gets in this process.
    """

    def __init__(self, kit: Kit, name: str) -> None:
        self._memory, self._take = kit.memory, kit.take
        self._name = name
        self.happened = False
        self._spared = 0
        self.get = kit.memory.get
        self.kit = replace(kit, memory=self, take=self.take)

    def after(self, count: int) -> None:
        """So many of them are written before."""
        self._spared = count

    def take(self, messages: Sequence[Inbound], /, *notes: Note) -> Future[int]:
        self._write(*(note.name for note in notes))
        return self._take(messages, *notes)

    def put(self, *notes: Note) -> Future[None]:
        self._write(*(note.name for note in notes))
        return self._memory.put(*notes)

    def claim(self, name: str, until: datetime, value: Any = True) -> Future[bool]:
        self._write(name)
        return self._memory.claim(name, until, value)

    def forget(self, name: str) -> Future[None]:
        self._write(name)
        return self._memory.forget(name)

    def _write(self, *names: str) -> None:
        if any(name.startswith(self._name) for name in names):
            self.happened = self.happened or self._spared == 0
            self._spared -= 1
        if self.happened:
            raise RuntimeError("power cut")
