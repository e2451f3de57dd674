"""What is owed is delivered: once, in order, within limits, or visibly given up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.channels.base import Limits, RefusedError, TemporaryError
from bot.limits import Pace
from bot.product import Product
from handlers.messages import Kind
from handlers.notices import owe
from handlers.org import Address
from storage import outbox
from storage.database import Database
from tests.fakes import MONDAY, FakeChannel, Town


def town_with(database: Database, folder: Path, channel: FakeChannel) -> Town:
    return Town(database, folder, channels={"sim": channel})


def send(product: Product, *texts: str, to: str = "李姐") -> None:
    with product.work("test:1") as work:
        for text in texts:
            owe(work, Address("sim", to), Kind.ANSWER, text)


def dead(town: Town) -> list[tuple[str, str | None]]:
    with town.product.database.read() as conn:
        return [(row.text, row.reason) for row in outbox.dead_letters(conn, "yb")]


def test_messages_of_one_recipient_arrive_in_order_and_once(database: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim")
    town = town_with(database, tmp_path, channel)
    send(town.product, "一", "二", "三")
    town.worker.run_outbox()
    town.worker.run_outbox()
    assert [message.text for message in channel.sent] == ["一", "二", "三"]
    assert len({message.key for message in channel.sent}) == 3


def test_a_failing_platform_is_tried_again_later_and_later_messages_wait_their_turn(
    database: Database, tmp_path: Path
) -> None:
    channel = FakeChannel("sim", failures=[TemporaryError("503"), TemporaryError("503")])
    town = town_with(database, tmp_path, channel)
    send(town.product, "回执", "结果")
    town.worker.run_outbox()
    assert channel.sent == []
    town.later(minutes=2)
    assert [message.text for message in channel.sent] == ["回执", "结果"]


def test_the_platforms_retry_after_is_honoured(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", failures=[TemporaryError("429", retry_after=90)])
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, "通知")
    town.worker.run_outbox()
    town.later(seconds=80)
    assert channel.sent == []
    town.later(seconds=20)
    assert len(channel.sent) == 1


def test_what_never_succeeds_becomes_a_dead_letter_that_can_be_sent_anew(database: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", failures=[TemporaryError("连接超时")] * 8)
    town = town_with(database, tmp_path, channel)
    send(town.product, "通知")
    town.worker.run_outbox()
    town.later(hours=12)
    assert dead(town) == [("通知", "连接超时")]

    with town.product.database.begin() as conn:
        assert outbox.revive(conn, "yb", town.clock.now()) == 1
    town.worker.run_outbox()
    assert [message.text for message in channel.sent] == ["通知"]
    assert dead(town) == []


def test_a_refusal_is_final_and_does_not_hold_up_the_others(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", failures=[RefusedError("用户已拉黑")])
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, "一", "二")
    town.worker.run_outbox()
    assert [message.text for message in channel.sent] == ["二"]
    assert dead(town) == [("一", "用户已拉黑")]


def test_a_bug_in_a_channel_loses_nothing(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", failures=[KeyError("boom")])
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, "通知")
    town.worker.run_outbox()
    town.later(minutes=1)
    assert [message.text for message in channel.sent] == ["通知"]


def test_somebody_without_any_channel_is_a_visible_dead_letter(town: Town) -> None:
    send(town.product, "通知", to="nobody")
    with town.product.work("test:2") as work:
        owe(work, Address("none", "zhang"), Kind.NOTIFY, "新工单")
    town.worker.run_outbox()
    assert dead(town) == [("新工单", "此人没有可用的联系渠道")]


def test_a_worker_that_dies_while_sending_gives_the_message_back(database: Database, tmp_path: Path) -> None:
    town = town_with(database, tmp_path, FakeChannel("sim"))
    send(town.product, "通知")
    with town.product.database.begin() as conn:
        assert len(outbox.lease(conn, town.clock.now(), 120, 10)) == 1
    with town.product.database.begin() as conn:
        assert outbox.lease(conn, town.clock.now(), 120, 10) == []
    town.later(minutes=3)
    assert [message.text for message in town.received("李姐")] == ["通知"]


def test_a_recipient_gets_no_more_a_minute_than_the_platform_takes(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", Limits(per_recipient_minute=2))
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, "一", "二", "三")
    town.worker.run_outbox()
    assert [message.text for message in channel.sent] == ["一", "二"]
    town.later(minutes=1)
    assert [message.text for message in channel.sent] == ["一", "二", "三"]


def test_a_pace_spreads_messages_over_the_second() -> None:
    pace = Pace(Limits(per_second=1))
    assert pace.wait("a", MONDAY) == timedelta()
    assert pace.wait("b", MONDAY) == timedelta(seconds=1)
    assert pace.wait("b", MONDAY + timedelta(seconds=1)) == timedelta()
