"""Stories of the 公众号: the answer within the call, or when that is too late, after it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from wechatpy.crypto import WeChatCrypto

from storage.database import Database
from tests import official_account_town as account
from tests import wire as wires
from tests.official_account_sealing import AES_KEY, APP_ID, TOKEN
from tests.official_account_town import SEND_CALL, owing
from tests.plays import Hook
from tests.plays_official_account import OfficialAccountPlay, start
from tests.wire import Wire

play = account.play
WORDS = "暖气不热"  # without a place: asked for it in words, so the answer fits into the call
TWO_DAYS = timedelta(hours=48)
SOON = 0.2  # seconds: a product that waits so long is always too late here


@pytest.fixture(params=[True, False], ids=["sealed", "plain"])
def wire(request: pytest.FixtureRequest, sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town that answers within the call, in both modes."""
    with start(4.5, sealed=request.param) as play, Wire(sqlite, tmp_path, play).up() as wire:
        yield wire


@pytest.fixture
def late(sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town whose product is too slow."""
    with start(SOON) as play, Wire(sqlite, tmp_path, play).up() as wire:
        yield wire


class Calls:
    """Calls that are made while the product works."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._pool = ThreadPoolExecutor(8)

    def make(self, call: Callable[[], httpx.Response]) -> Future[httpx.Response]:
        """Make one, and go on when its message has been stored."""
        before = len(self._wire.accepted())
        future = self._pool.submit(call)
        wires.wait(lambda: len(self._wire.accepted()) > before or future.done())
        return future

    def again(self, call: Callable[[], httpx.Response]) -> Future[httpx.Response]:
        """Make one whose message is known already."""
        return self._pool.submit(call)


@pytest.fixture
def calls(wire: Wire) -> Calls:
    return Calls(wire)


def sent(play: OfficialAccountPlay) -> int:
    """How many messages were sent actively."""
    return play.wechat.calls.count(SEND_CALL)


def test_an_answer_in_time_goes_with_the_call_and_costs_nothing(
    wire: Wire, play: OfficialAccountPlay, calls: Calls
) -> None:
    answered = calls.make(lambda: play.sends("李姐", "text", Content=WORDS))
    wire.settle()
    assert "哪个小区" in play.said(answered.result(), "李姐")
    assert ["哪个小区" in shown.text for shown in play.shown("李姐")] == [True]
    assert sent(play) == 0
    assert wire.given_up() == []


def test_a_receipt_goes_with_the_call_though_it_has_a_button(
    wire: Wire, play: OfficialAccountPlay, calls: Calls
) -> None:
    answered = calls.make(lambda: play.sends("李姐", "text", Content="锦园小区3号楼暖气不热"))
    wire.settle()
    assert play.said(answered.result(), "李姐").startswith("已登记")


@pytest.mark.parametrize("said", ["a]]>b", "<b>&amp;</b>&lt;", "𠮷家村👨‍👩‍👧é̂", "一行\n二行  三"])
def test_no_text_breaks_out_of_an_answer(wire: Wire, play: OfficialAccountPlay, calls: Calls, said: str) -> None:
    answered = calls.make(lambda: play.sends("李姐", "text", Content=WORDS))
    owing(wire, said)
    wire.settle()
    assert play.said(answered.result(), "李姐") == said


def test_wechatpy_opens_our_answer(wire: Wire, play: OfficialAccountPlay, calls: Calls) -> None:
    if not play.sealed:
        pytest.skip("nothing is sealed")
    answered = calls.make(lambda: play.sends("李姐", "text", Content=WORDS))
    wire.settle()
    body, crypto = answered.result().text, WeChatCrypto(TOKEN, AES_KEY, APP_ID)
    parts = (body.partition(f"<{name}>")[2].partition("<")[0] for name in ("MsgSignature", "TimeStamp", "Nonce"))
    assert "哪个小区" in crypto.decrypt_message(body, *parts)


def test_an_answer_too_late_comes_by_itself(late: Wire) -> None:
    answer = late.play.says("李姐", WORDS)
    assert answer is not None
    assert answer.text == "success"
    late.settle()
    assert ["哪个小区" in shown.text for shown in late.play.shown("李姐")] == [True]


def test_what_does_not_fit_into_a_call_comes_by_itself(wire: Wire, play: OfficialAccountPlay, calls: Calls) -> None:
    answered = calls.make(lambda: play.sends("李姐", "text", Content=WORDS))
    owing(wire, "长" * 683)  # 2049 bytes
    wire.settle()
    assert "哪个小区" in play.said(answered.result(), "李姐")
    assert "".join(shown.text for shown in play.shown("李姐")).count("长") == 683


def test_each_call_gets_an_answer_of_its_own(wire: Wire, play: OfficialAccountPlay, calls: Calls) -> None:
    first = calls.make(lambda: play.sends("李姐", "text", Content="你好"))
    second = calls.make(lambda: play.sends("李姐", "text", Content="谢谢"))
    wire.settle()
    said = [play.said(answered.result(), "李姐") for answered in (first, second)]
    assert "自动助手" in said[0]
    assert "不客气" in said[1]
    assert sent(play) == 0


def test_nobody_gets_the_answer_of_another(wire: Wire, play: OfficialAccountPlay, calls: Calls) -> None:
    waiting = calls.make(lambda: play.sends("王叔", "text", Content=WORDS))
    play.wechat.opens(play.account("李姐"), TWO_DAYS, 5)
    owing(wire, "来水了")
    wire.settle()
    assert "哪个小区" in play.said(waiting.result(), "王叔")
    assert [shown.text for shown in play.shown("李姐")] == ["来水了"]


def test_only_the_latest_of_parallel_retries_is_answered(wire: Wire, play: OfficialAccountPlay, calls: Calls) -> None:
    hook = play.hook("李姐", WORDS, "7001")
    play.wechat.opens(play.account("李姐"), TWO_DAYS, 5)
    three = [calls.make(lambda: play.send(hook)), *(calls.again(lambda: play.send(hook)) for _ in range(2))]
    relieved, waiting = _until_one_waits(three)
    assert [call.result().text for call in relieved] == ["success", "success"]
    wire.settle()
    (last,) = waiting
    assert "哪个小区" in play.said(last.result(), "李姐")
    assert (sent(play), len(wire.accepted())) == (0, 1)


def _until_one_waits(
    three: list[Future[httpx.Response]],
) -> tuple[set[Future[httpx.Response]], set[Future[httpx.Response]]]:
    left, done = set(three), set[Future[httpx.Response]]()
    while len(left) > 1:
        ready, left = wait(left, timeout=10, return_when="FIRST_COMPLETED")
        assert ready
        done |= ready
    return done, left


def test_a_repeated_call_gets_no_second_answer(wire: Wire, play: OfficialAccountPlay, calls: Calls) -> None:
    hook = play.hook("李姐", WORDS, "7001")
    answered = calls.make(lambda: play.send(hook))
    wire.settle()
    assert "哪个小区" in play.said(answered.result(), "李姐")
    assert [play.send(hook).text for _ in range(2)] == ["success", "success"]
    wire.settle()
    assert sent(play) == 0


def test_an_answer_wechat_did_not_get_is_given_again(wire: Wire, play: OfficialAccountPlay, calls: Calls) -> None:
    hook = play.hook("李姐", WORDS, "7001")
    lost = calls.make(lambda: play.send(hook))
    wire.settle()
    lost.result()
    wire.town.clock.move_to(wire.town.clock.now() + timedelta(seconds=5))
    assert "哪个小区" in play.said(play.send(hook), "李姐")
    assert (sent(play), len(wire.accepted())) == (0, 1)


def test_a_retry_after_a_restart_is_one_message_and_one_answer(sqlite: Database, tmp_path: Path) -> None:
    with start(SOON) as play:
        with Wire(sqlite, tmp_path, play).up():
            hook = play.hook("李姐", WORDS, "7001")
            play.wechat.opens(play.account("李姐"), TWO_DAYS, 5)
            play.send(hook)
        with Wire(sqlite, tmp_path, play).up() as again:
            play.send(hook)
            again.settle()
            assert len(again.accepted()) == 1
            assert ["哪个小区" in shown.text for shown in play.shown("李姐")] == [True]


def test_a_call_that_cannot_be_stored_loses_no_answer(
    wire: Wire, play: OfficialAccountPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words handed to a call that then fails are sent by themselves."""
    entered = threading.Event()
    storing: Future[int] = Future()

    def take(*_: object) -> Future[int]:
        entered.set()
        return storing

    play.wechat.opens(play.account("李姐"), TWO_DAYS, 5)
    owing(wire, "来水了")
    hook: Hook = play.hook("李姐", WORDS, "7001")
    platform = wire.town.product.platforms["official_account"]
    with monkeypatch.context() as broken, ThreadPoolExecutor(2) as pool:
        broken.setattr(platform, "_kit", replace(platform._kit, take=take))  # type: ignore[attr-defined]
        failing = pool.submit(lambda: play.send(hook))
        assert entered.wait(10)
        delivering = pool.submit(wire.town.worker.run_outbox)
        wires.wait(lambda: _handed(platform, play.account("李姐")))
        storing.set_exception(OSError("disk full"))
        assert failing.result().status_code == 503
        delivering.result()
    assert [shown.text for shown in play.shown("李姐")] == ["来水了"]


def _handed(platform: object, account: str) -> bool:
    waiting = platform._callers._waiting.get(account, ())  # type: ignore[attr-defined]
    return any(caller.words.done() for caller in waiting)
