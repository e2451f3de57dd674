"""What every platform must do, told once and lived through on each of them over real sockets."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.channels.registry import kinds
from handlers.messages import Kind
from handlers.notices import owe
from handlers.org import Address
from handlers.workflow import ALLOWED
from storage import checks
from storage.database import Database
from tests.plays import Hook, Mishap, everybody
from tests.wire import Wire

PLAYS = everybody()
LONG = "暖气不热😀老人孩子都冻着，\n" * 700
RARE = "𠮷家村👨‍👩‍👧3号楼暖气不热，é̂]]>&lt;<b>"
QUICK, THOROUGH = 60, 10_000  # spoiled calls


@pytest.fixture(params=sorted(PLAYS))
def wire(request: pytest.FixtureRequest, sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town on one platform after the other."""
    with PLAYS[request.param]() as play, Wire(sqlite, tmp_path, play).up() as wire:
        yield wire


@pytest.fixture
def sending(wire: Wire) -> Wire:
    """Only where people are sent anything; what only hears refuses, visibly."""
    if not wire.town.product.platforms[wire.play.name].sends:
        pytest.skip("this platform only hears")
    return wire


@pytest.fixture
def speaking(wire: Wire) -> Wire:
    """Only where residents can write to us."""
    if not wire.play.speaks:
        pytest.skip("nobody writes to us on this platform")
    return wire


@pytest.fixture
def hooked(speaking: Wire) -> Wire:
    """Only where the platform calls us."""
    if not speaking.play.hooked:
        pytest.skip("we ask this platform ourselves")
    return speaking


def make(wire: Wire, hook: Hook) -> httpx.Response:
    return wire.call(hook.method, hook.path, params=hook.query, headers=hook.headers, content=hook.body)


def owing(wire: Wire, text: str, to: str = "yuan", kind: Kind = Kind.ANSWER) -> None:
    with wire.town.product.work("test:1") as work:
        owe(work, Address(wire.play.name, wire.play.account(to)), kind, text)


def test_every_channel_is_played() -> None:
    assert sorted(PLAYS) == sorted(kinds())


def test_a_message_is_stored_with_who_what_and_when(speaking: Wire) -> None:
    speaking.play.says("李姐", RARE, "m-1")
    (row,) = speaking.accepted()
    assert (row.channel, row.sender, row.chat) == (speaking.play.name, speaking.play.account("李姐"), None)
    assert row.payload["text"] == RARE
    assert abs((row.at - speaking.town.clock.now()).total_seconds()) < 60


def test_repeated_deliveries_are_one_message(hooked: Wire) -> None:
    hook = hooked.play.hook("李姐", "暖气不热", "m-1")
    statuses = {make(hooked, hook).status_code for _ in range(3)}
    assert all(status < 500 for status in statuses)
    assert len(hooked.accepted()) == 1


def test_deliveries_repeated_at_the_same_moment_are_one_message(hooked: Wire) -> None:
    hook = hooked.play.hook("李姐", "暖气不热", "m-1")
    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(lambda _: make(hooked, hook), range(8))]
    assert all(answer.status_code < 500 for answer in answers)
    assert len(hooked.accepted()) == 1


def test_two_people_at_the_same_moment_are_two_messages(hooked: Wire) -> None:
    hooks = [hooked.play.hook(who, "暖气不热", f"m-{who}") for who in ("李姐", "王叔")]
    with ThreadPoolExecutor(2) as pool:
        answers = [*pool.map(lambda hook: make(hooked, hook), hooks)]
    assert {answer.status_code for answer in answers} == {200}
    assert len(hooked.accepted()) == 2


def test_a_forged_call_is_turned_away(hooked: Wire) -> None:
    answer = make(hooked, hooked.play.forged("李姐", "暖气不热", "m-1"))
    assert 400 <= answer.status_code < 500
    assert hooked.accepted() == []


def test_too_large_a_call_is_turned_away(hooked: Wire) -> None:
    hook = hooked.play.hook("李姐", "暖气不热", "m-1")
    answer = make(hooked, replace(hook, body=b"<" * 9_600_000))
    assert answer.status_code == 413
    assert hooked.accepted() == []


def test_spoiled_calls_never_trouble_us(hooked: Wire) -> None:
    _spoil(hooked, QUICK)


@pytest.mark.slow
def test_ten_thousand_spoiled_calls_never_trouble_us(hooked: Wire) -> None:
    _spoil(hooked, THOROUGH)


