"""The large language model as a second mind: asked when it pays, believed when it keeps to the form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nlu.engines.llm_answer import Answer, weighed
from nlu.judging import Judge, Judgement, Trouble
from tests import fakes_llm
from tests.fakes_llm import (
    APPEAL,
    CHATTER,
    KEY,
    UNSURE,
    WORDS,
    LlmServer,
    Reply,
    asking,
    labels,
    status,
    without_schema,
)

server = fakes_llm.server


def test_what_the_model_says_outweighs_an_unsure_mind(server: LlmServer, tmp_path: Path) -> None:
    with asking(server, tmp_path) as judge:
        asked: Judge = judge
        told = asked.judge(WORDS, UNSURE)
    assert told is not None
    assert told.appeal > 0.75
    assert told.categories["heating"] > 0.75
    assert sum(told.categories.values()) <= 1.0
    assert (judge.tally.asked, judge.tally.answered, judge.tally.trouble) == (1, 1, None)


def test_an_everyday_word_is_no_appeal_when_the_model_says_so(server: LlmServer, tmp_path: Path) -> None:
    server.answer = lambda asked: labels(CHATTER, intent="thanks")
    with asking(server, tmp_path) as judge:
        told = judge.judge("今天真暖和", UNSURE)
    assert told is not None
    assert told.appeal < 0.3
    assert max(told.intents, key=told.intents.__getitem__) == "thanks"
    assert told.categories == UNSURE.categories


@pytest.mark.parametrize(("appeal", "best", "wanted"), [
    (0.1, 0.9, False), (0.2, 0.9, False), (0.21, 0.9, True), (0.5, 0.9, True), (0.79, 0.9, True),
    (0.8, 0.9, False), (0.95, 0.5, False), (0.95, 0.49, True), (0.15, 0.1, False),
])  # fmt: skip
def test_it_is_asked_only_where_the_others_are_unsure(tmp_path: Path, appeal: float, best: float, wanted: bool) -> None:
    with LlmServer() as server, asking(server, tmp_path) as judge:
        assert judge.wanted(Judgement(appeal, {"heating": best}, {})) is wanted
        assert server.asked == []


def test_an_appeal_of_no_known_category_is_worth_asking(server: LlmServer, tmp_path: Path) -> None:
    with asking(server, tmp_path) as judge:
        assert judge.wanted(Judgement(0.9, {}, {}))


def test_the_question_is_what_the_protocol_wants(server: LlmServer, tmp_path: Path) -> None:
    with asking(server, tmp_path) as judge:
        judge.judge(WORDS, UNSURE)
    (asked,) = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert (asked.body["model"], asked.body["temperature"]) == ("fake", 0)
    assert asked.form == "json_schema"
    assert asked.words == WORDS


def test_a_server_of_ones_own_needs_no_key(server: LlmServer, tmp_path: Path) -> None:
    with asking(server, tmp_path, api_key="") as judge:
        assert judge.judge(WORDS, UNSURE) is not None
    assert "authorization" not in server.asked[0].headers


def test_a_server_without_schemas_is_asked_for_json_from_then_on(server: LlmServer, tmp_path: Path) -> None:
    server.answer = without_schema(labels())
    with asking(server, tmp_path) as judge:
        assert judge.judge(WORDS, UNSURE) is not None
        assert judge.judge(WORDS, UNSURE) is not None
    assert server.forms == ["json_schema", "json_object", "json_object"]
    assert judge.budget.spent() == 3


def test_a_server_that_has_kept_a_schema_is_not_asked_twice(server: LlmServer, tmp_path: Path) -> None:
    with asking(server, tmp_path) as judge:
        judge.judge(WORDS, UNSURE)
        server.answer = lambda asked: status(400)
        assert judge.judge(WORDS, UNSURE) is None
    assert server.forms == ["json_schema"] * 2
    assert judge.tally.trouble is Trouble.REFUSED


def test_a_server_that_refuses_both_forms_is_not_remembered_as_one_without_schemas(
    server: LlmServer, tmp_path: Path
) -> None:
    server.answer = lambda asked: status(400)
    with asking(server, tmp_path) as judge:
        assert judge.judge(WORDS, UNSURE) is None
        server.answer = lambda asked: labels()
        assert judge.judge(WORDS, UNSURE) is not None
    assert server.forms == ["json_schema", "json_object", "json_schema"]


def test_empty_lines_before_an_answer_do_no_harm(server: LlmServer, tmp_path: Path) -> None:
    server.answer = lambda asked: Reply(body=b"\n\n\n" + labels().body)
    with asking(server, tmp_path) as judge:
        assert judge.judge(WORDS, UNSURE) is not None


@pytest.mark.parametrize("text", ["", "  \n\u3000", "\u200b\u202e", "\ud800"])
def test_nothing_is_asked_about_nothing(server: LlmServer, tmp_path: Path, text: str) -> None:
    with asking(server, tmp_path) as judge:
        assert judge.judge(text, UNSURE) is None
    assert server.asked == []


@pytest.mark.parametrize(
    "text", ["暖气" * 50_000, "\ud800暖气\udfff不热", "\x00\x01暖", "👨‍👩‍👧冷", "ﷺ" * 5_000, '"}]' * 99]
)
def test_any_text_is_safe_and_short(server: LlmServer, tmp_path: Path, text: str) -> None:
    with asking(server, tmp_path) as judge:
        assert judge.judge(text, UNSURE) is not None
    assert 0 < len(server.asked[0].words) <= 300


def test_an_emergency_seen_before_is_never_lowered(server: LlmServer, tmp_path: Path) -> None:
    seen = replace(UNSURE, appeal=0.75, emergency=0.9)
    server.answer = lambda asked: labels(CHATTER, confidence=1.0)
    with asking(server, tmp_path) as judge:
        told = judge.judge("楼道里有煤气味，哈哈", seen)
    assert told is not None
    assert told.emergency == 0.9
    assert told.appeal >= 0.75


def test_an_emergency_can_be_raised(server: LlmServer, tmp_path: Path) -> None:
    server.answer = lambda asked: labels(category="elderly_welfare", emergency=True)
    with asking(server, tmp_path) as judge:
        told = judge.judge("对门老太太三天没开门了", replace(UNSURE, emergency=None))
    assert told is not None
    assert told.emergency == 0.9


def test_probabilities_stay_probabilities() -> None:
    for appeal, confidence in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)):
        for base in (APPEAL, CHATTER):
            seen = Judgement(appeal, {"heating": 0.7, "water": 0.3}, {"chatter": 1.0})
            told = weighed(seen, Answer.model_validate_json(json.dumps(base | {"confidence": confidence})))
            assert 0.0 <= told.appeal <= 1.0
            assert sum(told.categories.values()) == pytest.approx(1.0)
            assert sum(told.intents.values()) == pytest.approx(1.0)
