"""The bridge beyond what every channel does: its proofs, several bridges, and the examples we hand out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.bridge import signing
from storage.database import Database
from tests.plays_bridge import SECRET, BridgePlay, start
from tests.wire import Wire

PAGE = (Path(__file__).parent.parent / "docs" / "channel-bridge.md").read_text("utf-8")


@pytest.fixture
def play() -> Iterator[BridgePlay]:
    with start() as play:
        yield play


@pytest.fixture
def wire(sqlite: Database, tmp_path: Path, play: BridgePlay) -> Iterator[Wire]:
    with Wire(sqlite, tmp_path, play).up() as wire:
        yield wire


def test_a_call_that_is_repeated_word_for_word_is_told_so(wire: Wire, play: BridgePlay) -> None:
    hook = play.hook("李姐", "停水了", "m-1")
    assert [play.send(hook).status_code for _ in range(2)] == [200, 409]


def test_an_event_without_an_id_is_known_again_by_what_it_says(wire: Wire, play: BridgePlay) -> None:
    event = play.event("李姐", text="停水了")
    answers = [play.send(play.signed(event)).json()["new"] for _ in range(2)]
    assert answers == [1, 0]
    assert len(wire.accepted()) == 1


@pytest.mark.parametrize("late", [-signing.FRESH - 5, signing.FRESH + 5])
def test_a_call_of_another_time_is_not_believed(wire: Wire, play: BridgePlay, late: float) -> None:
    now = wire.town.clock.now().timestamp()
    answer = play.send(play.signed(play.event("李姐", text="停水了"), at=now + late))
    assert answer.status_code == 401
    assert "校准" in answer.json()["error"]


def test_of_a_list_with_one_bad_event_none_is_taken_and_the_bad_one_named(wire: Wire, play: BridgePlay) -> None:
    answer = play.send(play.signed(play.event("李姐", text="停水了"), play.event("", text="停电了")))
    assert answer.status_code == 422
    assert "第 2 条" in answer.json()["error"]
    assert wire.accepted() == []


def test_nobody_is_told_whether_another_bridge_exists(wire: Wire, play: BridgePlay) -> None:
    answer = play.send(play.signed(play.event("李姐", text="停水了"), name="other"))
    assert answer.status_code == 404


def _example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.S)
    assert found
    return found[1]


def test_the_python_example_signs_as_we_check() -> None:
    names: dict[str, Any] = {}
    exec(_example("python"), names)  # noqa: S102 - our own page
    given = names["headers"](SECRET, b"{}")
    known = {name.lower(): value for name, value in given.items()}
    assert signing.check(SECRET, known, b"{}", float(given["X-Minhu-Timestamp"])) == given["X-Minhu-Nonce"]


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("sh")), reason="no openssl here")
def test_the_shell_example_signs_as_we_check() -> None:
    script = _example("sh").partition("curl")[0] + 'printf "%s\\n%s\\n%s\\n%s" "$ts" "$nonce" "$sig" "$body"'
    run = subprocess.run(  # noqa: S603 - our own page
        ["/bin/sh", "-c", script], capture_output=True, text=True, check=True, env=os.environ | {"SECRET": SECRET}
    )
    timestamp, nonce, signature, body = run.stdout.split("\n")
    known = {
        "x-minhu-timestamp": timestamp, "x-minhu-nonce": nonce, "x-minhu-signature": signature,
    }  # fmt: skip
    assert signing.check(SECRET, known, body.encode(), float(timestamp)) == nonce
