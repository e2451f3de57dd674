# ruff: noqa: S608 - the statements are made of constants
"""`check` finds what somebody changed behind the product's back, and nothing in a town that nobody touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, text

from handlers.workflow import ALLOWED
from storage import events
from storage.checks import check
from storage.database import Database
from storage.events import GENESIS, seal
from tests.storage_fakes import DISTRICT, lived_in

STATES = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with a lived-in town; each test takes back what it did to it."""
    folder = tmp_path_factory.mktemp("lived")
    url = f"sqlite:///{folder}/minhu.db"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").fresh()
    else:
        (folder / "minhu.db").write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
    database = Database(url, durable=False)
    lived_in(database, folder)
    yield database
    database.close()


@pytest.fixture
def conn(lived: Database) -> Iterator[Connection]:
    """A transaction without foreign keys that is rolled back in the end."""
    with lived.engine.connect() as conn, conn.begin() as transaction:
        sqlite = conn.dialect.name == "sqlite"
        conn.execute(text("PRAGMA defer_foreign_keys=ON" if sqlite else "SET LOCAL session_replication_role=replica"))
        yield conn
        transaction.rollback()


def rules(conn: Connection) -> list[str]:
    """Which rules are broken."""
    return [violation.rule for violation in check(conn, DISTRICT, STATES)]


def test_a_town_nobody_touched_breaks_no_rule(conn: Connection) -> None:
    statuses = set(conn.execute(text("SELECT status FROM tickets")).scalars())
    assert {"open", "dispatched", "resolved", "closed"} <= statuses
    assert set(conn.execute(text("SELECT state FROM outbox")).scalars()) >= {"sent", "dead"}
    assert check(conn, DISTRICT, STATES) == []


