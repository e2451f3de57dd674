"""What is owed is delivered: once, in order, within limits, or visibly given up."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.base import Limits, RefusedError, TemporaryError
from bot.limits import Pace
from bot.product import Product
from handlers.messages import Button, Card, Kind
from handlers.notices import owe
from handlers.org import Address
from storage import outbox
from storage.database import Database
from tests.fakes import MONDAY, FakeChannel, Town


def town_with(database: Database, folder: Path, channel: FakeChannel) -> Town:
    return Town(database, folder, channels={"sim": channel})


def send(product: Product, *texts: str, to: str = "李姐") -> None:
    with product.work(f"test:{product.ids.next(product.now())}") as work:
        for text in texts:
            owe(work, Address("sim", to), Kind.ANSWER, text)


def alarm(product: Product, text: str) -> None:
    with product.work(f"test:{product.ids.next(product.now())}") as work:
        owe(work, Address("sim", "李姐"), Kind.EMERGENCY, text)


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


MERGING = Limits(per_recipient_minute=6, merge_up_to=30)  # one of the six is kept for what is urgent


def test_texts_that_would_have_to_wait_are_joined_in_their_order(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", MERGING)
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, *"一二三四五六七")
    town.worker.run_outbox()
    assert [message.text for message in channel.sent] == ["一\n\n二\n\n三\n\n四\n\n五\n\n六", "七"]
    assert [row.text for row in town.received("李姐")] == [*"一二三四五六七"]
    town.later(hours=1)
    assert len(channel.sent) == 2


def test_texts_that_may_go_at_once_are_not_joined(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", MERGING)
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, *"一二三四五")
    town.worker.run_outbox()
    assert [message.text for message in channel.sent] == [*"一二三四五"]


def test_what_waited_is_joined_with_what_came_meanwhile(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", MERGING)
    town = town_with(sqlite, tmp_path, channel)
    for text in "一二三四五六七八":
        send(town.product, text)
        town.later(seconds=1)
    assert [message.text for message in channel.sent] == [*"一二三四五"]
    town.later(minutes=1)
    assert "\n\n".join(message.text for message in channel.sent).split("\n\n") == [*"一二三四五六七八"]


def test_a_card_with_buttons_stays_by_itself_and_in_its_place(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", MERGING)
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, "一", "二")
    with town.product.work("test:2") as work:
        owe(work, Address("sim", "李姐"), Kind.ASK, "打分", card=Card("打分", (), "", (Button("rate:5", "5"),)))
        owe(work, Address("sim", "李姐"), Kind.ASK, "看看", card=Card("看看"))
    send(town.product, "三", "四", "五")
    town.worker.run_outbox()
    assert [message.text for message in channel.sent] == ["一\n\n二", "打分", "看看\n\n三\n\n四\n\n五"]
    assert [message.card is not None for message in channel.sent] == [False, True, False]


def test_joined_texts_fail_together_and_come_again_together(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", MERGING, failures=[TemporaryError("503")])
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, *"一二三四五六")
    town.worker.run_outbox()
    assert (channel.sent, town.received("李姐")) == ([], [])
    town.later(minutes=2)
    assert "".join(message.text for message in channel.sent).replace("\n\n", "") == "一二三四五六"


def test_joined_texts_that_are_refused_are_all_visible(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", MERGING, failures=[RefusedError("用户已拉黑")])
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, *"一二三四五六")
    town.worker.run_outbox()
    assert dead(town) == [(text, "用户已拉黑") for text in "一二三四五六"]


def test_an_emergency_goes_first_and_alone(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", MERGING)
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, *"一二三四五六")
    alarm(town.product, "煤气泄漏")
    town.worker.run_outbox()
    assert [message.text for message in channel.sent] == ["煤气泄漏", "一\n\n二\n\n三\n\n四\n\n五\n\n六"]


def test_an_emergency_does_not_wait_behind_what_waits(sqlite: Database, tmp_path: Path) -> None:
    channel = FakeChannel("sim", MERGING)
    town = town_with(sqlite, tmp_path, channel)
    send(town.product, *"一二三四五")
    town.worker.run_outbox()
    send(town.product, "六")
    town.worker.run_outbox()
    alarm(town.product, "煤气泄漏")
    town.worker.run_outbox()
    assert [message.text for message in channel.sent] == [*"一二三四五", "煤气泄漏"]


def test_no_minute_holds_more_than_the_platform_takes() -> None:
    pace, chance, now, sent = Pace(Limits(per_recipient_minute=30)), random.Random(7), MONDAY, list[datetime]()
    for _ in range(2000):
        now += timedelta(seconds=chance.choice((0, 0, 0, 1, 40)))
        if not pace.wait("李姐", now, urgent=chance.random() < 0.3):
            sent.append(now)
        assert sum(moment > now - timedelta(minutes=1) for moment in sent) <= 30
    assert len(sent) > 500


def test_a_pace_tells_when_exactly_it_is_free_again() -> None:
    pace = Pace(Limits(per_recipient_minute=2))
    assert [pace.wait("李姐", MONDAY + timedelta(seconds=second)) for second in (0, 20)] == [timedelta()] * 2
    now = MONDAY + timedelta(seconds=30)
    assert pace.wait("李姐", now) == timedelta(seconds=30)
    assert pace.room("李姐", now) == 0
    assert pace.wait("李姐", now + timedelta(seconds=30)) == timedelta()


def test_a_pace_spreads_messages_over_the_second() -> None:
    pace = Pace(Limits(per_second=1))
    assert pace.wait("a", MONDAY) == timedelta()
    assert pace.wait("b", MONDAY) == timedelta(seconds=1)
    assert pace.wait("b", MONDAY + timedelta(seconds=1)) == timedelta()
