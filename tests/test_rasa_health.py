"""What `minhu doctor` learns of a Rasa server, and how the breaker counts."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from nlu.engines.breaker import Breaker
from nlu.engines.rasa import RasaJudge
from nlu.engines.rasa_health import MEANWHILE, SENTENCES, Health, State
from nlu.judging import Tally
from tests.fakes_rasa import VERSION, RasaServer

TOKEN = "s3cret"


@pytest.fixture
def rasa() -> Iterator[RasaServer]:
    with RasaServer(token=TOKEN) as server:
        yield server


def health(url: str, token: str = TOKEN) -> Health:
    judge = RasaJudge(url, token)
    try:
        return judge.health()
    finally:
        assert judge.tally == Tally()
        judge.close()


def test_a_server_with_a_model_is_ready(rasa: RasaServer) -> None:
    found = health(rasa.url)
    assert found == Health(State.READY, VERSION, "m1.tar.gz")
    assert found.sentence == "Rasa 可用。"


def test_a_server_without_a_model_says_so(rasa: RasaServer) -> None:
    rasa.loaded = False
    assert health(rasa.url) == Health(State.NO_MODEL, VERSION)


def test_a_wrong_token_is_told_from_a_missing_model(rasa: RasaServer) -> None:
    rasa.loaded = False
    assert health(rasa.url, "guess") == Health(State.WRONG_TOKEN, VERSION)


def test_a_dead_server_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert health(f"http://127.0.0.1:{port}") == Health(State.UNREACHABLE)


def test_somebody_else_at_this_address_is_a_stranger(rasa: RasaServer) -> None:
    assert health(f"{rasa.url}/elsewhere") == Health(State.STRANGER)


def test_every_state_has_a_sentence_that_says_who_answers_meanwhile() -> None:
    assert set(SENTENCES) == set(State)
    assert all(Health(state).sentence.endswith(MEANWHILE) for state in State if state is not State.READY)


def test_a_breaker_rests_after_failures_in_a_row_only() -> None:
    breaker = Breaker(limit=2, rest=10)
    breaker.failed(0)
    breaker.succeeded()
    breaker.failed(1)
    assert breaker.allows(1)
    breaker.failed(2)
    assert not breaker.allows(2)
    assert not breaker.allows(11.9)


def test_a_breaker_allows_one_trial_after_the_rest() -> None:
    breaker = Breaker(limit=1, rest=10)
    breaker.failed(0)
    assert [breaker.allows(10), breaker.allows(10), breaker.allows(11)] == [True, False, False]
    breaker.failed(12)
    assert not breaker.allows(21)
    assert breaker.allows(22)
    breaker.succeeded()
    assert breaker.allows(22)


def test_a_trial_nobody_reported_on_makes_way_for_another() -> None:
    breaker = Breaker(limit=1, rest=10)
    breaker.failed(0)
    assert [breaker.allows(10), breaker.allows(19), breaker.allows(20)] == [True, False, True]
