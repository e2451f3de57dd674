"""What every channel is: something that sends, within its limits, and says how it failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from handlers.messages import Outbound


class DeliveryError(Exception):
    """A message could not be delivered.

    TemporaryError   the platform or the way to it failed: try again later
    RefusedError     the platform will never take this message: give up, visibly
    """


class TemporaryError(DeliveryError):
    """Try again; `retry_after` are the seconds the platform asked for, if it did."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class RefusedError(DeliveryError):
    """Trying again would not help."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a platform takes: messages a second in all, and a minute per recipient; None is without limit."""

    per_second: float | None = None
    per_recipient_minute: int | None = None


class Channel(Protocol):
    """A way to people."""

    name: str
    limits: Limits

    async def send(self, message: Outbound) -> None:
        """Deliver one message; returns when the platform has taken it, raises `DeliveryError` otherwise."""
