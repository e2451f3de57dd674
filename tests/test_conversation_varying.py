"""Conversations told in another way teach the same: nothing of a trouble is lost, and quotations find their words."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise
from random import Random

import pytest

from nlu.conversation import corpus, varying
from nlu.conversation.corpus import Conversation
from nlu.conversation.singles import Part, as_conversation, singles
from nlu.understanding import Urgency

SOME = [one for one in corpus.conversations() if len(one.lines) < varying.SHORT][:300:10]


def quotations(one: Conversation) -> list[tuple[str, str]]:
    """Who is quoted with which words, by whom."""
    return sorted((line.text, one.lines[line.quotes].text) for line in one.lines if line.quotes is not None)


@pytest.mark.parametrize("one", SOME, ids=lambda one: one.path.stem)
def test_a_thinned_conversation_keeps_all_that_was_said_of_troubles(one: Conversation) -> None:
    thin = varying.thinned(one, Random(1))
    assert [line.text for line in thin.lines if line.belongs] == [line.text for line in one.lines if line.belongs]
    assert set(quotations(thin)) <= set(quotations(one))
    assert len(thin.lines) <= len(one.lines)


def test_something_is_always_said() -> None:
    hello = replace(SOME[0], lines=[replace(SOME[0].lines[0], belongs=(), neutral=False, quotes=None)])
    assert all(varying.thinned(hello, Random(seed)).lines for seed in range(50))


def test_chatter_is_left_out() -> None:
    assert any(len(varying.thinned(one, Random(1)).lines) < len(one.lines) for one in SOME)


@pytest.mark.parametrize(("one", "other"), list(pairwise(SOME)), ids=lambda one: one.path.stem)
def test_two_groups_in_one_keep_their_troubles_apart(one: Conversation, other: Conversation) -> None:
    both = varying.merged(one, other, Random(1))
    assert len(both.lines) == len(one.lines) + len(other.lines)
    assert len(both.troubles) == len(one.troubles) + len(other.troubles)
    assert {key for line in both.lines for key in line.belongs} == set(both.troubles)
    assert [line.at for line in both.lines] == sorted(line.at for line in both.lines)
    assert quotations(both) == sorted(quotations(one) + quotations(other))


@pytest.mark.parametrize("one", SOME, ids=lambda one: one.path.stem)
def test_what_is_told_into_silence_is_told_plainly(one: Conversation) -> None:
    for start in varying.openings(one):
        silent = varying.opened(one, start)
        first, before = silent.lines[0], {key for line in one.lines[:start] for key in line.belongs}
        assert first.alone
        assert first.belongs == one.lines[start].belongs
        assert [line.text for line in silent.lines] == [line.text for line in one.lines[start:]]
        assert set(quotations(silent)) <= set(quotations(one))
        assert {key for line in silent.lines if line.belongs and not line.alone for key in line.belongs} <= {
            key for line in silent.lines if line.alone for key in line.belongs
        } | (set(one.troubles) - before)


def test_what_goes_on_with_words_nobody_heard_may_belong_or_not() -> None:
    said = [("a", True), ("b", True), ("a", False), ("a", True), ("a", False)]
    lines = [replace(SOME[0].lines[0], belongs=(key,), alone=alone, neutral=False, quotes=None) for key, alone in said]
    silent = varying.opened(replace(SOME[0], lines=lines), 1)
    assert [(line.belongs, line.neutral) for line in silent.lines] == [
        (("b",), False), ((), True), (("a",), False), (("a",), False),
    ]  # fmt: skip


def test_a_stranger_says_something_else_than_what_is_spoken_of() -> None:
    strangers = [as_conversation(example) for example in singles(Part.EAR)[::40]]
    about = {one.lines[0].text: next(iter(one.troubles.values()), None) for one in strangers}
    for told in islice(varying.varied(SOME, Random(1), strangers), 200):
        of_its_own = {category for key, one in told.troubles.items() if "s" not in key for category in one.categories}
        for line in told.lines if of_its_own else ():
            trouble = about.get(line.text)
            assert trouble is None or not of_its_own & set(trouble.categories)


def test_a_single_message_that_tells_of_a_danger_teaches_that_it_is_one() -> None:
    alarming = [one for one in singles(Part.EAR) if one.urgency is Urgency.EMERGENCY]
    assert len(alarming) > 500
    for example in alarming:
        (trouble,) = as_conversation(example).troubles.values()
        assert trouble.urgencies == ("emergency",)


def test_the_ear_and_whoever_learns_to_trust_it_hear_different_messages() -> None:
    ear, choice = ({example.text for example in singles(part)} for part in Part)
    assert len(ear) > 5_000
    assert len(choice) > 5_000
    assert not ear & choice


def test_every_conversation_comes_in_turn() -> None:
    names = [told.path for told in islice(varying.varied(SOME, Random(1)), len(SOME))]
    assert sorted(names) == sorted(one.path for one in SOME)
