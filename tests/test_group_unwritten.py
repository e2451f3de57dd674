"""What comes into a group without a word: a picture, a voice nobody wrote down, or nothing at all."""

from __future__ import annotations

from tests.fakes import Town
from tests.life_fakes import sent
from tests.test_group_hearing import hears, said_in


def test_a_message_with_nothing_in_it_belongs_to_nothing(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    for empty in ("", "   "):
        hears(town, "李姐", empty, reply_to="m1")
        hears(town, "月月", empty, reply_to="m1")
    assert said_in(town, town.ticket()) == [("李姐", "opening")]
    told = len(sent(town, "yuan"))
    town.later(minutes=5)
    assert len(sent(town, "yuan")) == told


def test_a_voice_is_told_as_a_voice(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    town.later(minutes=1)
    hears(town, "李姐", "", images=("v.amr",), voice=True)
    hears(town, "李姐", "", images=("a.jpg",))
    town.later(minutes=5)
    assert sent(town, "yuan")[-1].splitlines()[1:] == ["居民发来照片1张", "居民发来语音1条，没有转成文字"]
    assert [part for _, part in said_in(town, town.ticket())] == ["opening", "more", "photo"]


def test_of_a_voice_that_was_written_down_the_words_are_told(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    town.later(minutes=1)
    hears(town, "李姐", "补充：屋里14度", images=("v.amr",), voice=True, reply_to="m1")
    town.later(minutes=5)
    assert sent(town, "yuan")[-1].splitlines()[1:] == ["居民补充：补充：屋里14度"]
