"""A town that has seen a bit of everything, and rows to put into tables."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from bot.channels.base import RefusedError
from storage.clocks import Clock
from storage.database import Database
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from storage.surveys import Survey
from storage.tickets import Ticket
from tests.fakes import MONDAY, FakeChannel, Town

DISTRICT = "yb"
Result = TypeVar("Result")


def lived_in(database: Database, folder: Path) -> Town:
    """Tickets in every state, a supporter, ratings, a dead letter and messages that wait for the morning."""
    phone = FakeChannel("sim")
    town = Town(database, folder, channels={"sim": phone})
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.says("老陈", "我家也不热，3号楼", group="g-jy")
    town.says("老陈", "今天天气不错", group="g-jy")
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "放了气，室温21度")
    town.later(days=3, hours=1)
    town.presses("李姐", "rate:2")
    town.presses("fwz", "resolve", "换了分集水器，22度")
    town.says("王姨", "锦园小区2号楼停水了")
    town.presses("王姨", "cancel")
    town.says("赵叔", "家里有煤气味，锦园小区5号楼", group="g-jy")
    phone.failures.append(RefusedError("对方已把本应用移出通讯录"))
    town.says("钱姐", "锦园小区物业乱收费")
    town.says("孙哥", "停水了")
    return town


def message(number: int, now: datetime = MONDAY, **more: object) -> InboxRow:
    """A message that waits to be handled."""
    row = InboxRow(DISTRICT, number, "sim", f"m{number}", None, "李姐", now, now, {"text": "暖气不热"}, "new", 0, now)
    for name, value in more.items():
        object.__setattr__(row, name, value)
    return row


def owed(number: int, now: datetime = MONDAY, recipient: str = "李姐", card: object = None) -> OutboxRow:
    """A message that is due."""
    card = {"title": "卡", "buttons": [{"action": "accept"}]} if card is True else card
    return OutboxRow(
        DISTRICT, number, f"k{number}", "sim", recipient, "ack", None, "已登记", card, now, now,  # type: ignore[arg-type]
    )  # fmt: skip


def ticket(number: int, now: datetime = MONDAY, **more: object) -> Ticket:
    """A ticket that was just opened."""
    row = Ticket(
        district=DISTRICT, id=number, number=f"261116-{number:04d}", category="heating", kind="complaint",
        urgency="normal", track="day", status="open", level=0, unit="jy", estate="jy", building="3", entrance=None,
        room=None, channel="sim", chat="g-jy", reporter="李姐", summary="暖气不热", opened_at=now, last_message_at=now,
    )  # fmt: skip
    for name, value in more.items():
        setattr(row, name, value)
    return row


def clock(number: int, ticket_id: int, next_at: datetime) -> Clock:
    """A clock whose next moment is given."""
    return Clock(DISTRICT, number, ticket_id, "resolve", MONDAY, next_at, None, next_at)


def survey(number: int, ticket_id: int, next_at: datetime) -> Survey:
    """A survey that is planned for a moment."""
    return Survey(DISTRICT, number, ticket_id, number, "sim", "李姐", "planned", next_at)


def minutes(count: int) -> datetime:
    """So many minutes after the beginning."""
    return MONDAY + timedelta(minutes=count)


def at_once(count: int, work: Callable[[int], Result]) -> list[Result]:
    """Let so many threads do the same thing, all starting together; what each returned."""
    gate = Barrier(count)

    def one(number: int) -> Result:
        gate.wait(10)
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
