"""The year itself: every message at its minute, every round of work at its hour, every tick in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import merge
from itertools import groupby

from sqlalchemy import Connection

from bot import intake
from bot.clocks import VirtualTime
from bot.product import Product
from bot.rehearsal.people import People
from bot.rehearsal.troubles import Told
from bot.worker import Worker, next_moment
from handlers.messages import Inbound, Outcome

# Hour and minute of the rounds of an ordinary day, and of a day off.
_EVENING = (19, 5, "evening")
_ORDINARY = ((8, 40, "work"), (10, 10, "work"), (11, 40, "work"), (15, 10, "work"), (16, 50, "work"), _EVENING)
_OFF = ((8, 40, "work"), (10, 30, "work"), (14, 30, "work"), (17, 0, "work"), _EVENING)
_A_BIT = timedelta(milliseconds=1)
# A project in three times: month, phase.
_PROJECT = "老旧管网改造"
_POLLS = ((3, "实施前"), (7, "实施中"), (10, "完工后"))
_CHAIR = "sqz"


@dataclass
class Lived:
    """What happened.

    Attributes:
        messages: of residents and officials together; presses among them.
        refused: reasons of presses that could not be carried out, with how often.
    """

    messages: int = 0
    presses: int = 0
    refused: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """Something all of them do at one moment."""

    at: datetime
    what: str


# When, what comes first where both are at one moment, and what.
Turn = tuple[datetime, int, "Round | list[Told]"]


class Year:
    """Plays it."""

    def __init__(self, product: Product, clock: VirtualTime, people: People) -> None:
        self._product, self._clock, self._people = product, clock, people
        self._worker = Worker(product)
        self.lived = Lived()

    def play(self, told: Sequence[Told], end: datetime, step: Callable[[datetime], None] = lambda at: None) -> None:
        """From now to the end; `step` is called after each moment."""
        # What is said in the same minute is handled together: each is still its own message.
        spoken = ((at, list(some)) for at, some in groupby(told, key=lambda one: one.at))
        talk: Iterator[Turn] = ((at, 0, some) for at, some in spoken)
        rounds: Iterator[Turn] = ((one.at, 1, one) for one in self._rounds(end))
        for at, _, what in merge(talk, rounds, key=lambda row: row[:2]):
            self._run_to(at)
            self._hear(self._messages(what, at))
            step(at)
        self._run_to(end)

    def _messages(self, what: Round | list[Told], at: datetime) -> list[Inbound]:
        if isinstance(what, Round):
            with self._product.database.read() as conn:
                return self._round(conn, what)
        return [self._people.says(at, one.sender, one.text) for one in what]

    def _rounds(self, end: datetime) -> Iterator[Round]:
        calendar, now = self._product.policy().calendar, self._clock.now()
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        while day < end:
            hours = _ORDINARY if calendar.is_workday(day.date()) else _OFF
            found = [Round(day.replace(hour=hour, minute=minute), what) for hour, minute, what in hours]
            yield from (one for one in found if now < one.at < end)
            day += timedelta(days=1)

    def _round(self, conn: Connection, one: Round) -> list[Inbound]:
        if one.what == "evening":
            return [*self._people.answer(conn, one.at), *self._people.vote(conn, one.at)]
        said = self._people.work(conn, one.at)
        if (one.at.hour, one.at.minute) == (15, 10):
            said += self._people.minute(conn, one.at) + self._poll(one.at)
            said += self._people.visit(conn, one.at) if one.at.weekday() == 2 else []
        return said

    def _poll(self, at: datetime) -> list[Inbound]:
        """Three times a year the panel is asked about one project, on the first afternoon of work after the 9th."""
        phase = next((phase for month, phase in _POLLS if month == at.month), None)
        if phase is None or at.day != 10 or self._product.org().person(_CHAIR) is None:
            return []
        question = "您赞成这样安排吗"
        return [self._people.says(at, _CHAIR, f"评议 {_PROJECT} {phase} {question} 赞成 反对 说不好")]

    def _hear(self, said: list[Inbound]) -> None:
        if not said:
            return
        intake.accept_all(self._product, said)
        self.lived.messages += len(said)
        self.lived.presses += sum(one.press is not None for one in said)
        for _, outcome in self._worker.run_inbox():
            self._count(outcome)
        self._worker.run_outbox()

    def _count(self, outcome: Outcome) -> None:
        if not outcome.ok:
            kind = "".join(char for char in outcome.reason if not char.isdigit())[:24]
            self.lived.refused[kind] = self.lived.refused.get(kind, 0) + 1

    def _run_to(self, moment: datetime) -> None:
        """Every tick and every delivery at its own moment; nothing else can come in meanwhile."""
        while True:
            with self._product.database.read() as conn:
                upcoming = next_moment(self._product, conn)
            if upcoming > moment:
                break
            # What is due now and stays due must not hold the clock.
            now = self._clock.now()
            self._clock.move_to(upcoming if upcoming > now else now + _A_BIT)
            self._worker.run_ticks()
            self._worker.run_outbox()
        self._clock.move_to(moment)
