"""How much one telephone, and one address on the net, may send: more is slowed down, far more is turned away.

Nothing here decides about an emergency: that is taken at any pace.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

WINDOW = 60.0  # seconds
# A whole estate may share one address of its mobile operator.
DEVICE, ADDRESS = (8, 40), (120, 600)  # in a window: handled at once, taken at all
STEP, LONGEST = 15, 300  # seconds that each one too many waits longer, at most
_KEPT = 20_000  # senders remembered


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message.

    Attributes:
        crowded: whether there are too many: the same words are one message then.
        wait: how long it waits before it is handled.
        full: whether it is not taken at all.
    """

    crowded: bool = False
    wait: timedelta = timedelta()
    full: bool = False


class Pacing:
    """Counts within one process, in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent: dict[str, deque[float]] = {}
        self._lock = Lock()

    def look(self, device: str, address: str) -> Verdict:
        """Count one more message and say what becomes of it."""
        with self._lock:
            counts = [
                (self._count(f"d:{device}", DEVICE[1]), DEVICE),
                (self._count(f"a:{address}", ADDRESS[1]), ADDRESS),
            ]
        if any(count > most for count, (_, most) in counts):
            return Verdict(crowded=True, full=True)
        over = max(0, *(count - free for count, (free, _) in counts))
        return Verdict(over > 0, timedelta(seconds=min(over * STEP, LONGEST)))

    def _count(self, sender: str, most: int) -> int:
        now = self._clock()
        if len(self._sent) >= _KEPT and sender not in self._sent:
            self._forget(now)
        sent = self._sent.setdefault(sender, deque(maxlen=most + 1))
        while sent and sent[0] <= now - WINDOW:
            sent.popleft()
        sent.append(now)
        return len(sent)

    def _forget(self, now: float) -> None:
        """Those who have been quiet; when all of them are busy, all."""
        self._sent = {name: sent for name, sent in self._sent.items() if sent[-1] > now - WINDOW}
        if len(self._sent) >= _KEPT:
            self._sent.clear()
