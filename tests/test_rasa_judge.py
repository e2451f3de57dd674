"""Asking Rasa: what is asked, and what its answers mean."""

from __future__ import annotations

import logging

import pytest

from nlu.engines.rasa import MOST_CHARS, RasaJudge, question, weighed
from nlu.judging import Judgement, Tally
from tests import fakes_rasa as fakes
from tests.fakes_rasa import UNSURE, RasaServer

rasa, clock, judge = fakes.rasa, fakes.clock, fakes.judge


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


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:5005", "ftp://rasa", "http://", "rasa", "http://[::1", "http://a..b", "http://me:s3cret@rasa",
     "http://rasa?token=s3cret", "http://rasa/#top"],
)  # fmt: skip
def test_what_is_no_address_is_said_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="Rasa 的地址应是 http 或 https 地址"):
        RasaJudge(url)


def test_the_warm_up_is_a_parse_nobody_counts(judge: RasaJudge, rasa: RasaServer) -> None:
    assert judge.warm_up()
    assert rasa.heard == ["你好"]
    assert judge.tally == Tally()


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
