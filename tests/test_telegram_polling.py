"""Asking Telegram ourselves: what the contract demands, and that nothing is lost or doubled by a crash."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import intake, wires
from bot.channels.telegram import polling
from bot.channels.telegram.channel import connect
from bot.memory import kit_for
from bot.wires import keep_listening
from storage import inbox
from storage.database import Database
from storage.inbox import InboxRow
from tests import telegram_town as telegram
from tests import test_channels_contract as contract
from tests.plays import Mishap
from tests.plays_telegram import TelegramPlay, start
from tests.wire import Wire, wait

play = telegram.play

STORIES: list[Callable[[Wire], None]] = [
    contract.test_a_message_is_stored_with_who_what_and_when,
    contract.test_a_long_text_arrives_whole_in_pieces_the_platform_takes,
    contract.test_rare_characters_arrive_as_they_are,
    contract.test_who_can_never_be_reached_is_told_to_people,
    contract.test_the_whole_way_from_a_message_to_a_rating,
    partial(contract.test_what_fails_for_now_is_delivered_later_once, mishap=Mishap.DOWN),
    partial(contract.test_what_fails_for_now_is_delivered_later_once, mishap=Mishap.BUSY),
]


@pytest.fixture(autouse=True)
def no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wires, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(polling, "LOOK_AGAIN", 0.01)


@pytest.fixture
def wire(sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    with start("polling") as play, Wire(sqlite, tmp_path, play).up() as wire:
        yield wire


def texts(wire: Wire) -> list[str]:
    return [row.payload["text"] for row in wire.accepted()]


@pytest.mark.parametrize("story", STORIES)
def test_what_holds_for_every_platform_holds_when_we_ask(wire: Wire, story: Callable[[Wire], None]) -> None:
    story(wire)


def test_the_address_telegram_had_before_is_taken_back(wire: Wire, play: TelegramPlay) -> None:
    play.says("李姐", "3号楼暖气不热")
    assert play.api.webhook.url == ""
    assert wire.call("POST", "/hooks/telegram", headers={"X-Telegram-Bot-Api-Secret-Token": ""}).status_code == 404


def test_a_backlog_of_many_pages_comes_once_and_in_order(wire: Wire, play: TelegramPlay) -> None:
    said = [f"第{number}句" for number in range(35)]
    updates = [play.api.update("message", play.message("李姐", text=text)) for text in said]
    for update in updates:
        play.api.post(update)
    wait(lambda: not play.api.pending)
    assert texts(wire) == said


def test_what_could_not_be_stored_is_asked_for_again(
    wire: Wire, play: TelegramPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    storing, waited = intake.storing, []

    def failing_once(*args: Any) -> Any:
        waited.append([update["update_id"] for update in play.api.pending])
        if len(waited) == 1:
            raise OSError("disk full")
        return storing(*args)

    monkeypatch.setattr(intake, "storing", failing_once)
    play.says("李姐", "3号楼暖气不热")
    assert waited[0] == waited[1] != []
    assert texts(wire) == ["3号楼暖气不热"]


def test_nothing_is_confirmed_before_it_is_stored(
    wire: Wire, play: TelegramPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    adding, begun, go_on = inbox.add, threading.Event(), threading.Event()

    def slowly(conn: Connection, row: InboxRow) -> bool:
        begun.set()
        assert go_on.wait(10)
        return adding(conn, row)

    monkeypatch.setattr(inbox, "add", slowly)
    wait(lambda: play.asked("getUpdates"))
    asked_before = len(play.asked("getUpdates"))
    play.api.post(play.api.update("message", play.message("李姐", text="3号楼暖气不热")))
    assert begun.wait(10)
    assert len(play.asked("getUpdates")) == asked_before
    assert len(play.api.pending) == 1
    go_on.set()
    wait(lambda: not play.api.pending)
    assert texts(wire) == ["3号楼暖气不热"]


def test_after_a_restart_it_goes_on_where_it_was(sqlite: Database, tmp_path: Path) -> None:
    with start("polling") as play:
        with Wire(sqlite, tmp_path, play).up() as wire:
            play.says("李姐", "3号楼暖气不热")
        last = play.asked("getUpdates")[-1]["offset"]
        # Telegram has heard the confirmation, or not: it brings the message again.
        play.api.post({"update_id": last - 1, "message": play.message("李姐", message_id="again", text="说过了")})
        with Wire(sqlite, tmp_path, play).up() as wire:
            play.says("李姐", "5号楼停水")
            assert sorted(texts(wire)) == ["3号楼暖气不热", "5号楼停水"]


def test_what_nobody_understands_stops_nothing(wire: Wire, play: TelegramPlay) -> None:
    broken = play.api.update("message", {"message_id": "x", "date": "yesterday", "chat": []})
    play.api.post(broken)
    play.says("李姐", "3号楼暖气不热")
    assert texts(wire) == ["3号楼暖气不热"]


def test_of_several_processes_one_asks_and_another_takes_over(wire: Wire, play: TelegramPlay) -> None:
    product = wire.town.product
    play.says("李姐", "3号楼暖气不热")
    second = connect(play.section(), kit_for(product, "telegram"))
    listening = product.wires.submit(second, keep_listening(second))
    play.says("李姐", "5号楼停水")
    assert play.server.conflicts == 0
    wire.listening[0].cancel()
    play.says("李姐", "电梯坏了")
    assert texts(wire) == ["3号楼暖气不热", "5号楼停水", "电梯坏了"]
    assert not listening.done()
