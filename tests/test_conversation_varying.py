"""Conversations told in another way teach the same: nothing of a trouble is lost, and quotations find their words."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise
from random import Random

import pytest

from nlu.conversation import corpus, varying
from nlu.conversation.corpus import Conversation

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


def test_every_conversation_comes_in_turn() -> None:
    names = [told.path for told in islice(varying.varied(SOME, Random(1)), len(SOME))]
    assert sorted(names) == sorted(one.path for one in SOME)
