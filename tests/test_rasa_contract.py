"""The facts of Rasa 3.6 our client relies on, held against the fake, and by `make rasa` against a real server."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from nlu.engines.rasa import RasaJudge
from nlu.engines.rasa_health import State
from nlu.judging import Judgement, Tally
from tests.fakes_rasa import FALLBACK, RasaServer

UNSURE = Judgement(0.5, {}, {})
# Read before any test begins: `python -m nlu.rasa.run_with` sets them.
REAL_URL, REAL_TOKEN = os.environ.get("RASA_TEST_URL"), os.environ.get("RASA_TEST_TOKEN")


@dataclass
class Address:
    """Where a server is, real or not."""

    url: str
    token: str

    def post(self, body: bytes, token: str | None = None) -> httpx.Response:
        query = {"token": self.token if token is None else token}
        return httpx.post(f"{self.url}/model/parse", params=query, content=body, timeout=30)

    def parse(self, text: str) -> httpx.Response:
        return self.post(json.dumps({"text": text}).encode())

    def get(self, path: str, token: str = "") -> httpx.Response:
        return httpx.get(f"{self.url}{path}", params={"token": token} if token else {}, timeout=30)


@pytest.fixture(params=["fake", "real"])
def rasa(request: pytest.FixtureRequest) -> Iterator[Address]:
    if request.param == "fake":
        with RasaServer(token="s3cret") as server:
            yield Address(server.url, "s3cret")
    elif REAL_URL and REAL_TOKEN:
        yield Address(REAL_URL, REAL_TOKEN)
    else:
        pytest.skip("no real Rasa here; `make rasa` starts one")


def test_an_answer_ranks_intents_from_the_likeliest_on(rasa: Address) -> None:
    reply = rasa.parse("暖气不热没人管")
    answer = reply.json()
    assert reply.status_code == 200
    assert answer["text"] == "暖气不热没人管"
    assert answer["intent"] == answer["intent_ranking"][0]
    real = [guess["confidence"] for guess in answer["intent_ranking"] if guess["name"] != FALLBACK]
    assert real == sorted(real, reverse=True)
    assert all(0 <= confidence <= 1.01 for confidence in real)


def test_answers_are_ascii(rasa: Address) -> None:
    assert rasa.parse("暖气🥶").content.isascii()


@pytest.mark.parametrize(("body", "status"), [(b"", 400), (b"{}", 500), (b'{"text": 5}', 500), (b"nonsense", 500)])
def test_what_is_no_question_is_an_error(rasa: Address, body: bytes, status: int) -> None:
    reply = rasa.post(body)
    assert reply.status_code == status
    assert reply.json()["status"] == "failure"
    assert reply.json()["code"] == status


@pytest.mark.parametrize("token", ["", "guess"])
def test_the_token_is_asked_for_in_the_address(rasa: Address, token: str) -> None:
    reply = rasa.post(b'{"text": "x"}', token)
    assert reply.status_code == 401
    assert reply.json()["reason"] == "NotAuthenticated"


def test_the_version_is_no_secret_and_the_state_is(rasa: Address) -> None:
    assert rasa.get("/version").json()["version"].startswith("3.6.")
    assert rasa.get("/status").status_code == 401
    assert rasa.get("/status", rasa.token).json()["model_file"].endswith(".tar.gz")


def test_another_path_is_not_found(rasa: Address) -> None:
    assert rasa.get("/elsewhere").status_code == 404


def test_our_client_understands_it(rasa: Address) -> None:
    judge = RasaJudge(rasa.url, rasa.token, timeout=30)
    assert judge.health().state is State.READY
    assert judge.warm_up()
    found = judge.judge("暖气不热没人管", UNSURE)
    assert found is not None
    assert found.appeal > 0.5
    assert max(found.categories, key=lambda name: found.categories[name]) == "heating"
    for text in ("😀", "暖" * 10_000, "\ud83d坏了", "‮反过来"):
        assert judge.judge(text, UNSURE) is not None
    assert judge.tally == Tally(asked=5, answered=5)
    judge.close()
