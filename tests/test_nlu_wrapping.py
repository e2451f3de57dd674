"""Sentences of the corpus with what people put around them: the same for appeals and talk, the same in every run."""

from __future__ import annotations

from pathlib import Path

from nlu.corpus import Example
from nlu.understanding import Intent
from nlu.wrapping import LONGEST, with_wrappings


def example(text: str, intent: Intent = Intent.APPEAL, category: str | None = "heating") -> Example:
    return Example(text, intent, category if intent is Intent.APPEAL else None, None, None, Path("x.yml"))


CORPUS = [example(f"暖气第{number}根不热") for number in range(300)] + [
    example(f"第{number}盘饺子真香", Intent.CHATTER) for number in range(300)
]


def test_what_is_meant_stays_between_what_is_put_around_it() -> None:
    found, origins = with_wrappings(CORPUS)
    assert found[: len(CORPUS)] == CORPUS
    for place, origin in list(zip(found, origins, strict=True))[len(CORPUS) :]:
        assert CORPUS[origin].text in place.text
        assert place.text != CORPUS[origin].text
        assert (place.intent, place.category) == (CORPUS[origin].intent, CORPUS[origin].category)


def test_appeals_and_talk_are_wrapped_alike() -> None:
    found, origins = with_wrappings(CORPUS)
    of_appeals = sum(origin < 300 for origin in origins[len(CORPUS) :])
    of_talk = len(found) - len(CORPUS) - of_appeals
    assert of_appeals > 100
    assert 0.8 < of_appeals / of_talk < 1.25


def test_the_same_wrappings_are_drawn_in_every_run() -> None:
    assert with_wrappings(CORPUS) == with_wrappings(CORPUS)


def test_greetings_and_long_messages_bring_their_own() -> None:
    plain = [example("你好", Intent.GREETING), example("谢谢", Intent.THANKS), example("暖" * (LONGEST + 1))]
    assert with_wrappings(plain)[0] == plain