# What is done to the rows, and the one rule that it breaks.
FIRST = "(SELECT min(id) FROM tickets)"
SENT = "(SELECT min(id) FROM outbox WHERE state = 'sent')"
DEAD = "(SELECT min(id) FROM outbox WHERE state = 'dead')"
LAST_RESOLVE = f"(SELECT max(id) FROM clocks WHERE kind = 'resolve' AND ticket_id = {FIRST})"
MET = "(SELECT min(id) FROM clocks WHERE met_at IS NOT NULL)"
A_MOMENT = "(SELECT max(opened_at) FROM tickets)"
CHANGES = {
    "events: another actor": ("chain", f"UPDATE events SET actor = 'wang' WHERE ticket_id = {FIRST} AND seq = 3"),
    "events: other words": ("chain", f"UPDATE events SET data = '{{}}' WHERE ticket_id = {FIRST} AND seq = 3"),
    "events: other time": ("chain", f"UPDATE events SET at = {A_MOMENT} WHERE ticket_id = {FIRST} AND seq = 3"),
    "events: another hash": ("chain", f"UPDATE events SET hash = 'ab' WHERE ticket_id = {FIRST} AND seq = 3"),
    "events: another before": ("chain", f"UPDATE events SET prev_hash = 'ab' WHERE ticket_id = {FIRST} AND seq = 3"),
    "events: one removed": ("chain", f"DELETE FROM events WHERE ticket_id = {FIRST} AND kind = 'surveyed'"),
    "ticket: chain shorter": ("chain", f"UPDATE tickets SET event_seq = event_seq - 1 WHERE id = {FIRST}"),
    "ticket: other end": ("chain", f"UPDATE tickets SET event_hash = 'ab' WHERE id = {FIRST}"),
    "ticket: another status": (
        "status", "UPDATE tickets SET status = 'out_of_scope' WHERE status = 'closed' AND outcome = 'cancelled'",
    ),
    "rollups: one more": ("rollup", "UPDATE rollups SET value = value + 1 WHERE figure = 'reopened'"),
    "rollups: one lost": ("rollup", "DELETE FROM rollups WHERE figure = 'reopened'"),
    "rollups: one invented": (
        "rollup",
        f"INSERT INTO rollups VALUES ('{DISTRICT}', '2026-11', 'jy', 'noise', 'opened', 7)",
    ),
    "people: nobody has it": (
        "people", "DELETE FROM ticket_people WHERE ticket_id = (SELECT max(id) FROM tickets WHERE status='dispatched')",
    ),
    "people: only told": ("people", f"UPDATE ticket_people SET part = 'participant' WHERE ticket_id = {FIRST}"),
    "clocks: runs on": (
        "clock_running", f"UPDATE clocks SET met_at = NULL, stopped_at = NULL WHERE id = {LAST_RESOLVE}",
    ),
    "clocks: still due": ("clock_settled", f"UPDATE clocks SET next_at = due_at WHERE id = {MET}"),
    "surveys: none of this round": ("survey", f"DELETE FROM surveys WHERE ticket_id = {FIRST} AND round = 2"),
    "surveys: forgotten": ("survey_state", "UPDATE surveys SET next_at = NULL WHERE state = 'planned'"),
    "surveys: asked for ever": ("survey_state", f"UPDATE surveys SET next_at = {A_MOMENT} WHERE state = 'answered'"),
    "inbox: done, nobody knows when": ("inbox_state", "UPDATE inbox SET handled_at = NULL WHERE message_id = 'm1'"),
    "inbox: done, nobody knows why": ("inbox_state", "UPDATE inbox SET reason = '' WHERE message_id = 'm1'"),
    "inbox: waits for ever": ("inbox_state", "UPDATE inbox SET state = 'new' WHERE message_id = 'm1'"),
    "inbox: unknown state": ("inbox_state", "UPDATE inbox SET state = 'gone' WHERE message_id = 'm1'"),
    "inbox: failed without reason": (
        "inbox_state", "UPDATE inbox SET state = 'failed', reason = NULL WHERE message_id = 'm1'",
    ),
    "inbox: no such ticket": ("inbox_ticket", "UPDATE inbox SET ticket_id = 7 WHERE message_id = 'm1'"),
    "inbox: a message lost": ("message_inbox", "DELETE FROM inbox WHERE message_id = 'm1'"),
    "inbox: a message exchanged": ("message_inbox", "UPDATE inbox SET message_id = 'x' WHERE message_id = 'm1'"),
    "outbox: owed for ever": (
        "outbox_state", f"UPDATE outbox SET state='pending', sent_at=NULL, next_attempt_at=NULL WHERE id = {SENT}",
    ),
    "outbox: sent, nobody knows when": ("outbox_state", f"UPDATE outbox SET sent_at = NULL WHERE id = {SENT}"),
    "outbox: sent and due again": ("outbox_state", f"UPDATE outbox SET next_attempt_at = sent_at WHERE id = {SENT}"),
    "outbox: given up without reason": ("outbox_state", f"UPDATE outbox SET reason = NULL WHERE id = {DEAD}"),
    "outbox: unknown state": ("outbox_state", f"UPDATE outbox SET state = 'gone' WHERE id = {SENT}"),
    "outbox: no such ticket": ("outbox_ticket", f"UPDATE outbox SET ticket_id = 7 WHERE id = {SENT}"),
    "buttons: on no card": (
        "button_outbox", "UPDATE buttons SET outbox_id = 7 WHERE id = (SELECT min(id) FROM buttons)",
    ),
    "buttons: of no ticket": (
        "button_ticket", "UPDATE buttons SET ticket_id = 7 WHERE id = (SELECT min(id) FROM buttons)",
    ),
    "people: of no ticket": (
        "orphan_ticket_people",
        f"INSERT INTO ticket_people VALUES ('{DISTRICT}', 7, 'yuan', 'assignee', {A_MOMENT})",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_changed_by_hand_is_found_and_nothing_else(conn: Connection, change: str) -> None:
    rule, statement = CHANGES[change]
    assert conn.execute(text(statement)).rowcount >= 1, "the change must hit a row"
    found = check(conn, DISTRICT, STATES)
    assert {violation.rule for violation in found} == {rule}
    assert all(one.sentence.endswith("。") and one.where and "{" not in one.sentence for one in found)


def test_a_ticket_without_history_is_found(conn: Connection) -> None:
    names = ", ".join(column["name"] for column in _columns(conn, "tickets") if column["name"] not in ("id", "number"))
    conn.execute(
        text(f"INSERT INTO tickets (id, number, {names}) SELECT 7, 'x', {names} FROM tickets WHERE status = 'open'")
    )
    assert rules(conn) == ["opened"]


def test_a_history_without_a_ticket_is_found(conn: Connection) -> None:
    event = {"d": DISTRICT, "hash": seal(7, 1, _moment(conn), "system", "noted", "open", {}, GENESIS)}
    conn.execute(
        text(
            "INSERT INTO events (district, ticket_id, seq, at, actor, kind, status, data, prev_hash, hash) SELECT "
            ":d, 7, 1, min(opened_at), 'system', 'noted', 'open', '{}', '" + GENESIS + "', :hash FROM tickets"
        ),
        event,
    )
    assert rules(conn) == ["opened"]


def test_a_forger_who_seals_anew_is_given_away_by_the_table_of_states(conn: Connection) -> None:
    _forge(conn, lambda row: row | ({"status": "merged"} if row["kind"] == "surveyed" else {}))
    found = check(conn, DISTRICT, STATES)
    assert {one.rule for one in found} == {"state"}
    assert "状态表不允许" in found[0].sentence


def test_a_second_opening_is_found(conn: Connection) -> None:
    _forge(conn, lambda row: row | ({"kind": "opened"} if row["kind"] == "surveyed" else {}))
    assert set(rules(conn)) == {"opened"}


def test_a_history_that_does_not_begin_with_the_opening_is_found(conn: Connection) -> None:
    _forge(conn, lambda row: row | ({"kind": "noted"} if row["kind"] == "opened" else {}))
    assert set(rules(conn)) == {"opened", "rollup"}


def test_a_status_of_no_table_is_one_sentence(conn: Connection) -> None:
    _forge(conn, lambda row: row | ({"status": "nirvana"} if row["kind"] == "surveyed" else {}))
    assert rules(conn) == ["state"]


def test_messages_stored_twice_are_found(conn: Connection) -> None:
    _without_constraints(conn, "inbox", "uq_inbox_district_channel_message_id")
    conn.execute(text("UPDATE inbox SET message_id = 'm3' WHERE message_id = 'm4'"))
    assert rules(conn) == ["inbox_once"]


def test_messages_owed_twice_are_found(conn: Connection) -> None:
    _without_constraints(conn, "outbox", "uq_outbox_district_key")
    conn.execute(text(f"UPDATE outbox SET key = 'twice' WHERE id IN ({SENT}, {DEAD})"))
    assert rules(conn) == ["outbox_key"]


def test_a_row_that_cannot_be_read_is_a_sentence_and_not_a_crash(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        pytest.skip("PostgreSQL takes only JSON into a JSON column")
    conn.execute(text(f"UPDATE events SET data = '{{' WHERE ticket_id = {FIRST} AND seq = 3"))
    found = check(conn, DISTRICT, STATES)
    assert [one.rule for one in found] == ["history"]
    assert "读不出来" in found[0].sentence


def test_thousands_of_broken_rows_are_summed_up(conn: Connection) -> None:
    insert = text("INSERT INTO buttons VALUES (:d, :id, 7, 0, 'sim', 'x', 'accept')")
    conn.execute(insert, [{"d": DISTRICT, "id": f"z{n}"} for n in range(2500)])
    found = check(conn, DISTRICT, STATES)
    assert len(found) == 201
    assert "2300" in found[-1].sentence


def _columns(conn: Connection, table: str) -> list[Any]:
    from_driver: list[Any] = list(conn.dialect.get_columns(conn, table))
    return from_driver


def _moment(conn: Connection) -> Any:
    return events.of_ticket(conn, DISTRICT, _first(conn))[0].at


def _first(conn: Connection) -> int:
    return int(conn.execute(text("SELECT min(id) FROM tickets")).scalar_one())


def _forge(conn: Connection, edit: Any) -> None:
    """Rewrite a history and seal it anew, ticket and all."""
    prev, found = GENESIS, events.of_ticket(conn, DISTRICT, _first(conn))
    for event in found:
        row = edit({"kind": event.kind, "status": event.status})
        sealed = seal(event.ticket_id, event.seq, event.at, event.actor, row["kind"], row["status"], event.data, prev)
        values = row | {"prev": prev, "hash": sealed, "id": event.ticket_id, "seq": event.seq}
        update = "UPDATE events SET kind = :kind, status = :status, prev_hash = :prev, hash = :hash"
        conn.execute(text(f"{update} WHERE ticket_id = :id AND seq = :seq"), values)
        prev = sealed
    conn.execute(text("UPDATE tickets SET event_hash = :hash WHERE id = :id"), {"hash": prev, "id": _first(conn)})


def _without_constraints(conn: Connection, table: str, constraint: str) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"))
        return
    conn.execute(text(f"CREATE TABLE copy AS SELECT * FROM {table}"))
    conn.execute(text(f"DROP TABLE {table}"))
    conn.execute(text(f"ALTER TABLE copy RENAME TO {table}"))
