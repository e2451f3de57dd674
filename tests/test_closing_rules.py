"""The rules of the final question: what answers come to, who is asked, and what a pack may say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import policy, rating_words
from handlers.closing import sampling, tally
from handlers.closing.tally import Spoken, Vote
from handlers.explaining import promises
from handlers.policy import PolicyError
from storage.database import Database
from storage.supporters import Supporter
from tests.closing_fakes import JOINED, MORE, done, family, shared
from tests.fakes import Town
from tests.life_fakes import at, packed, sent, survey_rows


def everybody(database: Database, folder: Path, rules: str) -> Town:
    """A town whose pack says otherwise about the final question."""
    return packed(database, folder, f"extends: default\nsurvey:\n  {rules}\n")


def test_a_pack_may_ask_everybody(sqlite: Database, tmp_path: Path) -> None:
    town = done(everybody(sqlite, tmp_path, "neighbours: {ask: all}"), *MORE)
    assert len(survey_rows(town, shared(town))) == 21


def test_a_pack_may_want_more_than_half(sqlite: Database, tmp_path: Path) -> None:
    town = done(everybody(sqlite, tmp_path, "neighbours: {quorum: 0.8}"))
    for who in JOINED[:5]:
        town.presses(who, "confirm")
    assert shared(town).status == "resolved", "five of seven"
    town.presses(JOINED[5], "confirm")
    assert shared(town).outcome == "solved"


def test_a_pack_may_let_partly_calm(sqlite: Database, tmp_path: Path) -> None:
    town = done(everybody(sqlite, tmp_path, "partly: {reopens: 0, calls: false}"), "老张")
    town.presses("李姐", "partly", "客厅还凉")
    assert (shared(town).status, shared(town).outcome, shared(town).reopened) == ("closed", "partly", 0)
    assert not any("打电话" in text for text in sent(town, "fwz", "notify"))


@pytest.mark.parametrize(("rules", "amiss"), [
    ({"neighbours": {"ask": "some"}}, "ask"), ({"neighbours": {"quorum": 0}}, "quorum"),
    ({"neighbours": {"at_most": 0}}, "at_most"), ({"partly": {"reopens": 9}}, "reopens"),
])  # fmt: skip
def test_a_rule_that_makes_no_sense_is_named(rules: dict[str, dict[str, object]], amiss: str) -> None:
    data = policy.data_of("default")
    with pytest.raises(PolicyError, match=amiss):
        policy.parse(data | {"survey": data["survey"] | rules}, "own")


def test_doctor_tells_the_rules_in_chinese() -> None:
    told = "\n".join(promises.residents(policy.load("default")))
    assert "邻居最多问12户" in told
    assert "50%以上说解决才算解决" in told
    assert "前1次重新办理，以后请上一级打电话问" in told


@pytest.mark.parametrize(("said", "found"), [
    ([], "unanswered"), ([("solved", True)], "solved"), ([("not", True), ("solved", False)], "unsolved"),
    ([("partly", True), ("solved", False), ("solved", False)], "partly"),
    ([("solved", True), ("partly", False), ("partly", False)], "partly"),
    ([("solved", False), ("partly", False)], "solved"),
    ([("solved", False), ("not", False), ("not", False)], "unsolved"),
])  # fmt: skip
def test_what_the_answers_come_to(said: list[tuple[str, bool]], found: str) -> None:
    assert tally.outcome([Vote(result, own) for result, own in said], 0.5) == found


def test_a_sample_takes_one_of_each_entrance_in_turn() -> None:
    def one(account: str, entrance: str) -> Supporter:
        return Supporter("sim", account, "3", entrance, at("16 09:00"))

    joined = [one("a", "1"), one("b", "1"), one("c", "1"), one("d", "2"), one("e", "3")]
    assert [found.account for found in sampling.spread(joined)] == ["a", "d", "e", "b", "c"]


@pytest.mark.parametrize(("words", "some"), [
    ("部分解决", True), ("解决了一部分", True), ("好了一半", True), ("就剩北屋还不热", True), ("还差一间", True),
    ("没完全解决", True), ("等了好半天", False), ("差不多好了", False), ("态度还差", False), ("全解决了", False),
])  # fmt: skip
def test_partly_is_heard_in_words(words: str, some: bool) -> None:
    assert rating_words.partly(words) is some


def test_who_lives_behind_one_door_has_one_vote(sqlite: Database, tmp_path: Path) -> None:
    town = everybody(sqlite, tmp_path, "partly: {reopens: 0, calls: false}")
    family(town, partly=("赵叔", "小陈"))
    town.later(days=15)
    assert (shared(town).status, shared(town).outcome) == ("closed", "partly"), "one door of three, not two of four"


def test_a_couple_does_not_end_it_for_the_others(sqlite: Database, tmp_path: Path) -> None:
    town = everybody(sqlite, tmp_path, "neighbours: {quorum: 0.8}")
    family(town)
    assert shared(town).status == "resolved", "three doors of four; of five accounts four would be enough"


@pytest.mark.parametrize(("said", "found"), [
    ([("a", None, "solved"), ("b", 1, "not")], ["not"]), ([("a", None, "partly"), ("b", 1, "solved")], ["partly"]),
    ([("own", None, "not"), ("b", 1, "solved")], ["not"]), ([("own", None, "solved"), ("b", 1, "partly")], ["solved"]),
    ([("b", None, "solved"), ("own", 1, "partly"), ("b", 1, "solved")], ["partly"]),
    ([("a", None, "solved"), ("b", None, "not"), ("a", 1, "partly")], ["partly", "not"]),
    ([("a", 90, "solved"), ("b", 90, "not")], ["not"]),
    ([("a", None, "solved"), ("b", None, "partly"), ("b", 1, "solved")], ["solved"]),
    ([("b", None, "partly"), ("own", None, "partly"), ("own", 1, "solved")], ["solved"]),
])  # fmt: skip
def test_the_last_words_of_a_household_are_one_vote_and_the_reporters_stands_before_his_familys(
    said: list[tuple[str, int | None, str]], found: list[str]
) -> None:
    answers = [
        Spoken(place, door, ("sim", who), result, None, None, who == "own")
        for place, (who, door, result) in enumerate(said, 1)
    ]
    assert [vote.result for vote in tally.votes(answers, 2)] == found


def test_a_flat_told_without_its_entrance_is_nobody_elses(sqlite: Database, tmp_path: Path) -> None:
    town = everybody(sqlite, tmp_path, "partly: {reopens: 0, calls: false}")
    family(town, partly=("赵叔",), doors={"老张": "1单元501", "王姨": "501", "赵叔": "2单元501"})
    town.later(days=15)
    assert shared(town).outcome == "solved", "two of three: nobody knows that two of them are one"
