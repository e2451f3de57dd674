"""What the stories about learning look at besides the town itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.messages import Outcome
from handlers.workflow import ALLOWED
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Issue, Kind, Understanding, Urgency
from storage import doubts, lessons
from storage.checks import check
from storage.doubts import Doubt
from storage.inbox import InboxRow
from storage.lessons import STATES, Lesson
from tests.fakes import FakeEngine, Town

ALLOWED_NAMES = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}


class DoubtingEngine(FakeEngine):
    """As the fake one, but cannot say what 铁蛤蟆 is about: perhaps rubbish."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """Unsure of everything with the word in it that says nothing else."""
        said = super().understand(text, estates, bounds)
        if "铁蛤蟆" not in text or said.appeal:
            return said
        guess = Issue("sanitation", Kind.COMPLAINT, Urgency.NORMAL, 0.6, (0, len(text)))
        return replace(said, intent=Intent.CHATTER, appeal_score=0.4, topic=guess, unsure=True)


def doubting(town: Town) -> Town:
    """The town with that engine."""
    town.product.engine = DoubtingEngine()
    return town


def at_desk(town: Town, press: str, words: str = "", who: str = "zx", **more: Any) -> Outcome:
    """A dispatcher does something at the desk."""
    outcome = town.says(who, words, channel="desk", press=press, **more)
    assert outcome is not None
    return outcome


def lessons_of(town: Town, *states: str) -> list[Lesson]:
    """The lessons in these states (all without), newest first."""
    with town.product.database.read() as conn:
        return lessons.listed(conn, town.product.district, states or STATES)


def doubts_of(town: Town) -> list[tuple[Doubt, InboxRow]]:
    """What waits for somebody to look, newest first."""
    with town.product.database.read() as conn:
        return doubts.listed(conn, town.product.district, 50)


def broken(town: Town) -> list[str]:
    """What `minhu db check` would find."""
    with town.product.database.read() as conn:
        return [one.sentence for one in check(conn, town.product.district, ALLOWED_NAMES)]
