"""What the stories about learning look at besides the town itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.messages import Outcome
from handlers.workflow import ALLOWED
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Issue, Kind, Understanding, Urgency
from storage import doubts, lessons, rollups
from storage.checks import check
from storage.doubts import Doubt
from storage.inbox import InboxRow
from storage.lessons import STATES, Lesson
from storage.tickets import Ticket
from tests.fakes import FakeEngine, Town
from tests.life_fakes import clock_rows

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


def recategorise(town: Town, words: str, ticket: Ticket | None = None) -> Outcome:
    """The dispatcher corrects the only ticket."""
    return at_desk(town, "recategorise", words, ticket=(ticket or town.ticket()).number)


def figures(town: Town) -> dict[tuple[str, str], int]:
    """What is counted this month, by category and figure."""
    with town.product.database.read() as conn:
        found = rollups.of_month(conn, town.product.district, "2026-11")
    return {(category, figure): value for (_, _, category, figure), value in found.items() if value}


def hours(town: Town, kind: str) -> float:
    """How long after the opening the running clock of a kind ends."""
    (clock,) = [clock for clock in clock_rows(town, town.ticket(), kind) if clock.running]
    return (clock.due_at - town.ticket().opened_at) / timedelta(hours=1)


@pytest.fixture
def parking(any_town: Town) -> Town:
    """A ticket that was taken for parking."""
    any_town.says("李姐", "3号楼有人占车位", group="g-jy")
    return any_town
