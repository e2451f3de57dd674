"""How much one person may tell: what is more is gathered for the desk, nothing is dropped, no emergency waits."""

from __future__ import annotations

from pathlib import Path

from handlers.facts import Facts
from handlers.regrouping import shifting
from storage import tickets
from storage.database import Database
from storage.tickets import Ticket
from tests.fakes import Town
from tests.life_fakes import sent
from tests.manners_fakes import aloud, hears, real
from tests.test_manners_recall import proven

FEW = "  pace: {tickets: 3, within: 1h, messages: 60, messages_within: 10m}\n"
TOLD = (
    "3号楼暖气不热",
    "5号楼停水了",
    "6号楼有人占车位",
    "7号楼暖气不热",
    "8号楼停水了",
    "9号楼有人占车位",
    "10号楼暖气不热",
)


def town_of(database: Database, folder: Path) -> Town:
    return real(database, folder, FEW)


def gathering(town: Town) -> Ticket:
    (found,) = (ticket for ticket in town.tickets() if ticket.category == "other")
    return found


def test_the_fourth_of_an_hour_and_all_after_it_are_one_ticket_for_the_desk(database: Database, tmp_path: Path) -> None:
    town = town_of(database, tmp_path)
    for words in TOLD:
        town.says("王哥", f"锦园{words}")
        town.later(minutes=4)
    assert len(town.tickets()) == 4
    rest = gathering(town)
    for words in TOLD[3:]:
        assert words in rest.summary
    assert town.assignees(rest) == ["zx"]
    assert "请分拣" in "".join(sent(town, "zx"))
    assert sum("都记在一起" in text for text in sent(town, "王哥")) == 1
    town.later(minutes=10)
    # One card, and what came after it in gathered lines.
    assert len([text for text in sent(town, "zx") if rest.number in text]) <= 4
    proven(town)


def test_in_the_group_as_well_and_with_one_line(sqlite: Database, tmp_path: Path) -> None:
    town = town_of(sqlite, tmp_path)
    for words in TOLD:
        hears(town, "王哥", words)
        town.later(minutes=4)
    assert len(town.tickets()) == 4
    assert len(aloud(town, "ack")) <= 4
    proven(town)


def test_the_desk_takes_apart_what_was_gathered(sqlite: Database, tmp_path: Path) -> None:
    town = town_of(sqlite, tmp_path)
    for words in TOLD[:5]:
        town.says("王哥", f"锦园{words}")
        town.later(minutes=4)
    rest = gathering(town)
    with town.product.work("desk") as work:
        case = work.case(rest.id)
        assert case is not None
        told = [row.inbox_id for row in tickets.messages_of(work.conn, rest) if row.part != "opening"]
        split = shifting.split(work, "zx", case, told, Facts("water", "complaint", "normal"))
    assert (split.ticket.category, split.ticket.building) == ("water", "8")
    proven(town)


def test_an_emergency_gets_its_own_ticket_at_once(sqlite: Database, tmp_path: Path) -> None:
    town = town_of(sqlite, tmp_path)
    for words in TOLD:
        town.says("王哥", f"锦园{words}")
        town.later(minutes=4)
    town.says("王哥", "锦园11号楼有人困在电梯里")
    last = town.tickets()[-1]
    assert (last.urgency, last.building) == ("emergency", "11")
    assert "紧急" in sent(town, "yuan")[-1]


def test_an_hour_later_he_is_heard_as_everybody(sqlite: Database, tmp_path: Path) -> None:
    town = town_of(sqlite, tmp_path)
    for words in TOLD[:5]:
        town.says("王哥", f"锦园{words}")
        town.later(minutes=4)
    town.later(hours=2)
    town.says("王哥", "锦园12号楼停水了")
    assert (town.tickets()[-1].category, town.tickets()[-1].building) == ("water", "12")


def test_others_and_officials_are_not_held_up(sqlite: Database, tmp_path: Path) -> None:
    town = town_of(sqlite, tmp_path)
    for words in TOLD[:5]:
        town.says("王哥", f"锦园{words}")
        town.later(minutes=4)
    town.says("赵姨", "锦园2号楼有人占车位")
    assert town.tickets()[-1].category == "parking"
    before = len(town.tickets())
    for building in range(20, 26):
        town.says("wang", f"锦园{building}号楼停水了")
        town.later(minutes=11)
    assert len([t for t in town.tickets()[before:] if t.category == "other"]) == 0


def test_a_flood_of_messages_opens_nothing_more(sqlite: Database, tmp_path: Path) -> None:
    town = real(sqlite, tmp_path, "  pace: {tickets: 50, within: 1h, messages: 20, messages_within: 10m}\n")
    for number in range(25):
        hears(town, "王哥", f"第{number}条闲话")
    hears(town, "王哥", "3号楼暖气不热")
    hears(town, "王哥", "5号楼停水了")
    assert [ticket.category for ticket in town.tickets()] == ["other"]
    assert "停水" in town.ticket().summary