def _spoil(wire: Wire, count: int) -> None:
    chance = random.Random(7)
    with httpx.Client(base_url=wire.url, timeout=20, trust_env=False) as client:
        for number in range(count):
            hook = _spoiled(wire.play.hook("李姐", "暖气不热", f"m-{number}"), chance)
            answer = client.request(hook.method, hook.path, params=hook.query, headers=hook.headers, content=hook.body)
            assert answer.status_code < 500, (number, answer.status_code, hook.body[:300])
    wire.settle()
    with wire.town.product.database.read() as conn:
        allowed = {before.value: frozenset(status.value for status in after) for before, after in ALLOWED.items()}
        assert checks.check(conn, wire.town.product.district, allowed) == []


def _spoiled(hook: Hook, chance: random.Random) -> Hook:
    """With some bytes of its body changed, dropped, doubled, or its query spoiled."""
    body = bytearray(hook.body)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(max(len(body), 1))
        way = chance.randrange(5)
        if way == 0 and body:
            body[min(at, len(body) - 1)] = chance.randrange(256)
        elif way == 1:
            del body[at : at + chance.randint(1, 40)]
        elif way == 2:
            body[at:at] = body[at : at + chance.randint(1, 40)]
        elif way == 3:
            body[at:at] = chance.choice((b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"]]>", b'"', b"[" * 200, b"9" * 400))
    query = dict(hook.query)
    if query and chance.random() < 0.2:
        query[chance.choice(sorted(query))] = chance.choice(("", "0", "\u0000", "x" * 2000, "中"))
    return replace(hook, body=bytes(body), query=query)


def test_a_long_text_arrives_whole_in_pieces_the_platform_takes(sending: Wire) -> None:
    text = LONG[: sending.play.longest]  # a few messages: some platforms take five, and then no more
    owing(sending, text)
    _deliver_all(sending)
    pieces = [shown.text for shown in sending.play.shown(sending.play.account("yuan"))]
    assert all(sending.play.size(piece) <= sending.play.longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_rare_characters_arrive_as_they_are(sending: Wire) -> None:
    owing(sending, RARE)
    _deliver_all(sending)
    assert [shown.text for shown in sending.play.shown(sending.play.account("yuan"))] == [RARE]


@pytest.mark.parametrize("mishap", [Mishap.DOWN, Mishap.BUSY])
def test_what_fails_for_now_is_delivered_later_once(sending: Wire, mishap: Mishap) -> None:
    sending.play.fails(mishap)
    owing(sending, "来水了")
    sending.settle()
    assert sending.play.shown(sending.play.account("yuan")) == []
    _deliver_all(sending)
    assert [shown.text for shown in sending.play.shown(sending.play.account("yuan"))] == ["来水了"]


def test_who_can_never_be_reached_is_told_to_people(wire: Wire) -> None:
    wire.play.fails(Mishap.GONE)
    owing(wire, "来水了")
    _deliver_all(wire)
    (reason,) = wire.given_up()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in reason or "")


def test_the_whole_way_from_a_message_to_a_rating(speaking: Wire) -> None:
    play = speaking.play
    resident, chief = "李姐", play.account("yuan")
    play.says(resident, "锦园小区3号楼暖气不热")
    speaking.settle()
    assert any("暖气" in shown.text or "供暖" in shown.text for shown in play.shown(chief))
    play.presses("yuan", "接单")
    speaking.settle()
    play.presses("yuan", "办结")
    speaking.settle()
    play.says("yuan", "放了气，室温21度")
    speaking.settle()
    assert speaking.town.ticket().status == "resolved"
    speaking.town.later(hours=30)
    play.says(resident, "谢谢")  # keeps the window of platforms open that close it after two days
    speaking.town.later(days=2)
    asked = play.shown(play.account(resident))[-1]
    assert asked.buttons or "5" in asked.text
    _rate(speaking, resident)
    ticket = speaking.town.ticket()
    assert (ticket.status, ticket.rating) == ("closed", 5)


def _rate(wire: Wire, resident: str) -> None:
    fives = [label for label in wire.play.shown(wire.play.account(resident))[-1].buttons if label.startswith("5")]
    if fives:
        wire.play.presses(resident, fives[0])
    else:
        wire.play.says(resident, "5")
    wire.settle()


def _deliver_all(wire: Wire) -> None:
    """Everything that is owed now, however slowly the platform takes it."""
    wire.settle()
    wire.town.later(minutes=30)
