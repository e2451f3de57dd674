"""The engine `rasa`: Rasa decides what it may, our rules decide the rest, and nobody waits for a dead server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nlu.engines.embedded import EmbeddedEngine
from nlu.engines.rasa import RasaJudge
from nlu.judging import Tally, Trouble
from nlu.model import Model, load_or_train
from nlu.understanding import Intent, Urgency
from tests.fakes_rasa import RasaServer

SAID = ["暖气不热，孩子冻感冒了", "电梯里困人了快来", "今晚谁打牌", "3号楼2单元1502 漏水了", "楼道灯坏了没人修"]


@pytest.fixture(scope="module")
def model(engine_dir: Path) -> Model:
    return load_or_train(engine_dir)


@pytest.fixture
def rasa() -> Iterator[RasaServer]:
    with RasaServer() as server:
        yield server


@pytest.fixture
def judge(rasa: RasaServer) -> Iterator[RasaJudge]:
    made = RasaJudge(rasa.url)
    yield made
    made.close()


@pytest.fixture
def engine(model: Model, judge: RasaJudge) -> EmbeddedEngine:
    return EmbeddedEngine(model, (judge,), "rasa")


@pytest.fixture
def trusting(model: Model, rasa: RasaServer) -> Iterator[EmbeddedEngine]:
    judge = RasaJudge(rasa.url, share=1.0)
    yield EmbeddedEngine(model, (judge,), "rasa")
    judge.close()


def test_rasa_says_what_it_is_about(trusting: EmbeddedEngine, rasa: RasaServer) -> None:
    rasa.model = lambda text: [("noise", 0.9), ("chatter", 0.1)]
    said = trusting.understand("楼道灯坏了没人修")
    assert [issue.category for issue in said.issues] == ["noise"]
    assert said.issues[0].confidence == pytest.approx(1.0)
    assert said.appeal_score == pytest.approx(0.9)
    assert said.engine == "rasa"


def test_rasa_says_that_it_is_no_appeal(trusting: EmbeddedEngine, rasa: RasaServer) -> None:
    rasa.model = lambda text: [("thanks", 0.95), ("noise", 0.05)]
    assert trusting.understand("楼道灯坏了没人修").intent is Intent.THANKS


def test_rasa_alone_does_not_overrule_what_is_plain(engine: EmbeddedEngine, rasa: RasaServer) -> None:
    rasa.model = lambda text: [("water", 0.4), ("chatter", 0.4), ("heating", 0.2)]
    said = engine.understand("暖气不热没人管")
    assert [issue.category for issue in said.issues] == ["heating"]
    assert said.engine == "rasa"


def test_a_danger_is_an_emergency_whatever_rasa_believes(engine: EmbeddedEngine, rasa: RasaServer) -> None:
    rasa.model = lambda text: [("chatter", 1.0)]
    said = engine.understand("电梯里困人了快来")
    assert said.issues[0].urgency is Urgency.EMERGENCY


def test_fixed_answers_are_not_asked_about(engine: EmbeddedEngine, rasa: RasaServer) -> None:
    assert engine.understand("5分").intent is Intent.RATING
    assert engine.understand("？？？").intent is Intent.CHATTER
    assert rasa.heard == []


@pytest.mark.parametrize("trouble", ["no model", "wrong token", "nonsense", "strangers"])
def test_where_rasa_fails_the_embedded_engine_answers(
    engine: EmbeddedEngine, judge: RasaJudge, rasa: RasaServer, model: Model, trouble: str
) -> None:
    rasa.loaded = trouble != "no model"
    rasa.token = "another" if trouble == "wrong token" else None
    rasa.body = b"<html>" if trouble == "nonsense" else None
    if trouble == "strangers":
        rasa.model = lambda text: [("book_a_flight", 1.0)]
    assert engine.understand_many(SAID) == EmbeddedEngine(model).understand_many(SAID)
    assert judge.tally.answered == 0
    assert judge.tally.trouble is not None


def test_a_dead_server_is_asked_three_times_and_then_left_alone(model: Model) -> None:
    with RasaServer() as rasa:
        address = rasa.url
    judge = RasaJudge(address)
    said = EmbeddedEngine(model, (judge,), "rasa").understand_many(SAID)
    assert said == EmbeddedEngine(model).understand_many(SAID)
    assert {one.engine for one in said} == {"embedded"}
    assert judge.tally == Tally(asked=3, skipped=2, trouble=Trouble.UNREACHABLE)


def test_a_server_that_comes_back_is_heard_again(engine: EmbeddedEngine, judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.loaded = False
    assert engine.understand("暖气不热没人管").engine == "embedded"
    rasa.loaded = True
    assert engine.understand("暖气不热没人管").engine == "rasa"
    assert judge.tally == Tally(asked=2, answered=1)
