"""Somebody asks after a report that we never heard of: it is no reason to send him away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers import phrases
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Intent, Issue, Kind, Understanding, Urgency
from tests.fakes import FakeEngine, Town
from tests.life_fakes import said_back as last

# As the real engine hears them: the intent, and the subject it is sure of.
HEARD: dict[str, tuple[Intent, str | None]] = {
    "前几天报的那个修电梯的 修好没几天又坏球了": (Intent.ASK_PROGRESS, None),
    "昨天我打过12345说停水的事 没人理": (Intent.ASK_PROGRESS, "water"),
    "我上个月反映过路灯的事 到现在还没亮": (Intent.ASK_PROGRESS, None),
    "之前登记过漏水的 咋还没人来": (Intent.ASK_PROGRESS, None),
    "跟你们说过的那个井盖还没修": (Intent.FOLLOW_UP, "drainage"),
    "我报过的那个事咋样了": (Intent.ASK_PROGRESS, None),
}


class LookingBackEngine(FakeEngine):
    """Takes these words as a real engine takes them."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """The same where the words are none of them."""
        said = super().understand(text, estates, bounds)
        if text not in HEARD:
            return said
        intent, category = HEARD[text]
        topic = Issue(category, Kind.COMPLAINT, Urgency.NORMAL, 0.7, (0, len(text))) if category else None
        return replace(said, intent=intent, issues=(), topic=topic)


@pytest.fixture
def looking(town: Town) -> Town:
    """A town whose engine hears who looks back."""
    town.product.engine = LookingBackEngine()
    return town


@pytest.mark.parametrize(("words", "category"), [
    ("前几天报的那个修电梯的 修好没几天又坏球了", "elevator"), ("昨天我打过12345说停水的事 没人理", "water"),
    ("我上个月反映过路灯的事 到现在还没亮", "maintenance"), ("之前登记过漏水的 咋还没人来", "water"),
    ("跟你们说过的那个井盖还没修", "drainage"),
])  # fmt: skip
def test_a_report_we_never_heard_of_is_registered_from_these_words(looking: Town, words: str, category: str) -> None:
    looking.says("李姐", words)
    said = [row.text for row in looking.received("李姐")]
    assert said[0] == phrases.NOT_KNOWN_HERE
    assert "哪个小区" in said[1]
    looking.says("李姐", "锦园3号楼")
    ticket = looking.ticket()
    assert (ticket.category, ticket.unit, ticket.building, ticket.summary) == (category, "jy", "3", words)


def test_whose_place_is_known_is_not_asked_for_it(looking: Town) -> None:
    looking.says("李姐", "我住锦园3号楼")
    looking.says("李姐", "昨天我打过12345说停水的事 没人理")
    assert (looking.ticket().unit, looking.ticket().status) == ("jy", "dispatched")


@pytest.mark.parametrize(("told", "words"), [
    ("锦园3号楼停水了", "昨天我打过12345说停水的事 没人理"),
    ("锦园物业不修路灯", "我上个月反映过路灯的事 到现在还没亮"),
])  # fmt: skip
def test_what_fits_a_ticket_of_his_is_about_that_one(looking: Town, told: str, words: str) -> None:
    looking.says("李姐", told)
    looking.later(hours=3)
    looking.says("李姐", words)
    assert looking.ticket().number in last(looking, "李姐")


def test_another_trouble_than_the_one_we_know_is_registered_beside_it(looking: Town) -> None:
    looking.says("李姐", "锦园3号楼暖气不热")
    looking.later(hours=3)
    looking.says("李姐", "跟你们说过的那个井盖还没修")
    assert [ticket.category for ticket in looking.tickets()] == ["heating", "drainage"]


def test_who_names_nothing_is_asked_to_tell_it(looking: Town) -> None:
    looking.says("李姐", "我报过的那个事咋样了")
    assert last(looking, "李姐") == phrases.NO_TICKET
    assert looking.tickets() == []
