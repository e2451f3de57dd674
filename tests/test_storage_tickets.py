"""Tickets and the tree: what belongs to a ticket, in which order, and that an import leaves it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage import buttons, events, export, inbox, residents, rollups, supporters, tickets, tree
from storage import tables as t
from storage.batch import Batch
from storage.buttons import Button
from storage.database import Database
from storage.residents import Resident
from storage.tickets import TicketMessage, TicketPerson
from tests.fakes import MONDAY
from tests.fakes import tree as district_tree
from tests.storage_fakes import DISTRICT, at_once, message, minutes, ticket


def stored(database: Database, *numbers: int, **more: object) -> None:
    """Tickets with these numbers."""
    batch = Batch()
    for number in numbers:
        tickets.add(batch, ticket(number, **more))  # type: ignore[arg-type]
    with database.begin() as conn:
        batch.flush(conn)


def test_a_ticket_comes_back_as_it_was_saved(database: Database) -> None:
    stored(database, 1)
    batch = Batch()
    with database.begin() as conn:
        row = tickets.get(conn, DISTRICT, 1, lock=True)
        assert row == ticket(1)
        assert row is not None
        row.status, row.rating, row.parent, row.closed_at = "closed", 5, 1, minutes(3)
        tickets.save(batch, row)
        batch.flush(conn)
        assert tickets.get(conn, DISTRICT, 1) == row == tickets.by_number(conn, DISTRICT, "261116-0001")
        assert tickets.get(conn, "another", 1) is None
        assert tickets.by_number(conn, DISTRICT, "261116-9999") is None


def test_lists_of_tickets_are_in_order_and_within_their_bounds(database: Database) -> None:
    stored(database, 1, 2)
    stored(database, 3, status="resolved", reporter="王姨", last_message_at=minutes(9))
    with database.read() as conn:
        assert [row.id for row in tickets.of_reporter(conn, DISTRICT, "sim", "李姐")] == [2, 1]
        assert [row.id for row in tickets.threads(conn, DISTRICT, "sim", "g-jy", MONDAY)] == [3, 2, 1]
        assert [row.id for row in tickets.threads(conn, DISTRICT, "sim", "g-jy", minutes(1))] == [3]
        assert [row.id for row in tickets.listed(conn, DISTRICT, limit=2)] == [3, 2]
        assert [row.id for row in tickets.listed(conn, DISTRICT, before=2)] == [1]
        assert [row.id for row in tickets.listed(conn, DISTRICT, ["resolved"])] == [3]
        assert tickets.count_by_status(conn, DISTRICT) == {"open": 2, "resolved": 1}
        assert [row.id for row in export.tickets(conn, DISTRICT)] == [1, 2, 3]


def test_people_come_in_the_order_they_came_in_whatever_alphabet_the_server_has(database: Database) -> None:
    stored(database, 1, 2)
    row, batch = ticket(1), Batch()
    for person in ("zhao", "Zhang", "a-c", "ab", "张"):
        tickets.add_person(batch, row, TicketPerson(1, person, "participant", MONDAY))
    tickets.add_person(batch, row, TicketPerson(1, "first", "participant", MONDAY - timedelta(hours=1)))
    tickets.set_part(batch, row, "zhao", "assignee")
    with database.begin() as conn:
        batch.flush(conn)
        assert [person.person for person in tickets.people_of(conn, row)] == [
            "first", "Zhang", "a-c", "ab", "zhao", "张",
        ]  # fmt: skip
        assert [held.id for held in tickets.held_by(conn, DISTRICT, "zhao")] == [1]
        assert tickets.held_by(conn, DISTRICT, "ab") == []
        grouped = export.by_ticket(conn, DISTRICT, t.ticket_people, "since")
    assert [person.person for person in grouped[1]][:3] == ["first", "Zhang", "a-c"]


def test_a_neighbour_counts_once_however_often_he_says_so(database: Database) -> None:
    stored(database, 1)

    def join(_: int) -> bool:
        with database.begin() as conn:
            return supporters.add(conn, ticket(1), "sim", "老陈", minutes(1), ("3", None))

    assert sorted(at_once(4, join)) == [False, False, False, True]
    with database.begin() as conn:
        supporters.add(conn, ticket(1), "sim", "阿姨", MONDAY, (None, None))
        assert supporters.of_ticket(conn, ticket(1)) == [("sim", "阿姨"), ("sim", "老陈")]


def test_messages_and_pictures_belong_to_their_ticket(database: Database) -> None:
    stored(database, 1)
    batch = Batch()
    with database.begin() as conn:
        for number in (2, 1):
            inbox.add(conn, message(number, payload={"images": [f"{number}.jpg"]}))
            part = TicketMessage(1, number, f"m{number}", "李姐", "photo", minutes(number))
            tickets.add_message(batch, ticket(1), part)
        batch.flush(conn)
        assert [row.inbox_id for row in tickets.messages_of(conn, ticket(1))] == [1, 2]
        assert export.pictures(conn, DISTRICT) == {1: ["1.jpg"], 2: ["2.jpg"]}
        assert [row.message_id for row in export.messages(conn, DISTRICT)] == ["m1", "m2"]


def test_numbers_of_a_series_have_neither_gap_nor_double(database: Database) -> None:
    def number(_: int) -> list[int]:
        mine = []
        for _ in range(10):
            with database.begin() as conn:
                mine.append(tickets.next_in_series(conn, DISTRICT, "261116"))
        return mine

    drawn = [one for mine in at_once(4, number) for one in mine]
    assert sorted(drawn) == list(range(1, 41))
    with database.begin() as conn:
        assert tickets.next_in_series(conn, DISTRICT, "261117") == 1


def test_a_batch_writes_tickets_before_what_refers_to_them(database: Database) -> None:
    batch, row = Batch(), ticket(1)
    tickets.set_part(batch, row, "wang", "assignee")
    tickets.add_person(batch, row, TicketPerson(1, "wang", "participant", MONDAY))
    events.append(batch, row, MONDAY, "resident", "opened", {})
    tickets.add(batch, row)
    with database.begin() as conn:
        batch.flush(conn)
        batch.flush(conn)
        assert [person.part for person in tickets.people_of(conn, row)] == ["assignee"]
        assert [event.kind for event in events.of_ticket(conn, DISTRICT, 1)] == ["opened"]


def test_a_batch_refuses_a_table_it_would_not_write() -> None:
    with pytest.raises(KeyError, match="residents"):
        Batch().insert(t.residents, {"district": DISTRICT})


def test_an_event_of_no_ticket_is_refused(database: Database) -> None:
    batch = Batch()
    events.append(batch, ticket(1), MONDAY, "resident", "noted", {})
    with pytest.raises(IntegrityError), database.begin() as conn:
        batch.flush(conn)


def test_figures_counted_by_several_threads_add_up_to_the_recount(database: Database) -> None:
    def open_and_rate(thread: int) -> None:
        for number in range(5):
            batch, row = Batch(), ticket(100 * thread + number + 1)
            for kind, data in (("opened", {}), ("rated", {"score": number + 1})):
                row.category = ("heating", "water")[thread % 2]
                events.append(batch, row, MONDAY, "resident", kind, dict(data))
            tickets.add(batch, row)
            with database.begin() as conn:
                batch.flush(conn)

    at_once(4, open_and_rate)
    with database.read() as conn:
        kept = rollups.kept(conn, DISTRICT)
        assert kept == rollups.recount(conn, DISTRICT)
        assert dict(kept) == rollups.of_month(conn, DISTRICT, "2026-11")
    assert kept["2026-11", "jy", "heating", "opened"] == 10
    assert kept["2026-11", "jy", "water", "score"] == 30


def test_a_tree_comes_back_in_its_order_and_counts_its_imports(database: Database) -> None:
    whole = district_tree()
    with database.begin() as conn:
        tree.replace(conn, whole)
        assert tree.load(conn, DISTRICT) == replace(whole, version=1)
        tree.replace(conn, replace(whole, name="新名字", people=[*whole.people, tree.Person("Zhao", "赵")]))
        found = tree.load(conn, DISTRICT)
        assert found is not None
        assert (found.version, found.name, found.people[0].code) == (2, "新名字", "Zhao")
        assert tree.version(conn, DISTRICT) == 2
        assert tree.version(conn, "nowhere") == 0
        assert tree.load(conn, "nowhere") is None
        assert tree.district_codes(conn) == [DISTRICT]


def test_an_import_keeps_tickets_and_their_history(any_town_row: Database) -> None:
    with any_town_row.begin() as conn:
        bare = replace(district_tree(), units=[tree.Unit("yb", "district", "样板区", None)], duties=[], chats=[])
        tree.replace(conn, bare)
        assert tickets.get(conn, DISTRICT, 1) == ticket(1)
        assert len(tickets.people_of(conn, ticket(1))) == 1


@pytest.fixture
def any_town_row(database: Database) -> Database:
    """A district with one ticket somebody has."""
    stored(database, 1)
    batch = Batch()
    tickets.add_person(batch, ticket(1), TicketPerson(1, "yuan", "assignee", MONDAY))
    with database.begin() as conn:
        tree.replace(conn, district_tree())
        batch.flush(conn)
    return database


def test_a_tree_that_does_not_fit_together_leaves_the_old_one(any_town_row: Database) -> None:
    broken = replace(district_tree(), people=[])
    with pytest.raises(IntegrityError), any_town_row.begin() as conn:
        tree.replace(conn, broken)
    with any_town_row.read() as conn:
        assert tree.load(conn, DISTRICT) == replace(district_tree(), version=1)


def test_two_imports_at_once_come_one_after_the_other(database: Database) -> None:
    def put(_: int) -> None:
        with database.begin() as conn:
            tree.replace(conn, district_tree())

    at_once(3, put)
    with database.read() as conn:
        assert tree.load(conn, DISTRICT) == replace(district_tree(), version=3)


def test_a_resident_is_remembered_as_he_last_was(database: Database) -> None:
    known = Resident(DISTRICT, "sim", "李姐", "李", "jy", "3", None, None, MONDAY)
    moved = replace(known, building="5", room="1501", seen_at=minutes(1))
    with database.begin() as conn:
        residents.put(conn, known)
        residents.put(conn, moved)
        assert residents.get(conn, DISTRICT, "sim", "李姐") == moved
        assert residents.get(conn, DISTRICT, "wecom", "李姐") is None


def test_buttons_are_found_by_id_and_by_what_they_do_newest_first(database: Database) -> None:
    batch = Batch()
    rows = [Button(DISTRICT, buttons.new_id(), number, 1, "sim", "yuan", "accept") for number in range(1, 30)]
    for row in rows:
        buttons.add(batch, row)
    with database.begin() as conn:
        batch.flush(conn)
        assert buttons.get(conn, DISTRICT, rows[3].id) == rows[3]
        assert buttons.get(conn, "another", rows[3].id) is None
        offered = buttons.offered(conn, DISTRICT, "sim", "yuan", "accept")
        assert [row.outbox_id for row in offered] == list(range(29, 9, -1))
        assert buttons.offered(conn, DISTRICT, "sim", "yuan", "resolve") == []
        assert conn.execute(select(t.buttons.c.id)).first() is not None
    assert len({row.id for row in rows}) == 29
