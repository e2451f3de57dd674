"""The player: every event at its moment, every deadline in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import intake
from bot.clocks import VirtualTime
from bot.product import Product
from bot.replay.events import CHANNEL, Recorded
from bot.worker import Worker, next_moment, run_through
from handlers.messages import Inbound


@dataclass
class Played:
    """What happened.

    Attributes:
        unusable: a sentence for every event that could not be accepted, with file and line.
        refused: inbox id → why a press could not be carried out.
    """

    events: int = 0
    duplicates: int = 0
    unusable: list[str] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


class Player:
    """Plays events on a virtual clock, as fast as it can."""

    def __init__(self, product: Product, clock: VirtualTime) -> None:
        self._product = product
        self._clock = clock
        self._worker = Worker(product)
        self._upcoming: datetime | None = None
        self.played = Played()

    def play(self, events: Sequence[Recorded], step: Callable[[], None] = lambda: None) -> None:
        """Play events in order; `step` is called after each."""
        for event in events:
            self._run_to(event.message.at)
            self._one(event)
            step()

    def run_until(self, moment: datetime) -> None:
        """Let the clock run on without events."""
        run_through(self._worker, self._clock, moment)
        self._handle()

    def _run_to(self, moment: datetime) -> None:
        if self._upcoming is None or self._upcoming <= moment:
            run_through(self._worker, self._clock, moment)
        self._clock.move_to(moment)

    def _one(self, event: Recorded) -> None:
        self.played.events += 1
        try:
            new = intake.accept(self._product, self._known(event.message))
        except ValueError as error:
            self.played.unusable.append(f"{event.where}: {error}")
            return
        if not new:
            self.played.duplicates += 1
            return
        self._handle()
        with self._product.database.read() as conn:
            self._upcoming = next_moment(self._product, conn)

    def _handle(self) -> None:
        for row, outcome in self._worker.run_inbox():
            if not outcome.ok:
                self.played.refused[row.id] = outcome.reason
        self._worker.run_outbox()

    def _known(self, message: Inbound) -> Inbound:
        """The message from the account somebody is reached under, when its sender is the code of a person."""
        org = self._product.org()
        person = org.person_of(CHANNEL, message.sender)
        reached = org.reach(person) if person else None
        return replace(message, sender=reached.account) if reached and reached.channel == CHANNEL else message
