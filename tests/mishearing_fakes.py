"""A second mind that is always asked and always mishears."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nlu.engines.embedded import EmbeddedEngine
from nlu.judging import Judgement, Tally
from nlu.model import load_or_train


class Mishears:
    """Hears the same in everything, and hardly ever an appeal.

    Args:
        appeal, intents, emergency: what it says, as in `Judgement`.
    """

    name = "mishears"

    def __init__(self, appeal: float, intents: Mapping[str, float], emergency: float | None = None) -> None:
        self.tally = Tally()
        self._said = (appeal, intents, emergency)

    def wanted(self, seen: Judgement) -> bool:
        """Always."""
        return True

    def judge(self, text: str, seen: Judgement) -> Judgement:
        """The same of everything; which category it would be is left as it was."""
        appeal, intents, emergency = self._said
        return Judgement(appeal, seen.categories, intents, emergency)


def engine_with(mind: Mishears, folder: Path) -> EmbeddedEngine:
    """The engine, trained in this folder, with such a mind beside it."""
    return EmbeddedEngine(load_or_train(folder), (mind,), mind.name)
