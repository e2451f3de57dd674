"""Messages of one moment are stored in one statement, and each is told whether it is new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.gathering import Alike, in_turn
from storage import inbox
from storage.database import Database
from storage.inbox import InboxRow

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def _row(number: int, message_id: str) -> InboxRow:
    return InboxRow("yb", number, "sim", message_id, None, "李姐", NOW, NOW, {"text": "暖气不热"}, next_attempt_at=NOW)


def test_many_new_ones_are_all_new(database: Database) -> None:
    with database.begin() as conn:
        assert inbox.add_all(conn, [_row(number, f"m-{number}") for number in range(1, 40)]) == [True] * 39
    with database.read() as conn:
        assert len(inbox.waiting(conn, "yb", NOW, 100)) == 39


def test_of_equal_ones_the_first_is_new_wherever_it_was(database: Database) -> None:
    with database.begin() as conn:
        assert inbox.add(conn, _row(1, "known"))
        rows = [_row(2, "a"), _row(3, "known"), _row(4, "b"), _row(5, "a")]
        assert inbox.add_all(conn, rows) == [True, False, True, False]
        assert inbox.add_all(conn, [_row(6, "b")]) == [False]
        assert inbox.add_all(conn, []) == []
    with database.read() as conn:
        assert [row.id for row in inbox.waiting(conn, "yb", NOW, 10)] == [1, 2, 4]


class _Noted(Alike[int]):
    groups: list[int] = []  # noqa: RUF012 - what the test looks at

    def __init__(self, number: int) -> None:
        self.number = number

    @staticmethod
    def together(conn: Connection, several: Sequence[_Noted]) -> list[int]:
        _Noted.groups.append(len(several))
        return [one.number for one in several]


def test_neighbours_of_a_kind_go_together_and_in_their_order(sqlite: Database) -> None:
    with sqlite.begin() as conn:
        assert in_turn(conn, [_Noted(1), _Noted(2), lambda _: 3, _Noted(4)]) == [1, 2, 3, 4]
        assert _Noted(5)(conn) == 5
    assert _Noted.groups == [2, 1, 1]
