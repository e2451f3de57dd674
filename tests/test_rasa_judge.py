"""Asking Rasa: what its answers mean, and what becomes of every way in which it may not answer."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator

import pytest

from nlu.engines.rasa import MOST_CHARS, RasaJudge, question, weighed
from nlu.judging import Judgement, Tally, Trouble
from tests.fakes_rasa import Ranking, RasaServer

UNSURE = Judgement(0.5, {}, {})


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def rasa() -> Iterator[RasaServer]:
    with RasaServer() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def judge(rasa: RasaServer, clock: Clock) -> Iterator[RasaJudge]:
    made = RasaJudge(rasa.url, now=clock)
    yield made
    made.close()


def test_the_share_of_the_categories_is_the_probability_of_an_appeal(judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.model = lambda text: [("heating", 0.6), ("chatter", 0.2), ("water", 0.15), ("me_too", 0.05)]
    found = judge.ask("屋里才13度")
    assert found is not None
    assert found.appeal == pytest.approx(0.75)
    assert found.categories == pytest.approx({"heating": 0.8, "water": 0.2})
    assert found.intents == pytest.approx({"chatter": 0.8, "me_too": 0.2})
    assert found.emergency is None
    assert judge.tally == Tally(asked=1, answered=1)


def test_where_rasa_falls_back_its_next_best_guess_counts(judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.model = lambda text: [("elevator", 0.2), ("chatter", 0.1), ("water", 0.1)]
    found = judge.ask("又坏了")
    assert found is not None
    assert found.appeal == pytest.approx(0.75)
    assert max(found.categories, key=lambda name: found.categories[name]) == "elevator"


def test_a_ranking_cut_short_still_makes_whole_shares(judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.model = lambda text: [("chatter", 0.5)]
    found = judge.ask("哈哈")
    assert found == Judgement(0.0, {}, {"chatter": 1.0})


def test_intents_that_are_not_ours_have_no_say(judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.model = lambda text: [("book_a_flight", 0.7), ("water", 0.2), ("chatter", 0.1)]
    found = judge.ask("停水了")
    assert found is not None
    assert found.appeal == pytest.approx(2 / 3)


def test_its_word_counts_for_half_beside_what_is_known(judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.model = lambda text: [("heating", 0.8), ("chatter", 0.2)]
    known = Judgement(0.4, {"heating": 0.5, "water": 0.5}, {"me_too": 1.0}, emergency=0.3)
    found = judge.judge("屋里才13度", known)
    assert found is not None
    assert found.appeal == pytest.approx(0.6)
    assert found.emergency == 0.3
    assert found.categories == pytest.approx({"heating": 0.75, "water": 0.25})
    assert found.intents == pytest.approx({"me_too": 0.5, "chatter": 0.5})


def test_who_says_nothing_of_a_side_leaves_it_to_the_other() -> None:
    nothing, known = Judgement(0.0, {}, {"thanks": 1.0}), Judgement(0.4, {"heating": 1.0}, {})
    assert weighed(known, nothing, 0.5) == Judgement(0.2, {"heating": 1.0}, {"thanks": 1.0})


def test_rasa_is_always_wanted(judge: RasaJudge) -> None:
    assert judge.wanted(Judgement(0.99, {"heating": 1.0}, {}))


def test_a_long_letter_is_cut_and_a_half_character_left_out(judge: RasaJudge, rasa: RasaServer) -> None:
    judge.judge("\ud83d暖气\x00不热\n" * 10_000, UNSURE)
    assert len(rasa.heard[0]) <= MOST_CHARS
    assert rasa.heard[0].startswith("暖气 不热 ")


@pytest.mark.parametrize("text", ["", "  \n\t ", "\ud800", "\x00\x01"])
def test_nothing_to_ask_is_not_asked(judge: RasaJudge, rasa: RasaServer, text: str) -> None:
    assert judge.judge(text, UNSURE) is None
    assert rasa.paths == []
    assert judge.tally == Tally()


def test_emoji_arrive_as_they_were_written(judge: RasaJudge, rasa: RasaServer) -> None:
    judge.judge("暖气片🥶凉的", UNSURE)
    assert rasa.heard == ["暖气片🥶凉的"]
    assert question("暖气片🥶凉的") == "暖气片🥶凉的"


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


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:5005", "ftp://rasa", "http://", "rasa", "http://[::1", "http://a..b", "http://me:s3cret@rasa",
     "http://rasa?token=s3cret", "http://rasa/#top"],
)  # fmt: skip
def test_what_is_no_address_is_said_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="Rasa 的地址应是 http 或 https 地址"):
        RasaJudge(url)


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


def test_the_warm_up_is_a_parse_nobody_counts(judge: RasaJudge, rasa: RasaServer) -> None:
    assert judge.warm_up()
    assert rasa.heard == ["你好"]
    assert judge.tally == Tally()


def test_a_warm_up_that_fails_is_no_failure_of_ours(judge: RasaJudge, rasa: RasaServer) -> None:
    rasa.loaded = False
    assert not judge.warm_up()
    assert judge.tally == Tally(trouble=Trouble.REFUSED)


def test_the_token_is_sent_and_never_logged(rasa: RasaServer, caplog: pytest.LogCaptureFixture) -> None:
    rasa.token = "s3cret&+/"
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")
    known = RasaJudge(rasa.url, "s3cret&+/")
    assert known.judge("停水了", UNSURE) is not None
    assert known.health().model is not None
    rasa.token = "another"
    assert known.judge("停水了", UNSURE) is None
    known.close()
    assert "token=s3cret" in rasa.paths[0]
    assert "/model/parse" in caplog.text
    assert "s3cret" not in caplog.text + repr(known) + str(vars(known))


def test_the_address_of_the_version_bears_no_token(rasa: RasaServer) -> None:
    known = RasaJudge(rasa.url, "s3cret")
    known.health()
    known.close()
    assert rasa.paths == ["GET /version", "GET /status?token=s3cret"]


def test_a_fallback_without_any_other_guess_says_nothing(judge: RasaJudge, rasa: RasaServer) -> None:
    nobody: Ranking = []
    rasa.model = lambda text: nobody
    assert judge.judge("停水了", UNSURE) is None
    assert judge.tally.trouble is Trouble.NONSENSE
