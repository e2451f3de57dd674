"""Moments, identifiers and texts mean the same on both databases."""

from __future__ import annotations

import threading
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Table, text

from bot import intake
from handlers.messages import Inbound
from storage import events, inbox, meta, outbox, rollups, tickets
from storage import tables as t
from storage.batch import Batch
from storage.buttons import Button
from storage.clocks import Clock
from storage.database import Database
from storage.events import Event
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from storage.residents import Dialogue, Resident
from storage.surveys import Rating, Survey
from storage.tickets import Ticket, TicketMessage, TicketPerson
from storage.tree import Account, Chat, Duty, Person, Unit
from storage.types import CHINA, Ids
from tests.fakes import MONDAY, Town
from tests.storage_fakes import DISTRICT, message, owed, ticket

DISTRICT_AND_ORDER = {"district", "position"}
ROWS: list[tuple[type[Any], Table, set[str]]] = [
    (Ticket, t.tickets, set()),
    (TicketPerson, t.ticket_people, {"district"}),
    (TicketMessage, t.ticket_messages, {"district"}),
    (Event, t.events, {"district"}),
    (Clock, t.clocks, set()),
    (Survey, t.surveys, set()),
    (Rating, t.ratings, set()),
    (InboxRow, t.inbox, set()),
    (OutboxRow, t.outbox, set()),
    (Button, t.buttons, set()),
    (Resident, t.residents, set()),
    (Dialogue, t.dialogues, set()),
    (Unit, t.units, DISTRICT_AND_ORDER),
    (Account, t.accounts, DISTRICT_AND_ORDER),
    (Duty, t.duties, DISTRICT_AND_ORDER),
    (Person, t.people, {"district"}),
    (Chat, t.chats, {"district"}),
]


@pytest.mark.parametrize(("row_type", "table", "extra"), ROWS, ids=[row[0].__name__ for row in ROWS])
def test_a_row_has_the_columns_of_its_table(row_type: type[Any], table: Table, extra: set[str]) -> None:
    assert {field.name for field in fields(row_type)} | extra == {column.name for column in table.c}


MOMENTS = [
    datetime(2026, 11, 16, 9, 0, 0, 1, tzinfo=CHINA),
    datetime(2026, 11, 16, 9, 0, 0, 0, tzinfo=CHINA),
    datetime(2026, 11, 16, 1, 0, 0, 999_999, tzinfo=UTC),
    datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=CHINA),
    datetime(2026, 1, 1, 0, 30, tzinfo=CHINA),
    datetime(2025, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-5))),
]


def test_moments_come_back_to_the_microsecond_and_in_order(database: Database) -> None:
    with database.begin() as conn:
        for number, at in enumerate(MOMENTS):
            inbox.add(conn, message(number, at=at))
    with database.read() as conn:
        rows = inbox.get_many(conn, DISTRICT, list(range(len(MOMENTS))))
        in_order = conn.execute(t.inbox.select().order_by(t.inbox.c.at)).all()
    assert [row.at for row in rows] == MOMENTS
    assert [row.at for row in in_order] == sorted(MOMENTS)
    assert {row.at.utcoffset() for row in rows} == {timedelta(0)}


def test_the_zone_of_the_server_changes_nothing(postgres: Any) -> None:
    url = postgres.fresh()
    abroad = Database(f"{url}&options=-c%20timezone%3DAmerica/New_York")
    with abroad.begin() as conn:
        assert conn.execute(text("SHOW timezone")).scalar() == "America/New_York"
        inbox.add(conn, message(1))
        (row,) = inbox.get_many(conn, DISTRICT, [1])
    abroad.close()
    assert (row.at, row.at.utcoffset()) == (MONDAY, timedelta(0))


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = MONDAY.replace(tzinfo=None)
    with database.begin() as conn, pytest.raises(Exception, match="time zone"):
        inbox.add(conn, message(1, at=naive))


TEXTS = ["暖气不热😡", "𠮷野家漏水", "a\u0300é\u200d👨‍👩‍👧", "引号'\"\\{}%(x)s:x", "", "\n\t", "＝cmd"]


@pytest.mark.parametrize("said", TEXTS)
def test_texts_come_back_as_they_were(database: Database, said: str) -> None:
    batch = Batch()
    row = ticket(1, summary=said)
    events.append(batch, row, MONDAY, "resident", "opened", {"summary": said, "list": [1, None, {"键": said}]})
    tickets.add(batch, row)
    outbox.add(batch, owed(1))
    with database.begin() as conn:
        batch.flush(conn)
        inbox.add(conn, message(1, payload={"text": said}))
        meta.put(conn, "k", said)
    with database.read() as conn:
        found = tickets.get(conn, DISTRICT, 1)
        (event,) = events.of_ticket(conn, DISTRICT, 1)
        assert found is not None
        assert found.summary == said
        assert event.data["list"] == [1, None, {"键": said}]
        assert inbox.get_many(conn, DISTRICT, [1])[0].payload == {"text": said}
        assert meta.get(conn, "k") == said


HALVES = ["\ud83d", "\ude00x", "a\x00b", "坏\udfff字"]


@pytest.mark.parametrize("said", HALVES)
def test_half_a_character_inside_json_neither_crashes_nor_breaks_the_chain(database: Database, said: str) -> None:
    batch = Batch()
    row = ticket(1)
    events.append(batch, row, MONDAY, "resident", "opened", {"summary": said})
    tickets.add(batch, row)
    with database.begin() as conn:
        batch.flush(conn)
    with database.read() as conn:
        (event,) = events.of_ticket(conn, DISTRICT, 1)
    assert event.data["summary"] == said
    again = events.seal(1, 1, event.at, event.actor, event.kind, event.status, event.data, event.prev_hash)
    assert again == event.hash


def test_intake_strips_what_no_database_can_keep(any_town: Town) -> None:
    said = "3号楼\x00暖气\ud83d不热"
    intake.accept(any_town.product, Inbound("sim", "m\x001", MONDAY, "李\ud83d姐", "g-jy", said))
    any_town.worker.run_inbox()
    assert any_town.ticket().summary == "3号楼暖气?不热"
    assert any_town.ticket().reporter == "李?姐"


def test_identifiers_are_unique_across_threads_and_grow() -> None:
    ids, found = Ids(), []

    def draw() -> None:
        mine = [ids.next(MONDAY + timedelta(milliseconds=number // 100)) for number in range(5000)]
        assert mine == sorted(mine)
        found.extend(mine)

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(set(found)) == 20_000
    assert max(found) < 2**63


def test_identifiers_go_on_growing_when_the_clock_goes_back() -> None:
    ids = Ids()
    first = ids.next(MONDAY)
    assert first < ids.next(MONDAY - timedelta(hours=1)) < ids.next(MONDAY + timedelta(milliseconds=1))


def test_two_processes_that_drew_the_same_number_hardly_meet() -> None:
    one, other = Ids(node=7), Ids(node=7)
    moments = [MONDAY + timedelta(milliseconds=number) for number in range(200)]
    met = {one.next(moment) for moment in moments} & {other.next(moment) for moment in moments}
    assert len(met) < 20


def test_a_month_of_figures_belongs_to_the_districts_own_month() -> None:
    newyear = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    ((month, *_), _), *_ = rollups.counted(newyear, "opened", {"unit": "jy", "category": "heating"})
    assert month == "2026-01"
