"""How soon a message may go without exceeding what its platform takes."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from datetime import datetime, timedelta

from bot.channels.base import Limits
from bot.channels.kit import Kit

MINUTE = timedelta(minutes=1)
FULL = timedelta(seconds=10)  # until somebody looks again, when other processes have used a recipient's minute up
_KEPT_BACK = 6  # of a recipient's minute this share is kept for what is urgent


class Pace:
    """Remembers what was sent lately on one channel."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._free_at: datetime | None = None
        self._sent: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def wait(self, recipient: str, now: datetime, *, urgent: bool = False) -> timedelta:
        """How long this message has to wait; when not at all, it counts as sent."""
        longest = max(self._wait_for_all(now), self._wait_for(recipient, now, urgent))
        if longest > timedelta():
            return longest
        if each := self._limits.per_second:
            # A bucket that was idle may send a second's messages at once, then one per interval.
            interval, burst = timedelta(seconds=1 / each), max(1, int(each))
            earliest = now - interval * (burst - 1)
            self._free_at = max(self._free_at or earliest, earliest) + interval
        if self._limits.per_recipient_minute:
            self._sent[recipient].append(now)
        return timedelta()

    def room(self, recipient: str, now: datetime) -> int | None:
        """How many messages that are not urgent this recipient may get now; None is without limit."""
        most = self._most(urgent=False)
        return None if most is None else max(0, most - len(self._lately(recipient, now)))

    def _wait_for_all(self, now: datetime) -> timedelta:
        return self._free_at - now if self._free_at else timedelta()

    def _wait_for(self, recipient: str, now: datetime, urgent: bool) -> timedelta:
        most = self._most(urgent)
        if most is None:
            return timedelta()
        lately = self._lately(recipient, now)
        return timedelta() if len(lately) < most else lately[-most] + MINUTE - now

    def _lately(self, recipient: str, now: datetime) -> deque[datetime]:
        """When this recipient was written to within the last minute, oldest first."""
        lately = self._sent[recipient]
        while lately and lately[0] <= now - MINUTE:
            lately.popleft()
        return lately

    def _most(self, urgent: bool) -> int | None:
        each = self._limits.per_recipient_minute
        return each if each is None or urgent else each - each // _KEPT_BACK


class SharedPace:
    """A recipient's minute, shared by every process that sends on a channel.

    A minute has as many places as the platform takes messages; each message claims one, which is free again a minute
    later. So no process has to know how many others there are, and one that dies holds nothing back for long.
    """

    def __init__(self, kit: Kit, per_minute: int) -> None:
        self._kit = kit
        self._places = per_minute
        # Our own are told from memory; nothing is asked of the database while we know that they are used up.
        self._own = Pace(Limits(per_recipient_minute=per_minute))

    async def wait(self, recipient: str) -> timedelta:
        """How long this message has to wait; when not at all, it counts as sent."""
        if wait := self._own.wait(recipient, self._kit.now(), urgent=True):
            return wait
        # Anywhere: two processes that both began at the first place would meet at every one.
        first = random.randrange(self._places)  # noqa: S311 - protects nothing
        for place in range(self._places):
            number = (first + place) % self._places
            if await self._kit.claim(f"minute:{number}:{recipient}"[:191], MINUTE):
                return timedelta()
        return FULL
