"""What the phone pages keep and look for, on both databases."""

from __future__ import annotations

from datetime import timedelta

from storage import caseload, notes
from storage.database import Database
from tests.fakes import MONDAY, Town


def test_a_note_is_taken_once_and_not_after_its_time(database: Database) -> None:
    until = MONDAY + timedelta(minutes=10)
    with database.begin() as conn:
        for name in ("one", "other"):
            notes.put(conn, "yb", "m", name, {"person": "yuan"}, until)
        assert notes.take(conn, "yb", "m", "one", MONDAY) == {"person": "yuan"}
        assert notes.take(conn, "yb", "m", "one", MONDAY) is None
        assert notes.take(conn, "yb", "m", "other", until) is None
        assert notes.take(conn, "yb", "m", "none", MONDAY) is None


def test_what_is_followed_and_what_was_done_are_told_apart(any_town: Town) -> None:
    any_town.says("李姐", "锦园小区3号楼暖气不热")
    any_town.presses("yuan", "accept")
    with any_town.product.database.read() as conn:
        assert [t.number for t in caseload.followed(conn, "yb", "wang", 5)] == [any_town.ticket().number]
        assert caseload.followed(conn, "yb", "yuan", 5) == []
        assert caseload.done(conn, "yb", "yuan", MONDAY, 5) == []
    any_town.presses("yuan", "resolve", "已放气，室温21度")
    with any_town.product.database.read() as conn:
        assert caseload.followed(conn, "yb", "wang", 5) == []
        assert [t.number for t in caseload.done(conn, "yb", "yuan", MONDAY, 5)] == [any_town.ticket().number]
        assert caseload.done(conn, "yb", "yuan", any_town.clock.now() + timedelta(days=1), 5) == []
