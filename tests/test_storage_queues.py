"""Inbox and outbox: nothing twice, nothing lost, whoever works on them at the same time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from storage import inbox, outbox
from storage.batch import Batch
from storage.database import Database
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from tests.fakes import MONDAY
from tests.storage_fakes import DISTRICT, at_once, message, minutes, owed


def put(database: Database, *rows: OutboxRow) -> None:
    """Owe messages."""
    batch = Batch()
    for row in rows:
        outbox.add(batch, row)
    with database.begin() as conn:
        batch.flush(conn)


def lease(database: Database, minute: int = 0, limit: int = 100) -> list[OutboxRow]:
    """Take what is due, for a minute."""
    with database.begin() as conn:
        return outbox.lease(conn, minutes(minute), 60, limit, DISTRICT)


def only(database: Database) -> OutboxRow:
    """The one row there is."""
    with database.read() as conn:
        (row,) = outbox.everything(conn, DISTRICT)
    return row


# --- inbox ---


def test_a_message_delivered_by_eight_threads_at_once_is_one_row(database: Database) -> None:
    def deliver(number: int) -> bool:
        with database.begin() as conn:
            return inbox.add(conn, message(number, message_id="same"))

    assert Counter(at_once(8, deliver)) == {True: 1, False: 7}
    with database.read() as conn:
        assert inbox.count_by_state(conn, DISTRICT) == {"new": 1}


def test_the_same_id_on_another_channel_is_another_message(database: Database) -> None:
    with database.begin() as conn:
        assert inbox.add(conn, message(1, message_id="1"))
        assert inbox.add(conn, message(2, message_id="1", channel="wecom"))
        found = inbox.by_message(conn, DISTRICT, "wecom", "1")
        assert found is not None
        assert found.id == 2
        assert inbox.by_message(conn, DISTRICT, "telegram", "1") is None


def test_each_message_is_claimed_by_one_worker(database: Database) -> None:
    rows = [message(number) for number in range(20)]
    with database.begin() as conn:
        for row in rows:
            inbox.add(conn, row)

    def handle(_: int) -> list[int]:
        mine = []
        for row in rows:
            with database.begin() as conn:
                if inbox.claim(conn, row):
                    batch = Batch()
                    inbox.done(batch, row, MONDAY, "appeal", "新的诉求", None)
                    batch.flush(conn)
                    mine.append(row.id)
        return mine

    handled = [number for mine in at_once(4, handle) for number in mine]
    assert sorted(handled) == list(range(20))
    with database.read() as conn:
        assert inbox.waiting(conn, DISTRICT, minutes(9), 100) == []
        done = inbox.get_many(conn, DISTRICT, [3])[0]
    assert (done.state, done.intent, done.reason, done.handled_at) == ("done", "appeal", "新的诉求", MONDAY)


def test_a_message_that_failed_waits_and_is_then_given_up(database: Database) -> None:
    row = message(1)
    with database.begin() as conn:
        inbox.add(conn, row)
        inbox.failed(conn, row, minutes(5), "KeyError")
        assert inbox.waiting(conn, DISTRICT, minutes(4), 10) == []
        (again,) = inbox.waiting(conn, DISTRICT, minutes(5), 10)
        assert again.attempts == 1
        inbox.failed(conn, again, None, "KeyError")
        assert inbox.waiting(conn, DISTRICT, minutes(99), 10) == []
        assert inbox.count_by_state(conn, DISTRICT) == {"failed": 1}


def test_a_message_another_worker_has_handled_does_not_fail_afterwards(database: Database) -> None:
    row, batch = message(1), Batch()
    inbox.done(batch, row, MONDAY, None, "好", None)
    with database.begin() as conn:
        inbox.add(conn, row)
        batch.flush(conn)
        inbox.failed(conn, row, minutes(1), "timeout")
        assert inbox.count_by_state(conn, DISTRICT) == {"done": 1}


def test_messages_wait_in_the_order_they_came(database: Database) -> None:
    with database.begin() as conn:
        for number in (3, 1, 2):
            inbox.add(conn, message(number, chat="g" if number > 1 else None, sender="李姐" if number < 3 else "王"))
        assert [row.id for row in inbox.waiting(conn, DISTRICT, MONDAY, 2)] == [1, 2]
        assert [row.id for row in inbox.talk(conn, DISTRICT, "sim", "g")] == [2, 3]
        assert [row.id for row in inbox.talk(conn, DISTRICT, "sim", None, "李姐")] == [1]
        assert inbox.waiting(conn, "another", MONDAY, 9) == []
        assert isinstance(inbox.get_many(conn, DISTRICT, [2, 99])[0], InboxRow)


# --- outbox ---


def test_no_message_is_leased_twice_by_four_senders(database: Database) -> None:
    put(database, *(owed(number) for number in range(200)))

    def send(_: int) -> list[int]:
        mine: list[int] = []
        while rows := lease(database, limit=10):
            mine += [row.id for row in rows]
        return mine

    leased = [number for mine in at_once(4, send) for number in mine]
    assert sorted(leased) == list(range(200))


def test_a_lease_runs_out_when_its_sender_died(database: Database) -> None:
    put(database, owed(1))
    assert [row.attempts for row in lease(database)] == [0]
    assert lease(database) == []
    assert [row.attempts for row in lease(database, 1)] == [1]


def test_what_is_not_due_is_not_leased_and_the_longest_waiting_goes_first(database: Database) -> None:
    put(database, owed(1, minutes(5)), owed(2, minutes(3)), owed(3, minutes(9)))
    with database.read() as conn:
        assert outbox.next_due(conn, DISTRICT) == minutes(3)
        assert outbox.next_due(conn, "another") is None
    assert [row.id for row in lease(database, 5)] == [2, 1]


def test_a_sender_takes_its_own_district_or_all(database: Database) -> None:
    put(database, owed(1), replace(owed(2), district="another"))
    assert [row.id for row in lease(database)] == [1]
    with database.begin() as conn:
        assert [row.id for row in outbox.lease(conn, minutes(9), 60, 9)] == [2, 1]


def test_a_sender_that_slept_past_its_lease_does_not_undo_the_other(database: Database) -> None:
    put(database, owed(1))
    (slow,) = lease(database, 0)
    (quick,) = lease(database, 2)
    with database.begin() as conn:
        outbox.sent(conn, [quick], minutes(2))
        outbox.later(conn, slow, minutes(3), "超时", 1)
        outbox.dead(conn, slow, "拒收")
        outbox.sent(conn, [slow], minutes(4))
    assert (only(database).state, only(database).sent_at) == ("sent", minutes(2))
    assert lease(database, 99) == []


def test_a_sender_that_slept_past_its_lease_does_not_shorten_the_lease_of_the_other(database: Database) -> None:
    put(database, owed(1))
    (slow,) = lease(database, 0)
    (quick,) = lease(database, 2)
    with database.begin() as conn:
        outbox.later(conn, slow, minutes(2), "超时", 1)
    assert lease(database, 2) == []
    with database.begin() as conn:
        outbox.dead(conn, quick, "拒收")
    assert only(database).state == "dead"


def test_what_a_slow_sender_did_send_is_not_sent_a_third_time(database: Database) -> None:
    put(database, owed(1))
    (slow,) = lease(database, 0)
    lease(database, 2)
    with database.begin() as conn:
        outbox.sent(conn, [slow], minutes(2))
    assert lease(database, 99) == []


def test_later_means_later_and_counts_what_it_is_told(database: Database) -> None:
    put(database, owed(1))
    (row,) = lease(database)
    with database.begin() as conn:
        outbox.later(conn, row, minutes(7), "限流", 0)
    assert (only(database).attempts, only(database).reason) == (0, "限流")
    assert lease(database, 6) == []
    assert len(lease(database, 7)) == 1


def test_dead_letters_stay_visible_and_can_be_sent_anew(database: Database) -> None:
    put(database, owed(1), owed(2), owed(3))
    with database.begin() as conn:
        for row in outbox.lease(conn, MONDAY, 60, 2):
            outbox.dead(conn, row, "拒收")
        assert [row.reason for row in outbox.dead_letters(conn, DISTRICT)] == ["拒收", "拒收"]
        assert outbox.count_by_state(conn, DISTRICT) == {"dead": 2, "pending": 1}
        assert outbox.revive(conn, DISTRICT, minutes(9), [2, 3]) == 1
        assert [row.id for row in outbox.dead_letters(conn, DISTRICT)] == [1]
        assert outbox.revive(conn, DISTRICT, minutes(9)) == 1
    assert [(row.id, row.attempts, row.reason) for row in lease(database, 9)] == [
        (3, 0, None),
        (1, 0, None),
        (2, 0, None),
    ]


def test_the_newest_card_is_one_that_arrived_however_many_plain_messages_follow(database: Database) -> None:
    cards = [owed(1, card=True), owed(2, card={"title": "无按钮", "buttons": []})]
    put(database, *cards, *(owed(number) for number in range(3, 40)))
    with database.begin() as conn:
        assert outbox.newest_card(conn, DISTRICT, "sim", "李姐") is None, "nothing has arrived yet"
        outbox.sent(conn, outbox.lease(conn, MONDAY, 60, 100), MONDAY + timedelta(seconds=1))
        card = outbox.newest_card(conn, DISTRICT, "sim", "李姐")
        assert card is not None
        assert card["buttons"] == [{"action": "accept"}]
        assert len(outbox.of_recipient(conn, DISTRICT, "sim", "李姐", 5)) == 5
        assert outbox.of_recipient(conn, DISTRICT, "sim", "李姐")[-1].card is None
