"""What waits for a moment: clocks, surveys and questions; several processes tick at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from storage import clocks, inbox, meta, outbox, overdue, residents, surveys, tickets
from storage.batch import Batch
from storage.database import Database
from storage.residents import Dialogue
from storage.surveys import Rating
from storage.tickets import TicketPerson
from tests.conftest import PostgresServer
from tests.fakes import MONDAY
from tests.storage_fakes import DISTRICT, at_once, clock, minutes, survey, ticket

Due = Callable[[Connection, str, datetime, int], list[object]]
NEXT = {
    "clocks": clocks.next_due, "surveys": surveys.next_due, "dialogues": residents.next_expiry,
}  # fmt: skip


def ids(name: str, conn: Connection, minute: int, limit: int = 10) -> list[int]:
    """Which rows are due."""
    if name == "clocks":
        return [row.id for row in clocks.due(conn, DISTRICT, minutes(minute), limit)]
    if name == "surveys":
        return [row.id for row in surveys.due(conn, DISTRICT, minutes(minute), limit)]
    return [int(row.account) for row in residents.expired(conn, DISTRICT, minutes(minute), limit)]


def wait(database: Database, *rows: tuple[int, int]) -> None:
    """A ticket, a clock, a survey and a question for each (number, minute)."""
    batch = Batch()
    for number, minute in rows:
        tickets.add(batch, ticket(number))
        clocks.add(batch, clock(number, number, minutes(minute)))
        surveys.add(batch, survey(number, number, minutes(minute)))
    with database.begin() as conn:
        batch.flush(conn)
        for number, minute in rows:
            asked = Dialogue(DISTRICT, "sim", str(number), "place", {"tickets": [1]}, MONDAY, minutes(minute))
            residents.ask(conn, asked)


@pytest.mark.parametrize("name", NEXT)
def test_what_is_due_comes_longest_waiting_first_and_no_sooner(database: Database, name: str) -> None:
    wait(database, (1, 30), (2, 10), (3, 20), (4, 90))
    with database.begin() as conn:
        assert NEXT[name](conn, DISTRICT) == minutes(10)
        assert NEXT[name](conn, "another") is None
        assert ids(name, conn, 9) == []
        assert ids(name, conn, 30) == [2, 3, 1]
        assert ids(name, conn, 30, limit=2) == [2, 3]


def test_what_is_due_is_found_by_its_index_and_not_by_reading_the_table(sqlite: Database) -> None:
    read: list[str] = []

    def explain(conn: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        if statement.startswith("SELECT"):
            plan = conn.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            read.extend(row[3] for row in plan if row[3].startswith(("SCAN", "SEARCH")))

    event.listen(sqlite.engine, "before_cursor_execute", explain)
    with sqlite.begin() as conn:
        for name in NEXT:
            ids(name, conn, 1)
            NEXT[name](conn, DISTRICT)
        inbox.waiting(conn, DISTRICT, MONDAY, 9)
        outbox.next_due(conn, DISTRICT)
        outbox.lease(conn, MONDAY, 9, 9, DISTRICT)
    assert len(read) >= 9
    assert [line for line in read if "_due (district=? AND" not in line and "SEARCH tickets" not in line] == []


@pytest.mark.parametrize("name", NEXT)
def test_two_processes_that_tick_at_once_get_different_rows(postgres: PostgresServer, name: str) -> None:
    database = Database(postgres.fresh())
    wait(database, (1, 1), (2, 2), (3, 3), (4, 4))
    with database.begin() as one, database.begin() as other:
        assert ids(name, one, 9, limit=2) == [1, 2]
        assert ids(name, other, 9) == [3, 4]
    with database.begin() as conn:
        assert ids(name, conn, 9) == [1, 2, 3, 4], "whoever claims and does nothing gives back"
    database.close()


@pytest.mark.parametrize("name", ["clocks", "surveys"])
def test_a_tick_passes_over_a_ticket_somebody_is_pressing_on(postgres: PostgresServer, name: str) -> None:
    database = Database(postgres.fresh())
    wait(database, (1, 1), (2, 2))
    with database.begin() as press:
        assert tickets.get(press, DISTRICT, 1, lock=True)
        with database.begin() as tick:
            assert ids(name, tick, 9) == [2], "a tick that waited here, holding the clock, would be a deadlock"
    database.close()


def test_a_press_and_a_tick_on_the_same_tickets_never_lock_each_other_out(postgres: PostgresServer) -> None:
    database = Database(postgres.fresh())
    wait(database, *((number, 1) for number in range(10)))

    def tick() -> None:
        batch = Batch()
        with database.begin() as conn:
            for row in clocks.due(conn, DISTRICT, minutes(9), 10):
                assert tickets.get(conn, DISTRICT, row.ticket_id, lock=True)
                clocks.save(batch, row)
            batch.flush(conn)

    def press(number: int) -> None:
        batch = Batch()
        with database.begin() as conn:
            held = tickets.get(conn, DISTRICT, number, lock=True)
            assert held is not None
            for row in clocks.of_ticket(conn, DISTRICT, number):
                clocks.save(batch, row)
            tickets.save(batch, held)
            batch.flush(conn)

    def work(thread: int) -> None:
        for number in range(30):
            tick() if thread % 2 else press(number % 10)

    at_once(4, work)
    database.close()


def test_a_clock_that_is_settled_is_never_due_again(database: Database) -> None:
    wait(database, (1, 1))
    batch = Batch()
    with database.begin() as conn:
        (row,) = clocks.due(conn, DISTRICT, minutes(9), 10)
        row.next_at, row.met_at, row.repeats = None, minutes(9), 2
        clocks.save(batch, row)
        batch.flush(conn)
        assert clocks.due(conn, DISTRICT, minutes(99), 10) == []
        assert clocks.of_ticket(conn, DISTRICT, 1) == [row]
        assert not row.running


def test_a_survey_and_its_answers_come_back_in_order(database: Database) -> None:
    batch = Batch()
    tickets.add(batch, ticket(1))
    for number in (2, 1):
        surveys.add(batch, survey(number, 1, minutes(number)))
        answer = Rating(DISTRICT, number, 1, number, "sim", "李姐", None, number == 1, "还行", minutes(number))
        surveys.add_rating(batch, answer)
    with database.begin() as conn:
        batch.flush(conn)
        found = surveys.of_ticket(conn, DISTRICT, 1)
        assert [row.round for row in found] == [1, 2]
        assert [(row.id, row.solved, row.score) for row in surveys.ratings_of(conn, DISTRICT, 1)] == [
            (1, True, None), (2, False, None),
        ]  # fmt: skip
        found[0].state, found[0].next_at = "answered", None
        surveys.save(batch, found[0])
        batch.flush(conn)
        assert [row.round for row in surveys.due(conn, DISTRICT, minutes(9), 9)] == [2]


def test_there_is_one_open_question_to_somebody(database: Database) -> None:
    first = Dialogue(DISTRICT, "sim", "李姐", "place", {"tickets": [1]}, MONDAY, minutes(5))
    second = Dialogue(DISTRICT, "sim", "李姐", "words", {"action": "resolve"}, minutes(1), None)
    with database.begin() as conn:
        residents.ask(conn, first)
        residents.ask(conn, second)
        assert residents.asked(conn, DISTRICT, "sim", "李姐") == second
        assert residents.expired(conn, DISTRICT, minutes(99), 9) == []
        residents.settle(conn, second)
        assert residents.asked(conn, DISTRICT, "sim", "李姐") is None


def test_who_is_late_is_listed_once_a_ticket_with_the_oldest_promise(database: Database) -> None:
    wait(database, (1, 20), (2, 10), (3, 90))
    batch = Batch()
    for number in (1, 2, 3):
        tickets.add_person(batch, ticket(number), TicketPerson(number, "wang", "assignee", MONDAY))
    tickets.add_person(batch, ticket(1), TicketPerson(1, "fwz", "participant", MONDAY))
    clocks.add(batch, clock(9, 1, minutes(5)))
    with database.begin() as conn:
        batch.flush(conn)
        late = overdue.by_person(conn, DISTRICT, minutes(30))
    assert {person: [(row.number, row.due_at) for row in rows] for person, rows in late.items()} == {
        "wang": [("261116-0001", minutes(5)), ("261116-0002", minutes(10))]
    }


def test_of_several_clock_processes_one_does_the_day(database: Database) -> None:
    def claim(_: int) -> bool:
        with database.begin() as conn:
            return meta.claim(conn, "digest:yb", "2026-11-16")

    assert sorted(at_once(4, claim)) == [False, False, False, True]
    assert claim(0) is False
    with database.begin() as conn:
        assert meta.claim(conn, "digest:yb", "2026-11-17")
        assert meta.get(conn, "digest:yb") == "2026-11-17"
        meta.put(conn, "digest:yb", {"day": 18})
        assert meta.get(conn, "digest:yb") == {"day": 18}
        assert meta.get(conn, "nothing", 7) == 7
        assert conn.execute(text("SELECT count(*) FROM meta")).scalar() == 1
