"""What is measured on a stage: chatter, appeals, and tickets from the first word to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count

from bot.bench.control import Statement, rows_of
from bot.bench.measure import Comparison, interleave
from bot.bench.town import ESTATES, SpoiltError, Stage
from bot.worker import run_through

APPEAL = "3号楼2单元暖气不热，家里有老人"
RESOLUTION = "放了气，换了阀门，室温21度"
# The survey comes three days after 办结, in daytime.
UNTIL_SURVEY = timedelta(days=3, hours=1)

Play = Callable[[Stage], int]


@dataclass(frozen=True, slots=True)
class Mode:
    """Whether each message is handled and delivered before the next one comes, or they come all at once."""

    name: str
    at_once: bool


ALONE, TOGETHER = Mode("逐条", at_once=False), Mode("成批", at_once=True)


def chatter(texts: Sequence[str], mode: Mode) -> Play:
    """Neighbours talk in their groups; one operation is one message."""
    numbers = count()

    def play(stage: Stage) -> int:
        said = [(next(numbers), text) for text in texts]
        _step(stage, mode, (partial(stage.accept, f"n{n % 1000}", text, group=_group(n)) for n, text in said))
        return len(texts)

    return play


def appeals(sweeps: int, mode: Mode) -> Play:
    """Residents report, one in each group in every sweep; one operation is one message, which opens a ticket."""
    numbers = count()

    def play(stage: Stage) -> int:
        for _ in range(sweeps):
            # By then a group has forgotten its last trouble, and this one is not taken for the same.
            stage.at_nine(days=2)
            said = [next(numbers) for _ in range(ESTATES)]
            _step(stage, mode, (partial(stage.accept, f"r{n}", APPEAL, group=_group(n)) for n in said))
        return sweeps * ESTATES

    return play


def lifecycles(tickets: int, mode: Mode) -> Play:
    """Group appeal, dispatch, 接单, 办结, survey, five points, closed; one operation is one ticket's life.

    Args:
        tickets: how many live beside each other, each in its own estate: at most `ESTATES`.
    """
    numbers = count()

    def play(stage: Stage) -> int:
        stage.at_nine(days=2)
        residents = [f"r{next(numbers)}" for _ in range(tickets)]
        _step(stage, mode, (partial(stage.accept, r, APPEAL, group=_group(e)) for e, r in enumerate(residents)))
        stage.later(minutes=10)
        _step(stage, mode, (partial(stage.accept, f"court{e}", press="accept") for e in range(tickets)))
        stage.later(hours=2)
        _step(stage, mode, (partial(stage.accept, f"court{e}", RESOLUTION, press="resolve") for e in range(tickets)))
        run_through(stage.worker, stage.clock, stage.clock.now() + UNTIL_SURVEY)
        _step(stage, mode, (partial(stage.accept, r, press="rate:5") for r in residents))
        if stage.open_tickets():
            raise SpoiltError("测速无效：有工单没有走到归档。")
        return tickets

    return play


def compare(name: str, unit: str, stage: Stage, play: Play, rounds: int) -> Comparison:
    """Play on the product, and write the same with bare SQLite, in turn.

    The first round is not counted: caches fill and statements are prepared.

    Raises:
        SpoiltError: the two did not do the same work, or not all of it.
    """
    played: list[list[Statement]] = []

    def product() -> int:
        operations = play(stage)
        played[:] = stage.recorder.take()
        return operations

    found = Comparison(name, unit, "裸 sqlite3 写同样的行")
    operations = product()
    stage.control.replay(played)

    def control() -> int:
        stage.control.replay(played)
        return operations

    interleave(found, rounds, product, control)
    stage.check()
    found.facts = {
        "transactions": round(len(played) / operations, 2),
        "statements": round(sum(map(len, played)) / operations, 2),
        "rows": round(sum(map(rows_of, played)) / operations, 2),
    }
    return found


def _step(stage: Stage, mode: Mode, messages: Iterable[Callable[[], None]]) -> None:
    for accept in messages:
        accept()
        if not mode.at_once:
            stage.work()
    stage.work()


def _group(number: int) -> str:
    return f"g{number % ESTATES}"
