"""M7, M13: everybody who works on one appeal in one room; where there can be none, everybody's telephone number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.base import Channel, RoomWanted, TemporaryError
from storage import rooms, tickets
from storage.database import Database
from storage.rooms import Room
from storage.tickets import TicketMessage
from storage.tree import Account, Duty, Person, Tree
from tests.fakes import FakeChannel, Town, tree
from tests.life_fakes import did, kinds, people, sent

THREE = """
extends: default
name: three
title: 三方
joint:
  rooms:
    - name: 三方会商
      when: {category: [property]}
      at: [estate, community]
      roles: [owners_committee, property_manager]
"""


class WithRooms(FakeChannel):
    """A platform that makes rooms, and fails as told."""

    made: list[RoomWanted]

    async def open_room(self, room: RoomWanted) -> None:
        """Make it, or fail."""
        if self.failures:
            raise self.failures.pop(0)
        self.made.append(room)


def three() -> Tree:
    """The town with an owners' committee and the pack of three parties."""
    found = tree()
    return replace(
        found,
        policy="three",
        people=[*found.people, Person("ywh", "马主任", "13700000000")],
        accounts=[*found.accounts, Account("sim", "ywh", "ywh")],
        duties=[*found.duties, Duty("ywh", "owners_committee", "jy")],
    )


def on(channel: str, found: Tree) -> Tree:
    """The same people on another channel."""
    return replace(found, accounts=[replace(account, channel=channel) for account in found.accounts])


def room(town: Town) -> Room | None:
    """The room of the first ticket."""
    with town.product.database.read() as conn:
        return rooms.of_ticket(conn, town.product.district, town.tickets()[0].id)


def messages(town: Town) -> list[TicketMessage]:
    """What belongs to the first ticket."""
    with town.product.database.read() as conn:
        return tickets.messages_of(conn, town.tickets()[0])


@pytest.fixture
def parties(database: Database, tmp_path: Path) -> Town:
    """A town in which the three parties of a complaint about the property company were called together."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "three.yml").write_text(THREE, encoding="utf-8")
    town = Town(database, tmp_path, three())
    town.says("李姐", "锦园3号楼物业不管门禁")
    town.presses("yuan", "accept")
    return town


def test_m13_three_parties_are_in_one_room_as_soon_as_it_is_accepted(parties: Town) -> None:
    """M13: 居委会·业委会·物业 talk it over in one room; what is said there is on the timeline."""
    made, number = room(parties), parties.ticket().number
    assert made is not None
    assert (made.chat, made.opened_at) == (f"room-{number}", parties.clock.now())
    assert set(made.people) == {"yuan", "ywh", "wuye"}
    first = parties.received(f"room-{number}")[0].text
    assert "锦园小区" in first
    assert "门禁" not in first
    assert "3号楼" not in first
    assert people(parties, parties.ticket())["ywh"] == "participant"
    assert "room" in kinds(parties, parties.ticket())


def test_what_is_said_in_a_room_is_recorded_and_opens_nothing(parties: Town) -> None:
    chat = f"room-{parties.ticket().number}"
    outcome = parties.says("wuye", "暖气那边也不热，明天一起修", group=chat)
    assert outcome is not None
    assert outcome.ticket_id == parties.ticket().id
    assert [(row.sender, row.part) for row in messages(parties)][-1] == ("wuye", "room")
    assert len(parties.tickets()) == 1
    assert len(parties.received(chat)) == 1


def test_a_whistle_calls_everybody_to_one_room(heating: Town) -> None:
    heating.presses("yuan", "accept")
    assert did(heating, "yuan", "whistle", "供热办 没气了")
    made = room(heating)
    assert made is not None
    assert set(made.people) == {"yuan", "gr"}


def test_a_room_is_made_once_and_tried_again_until_its_platform_can(sqlite: Database, tmp_path: Path) -> None:
    channel = WithRooms("chatty")
    channel.made = []
    channels: dict[str, Channel] = {"chatty": channel, "sim": FakeChannel("sim")}
    town = Town(sqlite, tmp_path, on("chatty", tree()), channels)
    town.says("李姐", "锦园3号楼暖气不热")
    number = town.ticket().number
    town.presses("yuan", "accept", channel="chatty")
    channel.failures = [TemporaryError("平台忙")] * 3
    assert did(town, "yuan", "whistle", "供热办 没气了", channel="chatty")
    town.later(minutes=10)
    assert [wanted.chat for wanted in channel.made] == [f"room-{number}"]
    assert set(channel.made[0].members) == {"yuan", "gr"}
    assert channel.made[0].key.isalnum()
    assert room(town).opened_at is not None  # type: ignore[union-attr]


def test_where_a_platform_makes_none_everybody_gets_the_telephone_numbers(sqlite: Database, tmp_path: Path) -> None:
    channels: dict[str, Channel] = {"plain": FakeChannel("plain"), "sim": FakeChannel("sim")}
    town = Town(sqlite, tmp_path, on("plain", tree()), channels)
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept", channel="plain")
    assert did(town, "yuan", "whistle", "供热办 没气了", channel="plain")
    town.later(minutes=1)
    told = [row.text for row in town.received("gr", "plain") if "请打电话商量" in row.text]
    assert len(told) == 1
    assert "李秀英1390000000" in told[0]
    assert "no_room" in kinds(town, town.tickets()[0])
    assert sent(town, f"room-{town.tickets()[0].number}") == []
