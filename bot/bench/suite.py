"""What `minhu bench` measures, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.bench import classify, following, hooks, plays, routes
from bot.bench.measure import Comparison
from bot.bench.plays import ALONE, TOGETHER, Mode, Play
from bot.bench.town import ESTATES, stage
from nlu.engines.embedded import EmbeddedEngine
from nlu.model import Model
from nlu.understanding import Engine, Intent

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much one round does, and how many rounds count."""

    rounds: int = 5
    single: int = 300
    batch: int = 1000
    chatter: int = 300
    sweeps: int = 2
    tickets: int = ESTATES


QUICK = Size(rounds=1, single=20, batch=50, chatter=20, sweeps=1, tickets=5)


def understanding(model: Model, size: Size, tell: Tell) -> Iterator[Comparison]:
    """Messages understood, without anything stored."""
    texts = classify.sample(size.batch)
    tell("理解：逐条")
    yield classify.single(model, texts[:: max(1, size.batch // size.single)], size.rounds)
    tell("理解：成批")
    yield classify.batch(model, texts, size.rounds)


def stored(engine: Engine, size: Size, tell: Tell) -> Iterator[Comparison]:
    """Messages and tickets on their whole way, as durable as in service, and once without waiting for the disk."""
    talk = _chatter(engine, size.chatter)
    for mode in (ALONE, TOGETHER):
        yield _played(f"闲聊，{mode.name}", "一条消息", engine, plays.chatter(talk, mode), size, tell)
    for mode in (ALONE, TOGETHER):
        yield _played(f"诉求，{mode.name}", "一条消息", engine, plays.appeals(size.sweeps, mode), size, tell)
    for mode in (ALONE, TOGETHER):
        yield _played(f"工单一生，{mode.name}", "一张工单", engine, _lives(size, mode), size, tell)
    name = f"工单一生，{ALONE.name}，不等落盘"
    yield _played(name, "一张工单", engine, _lives(size, ALONE), size, tell, durable=False)


def called(engine: Engine, size: Size, tell: Tell) -> Iterator[Comparison]:
    """Calls of a platform, sealed, until they are committed."""
    tell("回调")
    yield hooks.accepted(engine, classify.sample(size.batch), size.rounds)


def decided(size: Size, tell: Tell) -> Iterator[Comparison]:
    """Which rule of a large pack takes an order."""
    tell("派单决定")
    yield routes.decided(size.batch, size.rounds)


def followed(engine: Engine, size: Size, tell: Tell) -> Iterator[Comparison]:
    """Where a message of a lively group belongs."""
    tell("群里归类")
    yield following.followed(engine, size.chatter, size.rounds)


def everything(model: Model, size: Size, tell: Tell) -> list[Comparison]:
    """All of it."""
    engine = EmbeddedEngine(model)
    measured = [*understanding(model, size, tell), *decided(size, tell)]
    measured += followed(engine, size, tell)
    return [*measured, *stored(engine, size, tell), *called(engine, size, tell)]


def _lives(size: Size, mode: Mode) -> Play:
    return plays.lifecycles(size.tickets, mode)


def _played(
    name: str, unit: str, engine: Engine, play: Play, size: Size, tell: Tell, *, durable: bool = True
) -> Comparison:
    tell(name)
    with stage(engine, durable=durable) as made:
        return plays.compare(name, unit, made, play, size.rounds)


def _chatter(engine: Engine, messages: int) -> Sequence[str]:
    """Messages of the corpus that the engine takes for talk."""
    texts = classify.sample(messages * 8)
    return [text for text in texts if engine.understand(text).intent is Intent.CHATTER][:messages]
