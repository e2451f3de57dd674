"""Every mechanism of the districts has its story, and the page that lists them says so."""

from __future__ import annotations

import pytest

from tests import mechanisms, pack_stories
from tests.mechanisms import MECHANISMS

STORIES = mechanisms.stories()


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_has_a_story(mechanism: str) -> None:
    assert STORIES[mechanism], f"no test_*.py has a test that begins its docstring with {mechanism}:"


def test_nothing_is_shown_that_nobody_knows() -> None:
    assert [mechanism for mechanism in [*STORIES, *mechanisms.packs()] if mechanism not in MECHANISMS] == []


def test_every_pack_shows_something() -> None:
    assert [name for name in pack_stories.packs() if not pack_stories.story(name).mechanisms] == []


def test_the_page_is_made_from_the_tests() -> None:
    page = (pack_stories.ROOT / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    assert page == mechanisms.page(), "run `make docs`"
