"""What a channel remembers of one moment is remembered together, or not at all."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.kit import Kit, Note
from bot.memory import kit_for
from handlers.messages import Inbound
from tests.fakes import MONDAY, Town

UNSPEAKABLE = Note("b", object())  # nothing JSON can say


@pytest.fixture
def kit(any_town: Town) -> Kit:
    return kit_for(any_town.product, "telegram")


def remembered(kit: Kit, *names: str) -> list[Any]:
    return [kit.memory.get(name) for name in names]


def test_several_notes_are_kept_and_forgotten_together(kit: Kit) -> None:
    asyncio.run(kit.put_all(Note("a", 1), Note("b", 2)))
    assert remembered(kit, "a", "b") == [1, 2]
    asyncio.run(kit.put_all(Note("a", None), Note("c", 3), Note("never", None)))
    assert remembered(kit, "a", "b", "c", "never") == [None, 2, 3, None]


def test_of_two_notes_of_one_name_the_later_counts(kit: Kit) -> None:
    asyncio.run(kit.put_all(Note("a", 1), Note("b", 0), Note("a", None), Note("a", 2)))
    assert remembered(kit, "a") == [2]


def test_where_one_cannot_be_kept_none_is(kit: Kit) -> None:
    asyncio.run(kit.put_all(Note("a", 1), Note("c", 1)))
    with pytest.raises(Exception, match="serializable"):
        asyncio.run(kit.put_all(Note("a", 2), UNSPEAKABLE, Note("c", None)))
    assert remembered(kit, "a", "b", "c") == [1, None, 1]


def test_messages_and_all_that_is_noted_of_them_are_stored_together(kit: Kit) -> None:
    said = Inbound("telegram", "m1", MONDAY, "李姐", text="暖气不热")
    with pytest.raises(Exception, match="serializable"):
        asyncio.run(kit.accept([said], Note("a", 1), UNSPEAKABLE))
    assert remembered(kit, "a") == [None]
    assert asyncio.run(kit.accept([said], Note("a", 1), None, Note("c", 1))) == 1
    assert remembered(kit, "a", "c") == [1, 1]
