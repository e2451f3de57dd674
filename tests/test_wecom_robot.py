"""The robots of WeCom's groups: notices joined and paced, and an address nobody learns."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.wecom_robot.channel import connect
from bot.channels.wecom_robot.settings import WecomRobotSection
from bot.memory import kit_for
from handlers.messages import Button, Card
from storage.database import Database
from tests.fakes import Town
from tests.plays import Mishap
from tests.plays_wecom_robot import WecomRobotPlay, start
from tests.wecom_town import ask, send
from tests.wire import Wire

KEY = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"
RIGHT = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


@pytest.fixture
def play() -> Iterator[WecomRobotPlay]:
    """Running robots."""
    with start() as play:
        yield play


@pytest.fixture
def wire(play: WecomRobotPlay, sqlite: Database, tmp_path: Path) -> Iterator[Wire]:
    """A town with a robot in every group."""
    with Wire(sqlite, tmp_path, play).up() as wire:
        yield wire


def texts(play: WecomRobotPlay, chat: str = "g-yuan") -> list[str]:
    return [shown.text for shown in play.shown(chat)]


def test_fifty_notices_in_a_minute_all_arrive_in_order(wire: Wire, play: WecomRobotPlay) -> None:
    notices = [f"第{number}号工单超时" for number in range(50)]
    for notice in notices:
        send(wire, "g-yuan", notice)
    wire.town.later(minutes=1)
    assert len(texts(play)) <= 20
    assert "\n\n".join(texts(play)).split("\n\n") == notices


def test_a_group_does_not_wait_for_another(wire: Wire, play: WecomRobotPlay) -> None:
    for number in range(20):
        send(wire, "g-yuan", f"第{number}号")
    send(wire, "g-gr", "今晚八点停水")
    assert texts(play, "g-gr") == ["今晚八点停水"]


def test_too_many_at_once_for_the_platform_wait_a_minute(wire: Wire, play: WecomRobotPlay) -> None:
    play.fails(Mishap.BUSY)
    send(wire, "g-yuan", "停水")
    wire.town.later(seconds=50)
    assert texts(play) == []
    wire.town.later(seconds=20)
    assert texts(play) == ["停水"]


def test_after_a_failure_only_the_rest_of_a_long_text_is_posted(wire: Wire, play: WecomRobotPlay) -> None:
    long = "".join(f"第{number}户暖气不热。" for number in range(400))
    play.mishaps += [None, None, Mishap.BUSY]
    send(wire, "g-yuan", long)
    assert len(texts(play)) == 2
    wire.town.later(minutes=2)
    assert "".join(texts(play)) == long


def test_a_card_is_text_without_numbers_nobody_hears(wire: Wire, play: WecomRobotPlay) -> None:
    card = Card("工单超时", (("编号", "261116-0001"),), "暖气不热", (Button("accept", "接单"),))
    send(wire, "g-yuan", "【工单超时】\n回复数字办理：1 接单", card=card)
    assert texts(play) == ["【工单超时】\n编号：261116-0001\n暖气不热"]


def test_a_group_without_a_robot_is_named(wire: Wire) -> None:
    send(wire, "g-nobody", "停水")
    (reason,) = wire.given_up()
    assert reason is not None
    assert "g-nobody" in reason


@pytest.mark.parametrize("mishap", list(Mishap))
def test_the_key_is_told_to_nobody(
    wire: Wire, play: WecomRobotPlay, caplog: pytest.LogCaptureFixture, mishap: Mishap
) -> None:
    with caplog.at_level(logging.DEBUG):
        play.fails(mishap)
        send(wire, "g-yuan", "停水")
        send(wire, "g-gr", "停水")
        wire.town.later(hours=1)
    assert play.posts
    # What plays the platform logs its own calls.
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn")]
    with wire.town.product.database.read() as conn:
        for query in ("SELECT reason FROM outbox", "SELECT name || value FROM notes"):
            said += map(str, conn.exec_driver_sql(query).scalars())
    assert said
    assert [line for line in said if "693axxx6" in line] == []


@pytest.mark.parametrize(
    "address",
    ["", KEY, f"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", RIGHT.replace(KEY, "…"), RIGHT + " "],
)
def test_the_doctor_names_the_group_whose_address_looks_wrong(town: Town, address: str) -> None:
    section = WecomRobotSection(webhooks={"g-1": RIGHT, "g-2": address})
    platform = connect(section, kit_for(town.product, "wecom_robot"))
    (trouble,) = town.product.wires.submit(platform, platform.examine()).result(timeout=10)
    town.product.wires.close()
    assert "g-2" in trouble.sentence
    assert KEY not in f"{trouble.sentence}{trouble.remedy}"


def test_the_doctor_sees_two_groups_with_one_address(wire: Wire, town: Town) -> None:
    section = WecomRobotSection(webhooks={"g-1": RIGHT, "g-2": RIGHT})
    platform = connect(section, kit_for(town.product, "wecom_robot"))
    (trouble,) = ask(wire, platform.examine())
    assert not trouble.fatal
    assert "g-1、g-2" in trouble.sentence
