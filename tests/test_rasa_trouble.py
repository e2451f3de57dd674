"""Rasa that refuses, babbles, sleeps or is not there costs a message nothing but its second opinion."""

from __future__ import annotations

import json
import socket

import pytest

from nlu.engines.rasa import RasaJudge
from nlu.judging import Tally, Trouble
from tests import fakes_rasa as fakes
from tests.fakes_rasa import UNSURE, Clock, Ranking, RasaServer

rasa, clock, judge = fakes.rasa, fakes.clock, fakes.judge


def test_a_wrong_token_is_a_refusal(rasa: RasaServer) -> None:
    rasa.token = "s3cret"
    with_wrong = RasaJudge(rasa.url, "guess")
    assert with_wrong.judge("暖气不热", UNSURE) is None
    assert with_wrong.tally == Tally(asked=1, trouble=Trouble.REFUSED)
    with_wrong.close()


def test_no_model_loaded_is_a_refusal(judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.loaded = False
    assert judge.judge("暖气不热", UNSURE) is None
    assert judge.tally.trouble is Trouble.REFUSED


@pytest.mark.parametrize("status", [401, 403, 409, 429, 500, 502, 503])
def test_a_server_in_trouble_refuses(judge: RasaJudge, rasa: RasaServer, status: int) -> None:
    rasa.status = status
    assert judge.judge("暖气不热", UNSURE) is None
    assert judge.tally.trouble is Trouble.REFUSED


def answer(**fields: object) -> bytes:
    return json.dumps({"text": "x", "intent": {"name": "water", "confidence": 1.0}, "entities": [], **fields}).encode()


NONSENSE = {
    "nothing": b"",
    "a page": b"<html><body>Bad Gateway</body></html>",
    "half an answer": answer(intent_ranking=[])[:-9],
    "a list": b"[]",
    "null": b"null",
    "no ranking": answer(),
    "an empty ranking": answer(intent_ranking=[]),
    "a ranking of words": answer(intent_ranking=["water"]),
    "a nameless guess": answer(intent_ranking=[{"name": None, "confidence": 0.0}]),
    "a guess without confidence": answer(intent_ranking=[{"name": "water"}]),
    "a confidence in words": answer(intent_ranking=[{"name": "water", "confidence": "high"}]),
    "a confidence in quotes": answer(intent_ranking=[{"name": "water", "confidence": "0.9"}]),
    "less than nothing": answer(intent_ranking=[{"name": "water", "confidence": -0.5}]),
    "more than certain": answer(intent_ranking=[{"name": "water", "confidence": 17}]),
    "not a number": answer(intent_ranking=[{"name": "water", "confidence": float("nan")}]),
    "no share at all": answer(intent_ranking=[{"name": "water", "confidence": 0.0}]),
    "strangers only": answer(intent_ranking=[{"name": "book_a_flight", "confidence": 1.0}]),
    "not utf-8": b'{"intent_ranking": [{"name": "\xff\xfe", "confidence": 1.0}]}',
    "brackets without end": b"[" * 100_000,
    "a huge one": answer(intent_ranking=[{"name": "water", "confidence": 0.01}] * 20_000),
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_nonsense(judge: RasaJudge, rasa: RasaServer, body: bytes) -> None:
    rasa.body = body
    assert judge.judge("停水了", UNSURE) is None
    assert judge.tally == Tally(asked=1, trouble=Trouble.NONSENSE)


@pytest.mark.parametrize("status", [204, 301, 400, 404])
def test_another_server_at_this_address_talks_nonsense(judge: RasaJudge, rasa: RasaServer, status: int) -> None:
    rasa.status = status
    assert judge.judge("停水了", UNSURE) is None
    assert judge.tally.trouble is Trouble.NONSENSE


def test_a_slow_server_is_not_waited_for(rasa: RasaServer) -> None:
    rasa.delay = 20
    hurried = RasaJudge(rasa.url, timeout=0.1)
    assert hurried.judge("停水了", UNSURE) is None
    assert hurried.tally.trouble is Trouble.SLOW
    hurried.close()


def test_a_server_that_drips_is_not_listened_to_for_ever(rasa: RasaServer) -> None:
    rasa.drips, rasa.delay = True, 0.02
    hurried = RasaJudge(rasa.url, timeout=0.1)
    assert hurried.judge("停水了", UNSURE) is None
    assert hurried.tally.trouble is Trouble.SLOW
    hurried.close()


def test_a_dead_server_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    alone = RasaJudge(f"http://127.0.0.1:{port}")
    assert alone.judge("停水了", UNSURE) is None
    assert alone.tally.trouble is Trouble.UNREACHABLE
    alone.close()


def test_after_three_failures_rasa_is_left_in_peace_for_half_a_minute(
    judge: RasaJudge, rasa: RasaServer, clock: Clock
) -> None:
    rasa.loaded = False
    for _ in range(5):
        assert judge.judge("停水了", UNSURE) is None
    assert judge.tally == Tally(asked=3, skipped=2, trouble=Trouble.REFUSED)
    assert len(rasa.paths) == 3
    clock.now += 31
    rasa.loaded = True
    assert judge.judge("停水了", UNSURE) is not None
    assert judge.judge("停水了", UNSURE) is not None
    assert judge.tally == Tally(asked=5, answered=2, skipped=2)


def test_one_trial_after_the_rest_decides_about_the_next(judge: RasaJudge, rasa: RasaServer, clock: Clock) -> None:
    rasa.loaded = False
    for _ in range(3):
        judge.judge("停水了", UNSURE)
    clock.now += 31
    judge.judge("停水了", UNSURE)
    judge.judge("停水了", UNSURE)
    assert len(rasa.paths) == 4


def test_a_text_that_rasa_stumbles_over_silences_it_for_nobody_else(judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.status = 500
    for _ in range(5):
        assert judge.judge("\u202e", UNSURE) is None
    rasa.status = 200
    assert judge.judge("停水了", UNSURE) is not None
    assert judge.tally == Tally(asked=6, answered=1)


def test_now_and_then_a_failure_is_forgiven(judge: RasaJudge, rasa: RasaServer) -> None:
    for loaded in (False, False, True, False, False, True):
        rasa.loaded = loaded
        judge.judge("停水了", UNSURE)
    assert judge.tally == Tally(asked=6, answered=2)


def test_a_warm_up_that_fails_is_no_failure_of_ours(judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.loaded = False
    assert not judge.warm_up()
    assert judge.tally == Tally(trouble=Trouble.REFUSED)


def test_a_fallback_without_any_other_guess_says_nothing(judge: RasaJudge, rasa: RasaServer) -> None:
    nobody: Ranking = []
    rasa.model = lambda text: nobody
    assert judge.judge("停水了", UNSURE) is None
    assert judge.tally.trouble is Trouble.NONSENSE
