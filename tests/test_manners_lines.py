"""At most one line of a ticket in a group, held in one place, on every path there is; and a danger said once more."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import correcting, opening
from handlers.messages import Kind
from handlers.notices import owe
from handlers.org import Address
from storage.database import Database
from tests.fakes import Town
from tests.life_fakes import at, did, did_at_desk
from tests.manners_fakes import GROUP, aloud, hears, real

TO = Address("sim", GROUP)


def lines(town: Town) -> dict[str, list[str]]:
    """Ticket → the kinds of what the group was told of it."""
    found: dict[str, list[str]] = {}
    numbers = {ticket.id: ticket.number for ticket in town.tickets()}
    for row in town.received(GROUP):
        if row.ticket_id is not None:
            found.setdefault(numbers[row.ticket_id], []).append(row.kind)
    return found


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.EMERGENCY])
def test_whatever_is_owed_a_second_line_is_not_said(kind: Kind, town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    with town.product.work("test") as work:
        case = work.case(town.ticket().id)
        assert case is not None
        owe(work, TO, kind, "又一句", ticket=case.ticket)
    town.until(at("17 12:00"))
    assert lines(town) == {town.ticket().number: ["ack"]}


def test_two_lines_owed_at_the_same_moment_are_one(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    with town.product.work("test") as work:
        case = work.case(town.ticket().id)
        assert case is not None
        for _ in range(3):
            owe(work, TO, Kind.ACK, "一句", ticket=case.ticket)
    town.worker.run_outbox()
    assert lines(town) == {town.ticket().number: ["ack"]}


def test_what_turns_out_to_be_a_danger_is_said_once_more_and_no_oftener(town: Town) -> None:
    hears(town, "李姐", "3号楼停水了")
    for _ in range(2):
        with town.product.work("test") as work:
            case = work.case(town.ticket().id)
            assert case is not None
            opening.first_aid(case)
    town.worker.run_outbox()
    assert lines(town) == {town.ticket().number: ["ack", "emergency"]}


def test_through_reopening_and_a_second_end(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "王哥", "我家也是", reply_to="m1")
    for round_ in range(2):
        assert did(town, "yuan" if not round_ else "fwz", "accept")
        assert did(town, "yuan" if not round_ else "fwz", "resolve", "阀门已经换好")
        town.says("王哥", "没解决")
        town.later(hours=1)
    assert town.ticket().reopened == 2
    assert lines(town) == {town.ticket().number: ["ack"]}


def test_through_the_end_of_an_emergency(town: Town) -> None:
    hears(town, "李姐", "5号楼有人困在电梯里")
    hears(town, "王哥", "5号楼有人困在电梯里")
    assert did(town, "yuan", "accept")
    assert did(town, "yuan", "resolve", "人已经救出，平安")
    town.until(at("30 12:00"))
    assert all(kinds == ["emergency"] for kinds in lines(town).values())


def test_through_an_incident_of_many_households(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path)
    for house in range(3, 9):
        hears(town, f"{house}号楼李姐", f"{house}号楼停水了")
        town.later(minutes=2)
    assert any(ticket.form == "incident" for ticket in town.tickets())
    found = lines(town)
    assert max(len(kinds) for kinds in found.values()) == 1
    assert sum(map(len, found.values())) < 6
    town.until(at("20 12:00"))
    assert lines(town) == found


def test_through_what_the_desk_puts_right(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    assert did_at_desk(town, "zx", "recategorise", "供水 紧急")
    assert did_at_desk(town, "zx", "no_appeal", "是广告，不是诉求")
    assert correcting.no_appeal is not None
    assert len(lines(town)[town.ticket().number]) <= 2
    assert lines(town)[town.ticket().number][0] == "ack"


def test_at_night_the_line_waits_and_a_danger_does_not(town: Town) -> None:
    town.until(at("16 23:00"))
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "王哥", "5号楼有人困在电梯里")
    assert [text[:4] for text in aloud(town)] == ["【紧急】"]
    town.until(at("17 08:05"))
    assert len(aloud(town)) == 2
