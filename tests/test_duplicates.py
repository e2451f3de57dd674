"""Stories about one trouble that is told twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.web.regrouping_view import why
from handlers import duplicates
from storage import twins
from storage.database import Database
from storage.tickets import Ticket
from storage.twins import Twin
from tests.fakes import Town
from tests.life_fakes import packed, sent, sound

ASKED = "name: own\ntitle: 只提示\nextends: default\nduplicates: {automatic: null}\n"
PUBLIC = "锦园3号楼门口的总阀坏了，停水了没人修"


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A town."""
    return Town(database, tmp_path)


def pairs(town: Town, ticket: Ticket) -> list[Twin]:
    """What a ticket was found to be like."""
    with town.product.database.read() as conn:
        return twins.of_ticket(conn, town.product.district, ticket.id)


def test_a_trouble_told_again_in_other_words_is_shown_with_the_evidence(town: Town) -> None:
    town.says("张三", "锦园3号楼2单元501暖气不热，才15度")
    town.later(hours=3)
    town.says("李四", "锦园5号楼1单元201暖气一点都不热")
    first, second = town.tickets()
    (twin,) = pairs(town, second)
    assert (twin.ticket_id, twin.older_id, twin.state) == (second.id, first.id, "suggested")
    assert twin.score >= 0.17
    assert "暖气" in twin.evidence["shared"]
    assert (twin.evidence["hours"], twin.evidence["building"]) == (3.0, False)
    assert {ticket.status for ticket in town.tickets()} == {"dispatched"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("锦园3号楼停水了", "锦园3号楼暖气不热"),
        ("锦园3号楼暖气不热", "和园的人都说好"),
    ],
)
def test_what_is_something_else_is_not_shown(town: Town, one: str, other: str) -> None:
    town.says("张三", one)
    town.says("李四", other)
    assert [pairs(town, ticket) for ticket in town.tickets()] == [[] for _ in town.tickets()]


def test_what_is_too_old_or_over_is_not_compared(town: Town) -> None:
    town.says("张三", "锦园3号楼1单元暖气不热")
    town.says("张三", "撤销")
    town.says("李四", "锦园5号楼1单元暖气不热")
    town.clock.move_to(town.clock.now() + timedelta(days=15))
    town.says("王五", "锦园6号楼1单元暖气不热")
    assert [pairs(town, ticket) for ticket in town.tickets()] == [[], [], []]


def test_the_same_words_of_one_building_within_a_day_are_one_ticket(town: Town) -> None:
    town.says("张三", PUBLIC)
    town.later(hours=2)
    town.says("李四", PUBLIC)
    first, second = sorted(town.tickets(), key=lambda ticket: ticket.id)
    assert (first.status, second.status) == ("dispatched", "merged")
    assert town.assignees(second) == []
    (told,) = [text for text in sent(town, "李四") if "并到一起办" in text]
    assert first.number in told
    assert [event.kind for event in town.history(second)][-1] == "merged"
    assert town.history(second)[-1].actor == "system"
    sound(town)


@pytest.mark.parametrize(
    ("one", "other", "hours"),
    [
        ("锦园3号楼门口水管爆管停水了", "锦园5号楼门口水管爆管停水了", 1),  # another building
        ("锦园3号楼我家停水了没人管", "锦园3号楼我家停水了没人管", 1),  # each about his own flat
        ("锦园3号楼501停水了没人管", "锦园3号楼501停水了没人管", 1),  # a door was told
        (PUBLIC, PUBLIC, 25),  # a day later
        ("锦园3号楼1单元门口停水了没人修", "锦园3号楼2单元门口停水了没人修", 1),  # two entrances
        ("锦园3号楼楼道有煤气味", "锦园3号楼楼道有煤气味", 1),  # an emergency
    ],
)
def test_nothing_is_put_together_alone_where_it_may_be_another_trouble(
    town: Town, one: str, other: str, hours: int
) -> None:
    town.says("张三", one)
    town.later(hours=hours)
    town.says("李四", other)
    assert "merged" not in {ticket.status for ticket in town.tickets()}


def test_a_district_may_want_to_be_asked_every_time(database: Database, tmp_path: Path) -> None:
    town = packed(database, tmp_path, ASKED)
    town.says("张三", PUBLIC)
    town.says("李四", PUBLIC)
    assert [ticket.status for ticket in town.tickets()] == ["dispatched", "dispatched"]
    assert pairs(town, town.tickets()[1])


def test_the_desk_says_that_it_is_not_the_same(town: Town) -> None:
    town.says("张三", "锦园3号楼2单元501暖气不热")
    town.says("李四", "锦园5号楼1单元201暖气不热")
    first, second = town.tickets()
    town.says("zx", first.number, press="not_twin", ticket=second.number, channel="desk")
    (twin,) = pairs(town, second)
    assert (twin.state, twin.decided_by) == ("apart", "zx")


def nearly(town: Town, *shares: float) -> tuple[Ticket, Ticket]:
    """Two troubles, and how probably the words of the second belonged to the first, as often as it is said."""
    town.says("张三", "锦园3号楼停水了")
    town.says("李四", "锦园3号楼暖气不热")
    first, second = town.tickets()
    with town.product.work("test") as work:
        case = work.case(second.id)
        assert case is not None
        for share in shares:
            duplicates.heard(case, [(first.id, share)])
    return first, second


def test_what_the_listener_nearly_put_together_is_asked(town: Town) -> None:
    first, second = nearly(town, 0.354)
    (twin,) = pairs(town, second)
    assert (twin.older_id, twin.score, twin.state) == (first.id, 0.0, "suggested")
    assert why(twin) == "群里前后的话听着像一件事（35%）；一小时内；同一栋楼"


def test_what_the_listener_hardly_thought_of_is_not_asked(town: Town) -> None:
    _, second = nearly(town, 0.19)
    assert pairs(town, second) == []


def test_what_was_heard_and_what_was_read_are_one_question(town: Town) -> None:
    _, second = nearly(town, 0.4, 0.3)
    (twin,) = pairs(town, second)
    assert twin.evidence["heard"] == 0.4, "the first is kept"


def test_a_district_may_not_want_to_be_asked_about_what_was_heard(database: Database, tmp_path: Path) -> None:
    town = packed(database, tmp_path, "name: own\ntitle: 不问\nextends: default\nduplicates: {heard: null}\n")
    _, second = nearly(town, 0.9)
    assert pairs(town, second) == []
