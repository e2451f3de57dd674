"""Nobody answers: reminders, one level at a time, nobody skipped, nobody flooded."""

from __future__ import annotations

from pathlib import Path

from storage.database import Database
from storage.tree import Duty
from tests.fakes import Town
from tests.life_fakes import (
    at,
    clock_rows,
    escalations,
    kinds,
    people,
    ran,
    sent,
    sound,
    standing_still,
    when,
    with_duties,
    without,
)


def test_silence_climbs_rung_by_rung_to_the_district_and_each_is_told_once(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.until(at("16 21:00"))
    ticket = town.ticket()
    assert escalations(town, ticket) == [
        ("16 11:00", 1, ["fwz"]), ("16 13:00", 2, ["sqz"]), ("16 15:00", 3, ["jd"]), ("16 17:00", 4, ["zx"]),
    ]  # fmt: skip
    assert [when(town, person, "escalate") for person in ("fwz", "sqz", "jd", "zx")] == [
        ["16 11:00"], ["16 13:00"], ["16 15:00"], ["16 17:00"],
    ]  # fmt: skip
    assert town.assignees(ticket) == ["zx"]
    assert [clock.breached_at is not None for clock in clock_rows(town, ticket, "accept")] == [True] * 5


def test_every_rung_is_reminded_before_it_is_passed_over(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.until(at("16 12:59"))
    assert when(town, "yuan", "remind") == when(town, "wang", "remind") == ["16 10:30"]
    assert when(town, "fwz", "remind") == ["16 12:30"]
    assert "还有30分钟要接单" in sent(town, "fwz", "remind")[0]


def test_at_the_top_silence_is_a_line_in_the_digest_each_morning_and_nothing_else(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.until(at("16 21:00"))
    before = len(town.received("zx"))
    town.until(at("19 12:00"))
    later = town.received("zx")[before:]
    assert {row.kind for row in later} == {"digest", "remind"}
    assert when(town, "zx", "digest") == ["17 09:00", "18 09:00", "19 09:00"]
    assert "您名下有1件工单已超时" in sent(town, "zx", "digest")[0]


def test_a_lower_rung_may_still_accept_after_it_was_passed_over(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.later(hours=4, minutes=5)
    outcome = town.presses("yuan", "accept")
    ticket = town.ticket()
    assert outcome is not None
    assert outcome.ok
    assert (ticket.status, ticket.level, town.assignees(ticket)) == ("accepted", 0, ["yuan"])
    assert "已由院长李秀英接单，您无需处理" in sent(town, "sqz", "notice")[-1]
    # What goes wrong now is told one level above her, nobody skipped.
    town.until(at("17 09:30"))
    assert escalations(town, ticket)[-1] == ("17 09:00", 1, ["fwz"])


def test_overdue_work_is_told_one_level_more_each_day_and_who_has_it_keeps_it(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.presses("yuan", "accept")
    town.until(at("22 12:00"))
    ticket = town.ticket()
    assert escalations(town, ticket) == [
        ("17 09:00", 1, ["fwz"]), ("18 09:00", 2, ["sqz"]), ("19 09:00", 3, ["jd"]), ("20 09:00", 4, ["zx"]),
    ]  # fmt: skip
    assert town.assignees(ticket) == ["yuan"]
    assert len(sent(town, "yuan", "escalate")) == 1


def test_vacant_rungs_are_passed_over_upward(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite, tmp_path, without("yuan", "wang", "sqz"))
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    ticket = town.ticket()
    assert (ticket.level, town.assignees(ticket)) == (1, ["fwz"])
    assert town.history(ticket)[1].data["vacant"] == ["锦园小区 院长、网格员"]
    town.until(at("16 12:00"))
    assert escalations(town, ticket) == [("16 11:00", 3, ["jd"])]


def test_one_person_on_several_rungs_is_not_told_twice(sqlite: Database, tmp_path: Path) -> None:
    duties = [*without("fwz", "sqz").duties, Duty("fwz", "service_chief", "jy"), Duty("fwz", "service_chief", "dong")]
    town = Town(sqlite, tmp_path, with_duties(duties))
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.until(at("16 13:30"))
    assert escalations(town, town.ticket()) == [("16 11:00", 1, ["fwz"]), ("16 13:00", 3, ["jd"])]


def test_the_night_is_left_in_peace_and_the_morning_carries_on(town: Town) -> None:
    standing_still(town, at("16 21:30"))
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.until(at("17 07:59"))
    ticket = town.ticket()
    assert "escalated" not in kinds(town, ticket)
    # No reminder of a deadline that has passed in the night arrives in the morning.
    town.until(at("17 08:30"))
    assert when(town, "yuan", "remind") == []
    assert escalations(town, ticket) == [("17 08:00", 1, ["fwz"])]
    assert clock_rows(town, ticket, "accept")[0].breached_at == at("16 23:30")


def test_three_days_without_ticks_are_one_escalation_not_a_burst(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    standing_still(town, at("19 10:00"))
    ran(town)
    ticket = town.ticket()
    assert escalations(town, ticket) == [("19 10:00", 1, ["fwz"])]
    assert [len(sent(town, person, "escalate")) for person in ("fwz", "sqz", "jd", "zx")] == [1, 0, 0, 0]
    town.until(at("20 21:00"))
    levels = [level for _, level, _ in escalations(town, ticket)]
    assert levels == sorted(levels)
    assert levels[:4] == [1, 2, 3, 4]


def test_two_hundred_overdue_tickets_are_a_few_messages(town: Town) -> None:
    for number in range(200):
        town.says(f"居民{number}", f"锦园{number + 1}号楼有人占车位")
    before = len(town.received("fwz"))
    town.until(at("17 09:10"))
    got = town.received("fwz")[before:]
    cards = [row for row in got if row.kind == "escalate"]
    lists = [row for row in got if row.kind == "digest"]
    assert len(cards) == 5
    assert 1 <= len(lists) <= 3
    assert sum(int(row.text.split("件")[0].removeprefix("另有")) for row in lists) == 195
    assert all(len(row.text) < 1500 for row in lists)


def test_no_digest_when_nothing_is_overdue_and_one_a_day_otherwise(town: Town) -> None:
    town.says("李姐", "锦园3号楼有人占车位")
    town.presses("yuan", "accept")
    town.until(at("23 08:59"))
    assert when(town, "yuan", "digest") == []
    town.until(at("25 12:00"))
    assert when(town, "yuan", "digest") == ["24 09:00", "25 09:00"]


def test_a_digest_hour_that_was_missed_is_made_up_for(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.until(at("16 20:00"))
    standing_still(town, at("17 14:00"))
    ran(town)
    ran(town)
    assert when(town, "zx", "digest") == ["17 14:00"]


def test_an_emergency_calls_the_whole_chain_every_ten_minutes_six_times_and_stays_visible(town: Town) -> None:
    town.says("李姐", "3号楼楼道里有煤气味", group="g-jy")
    ticket = town.ticket()
    chain = {"yuan", "wang", "fwz", "sqz", "jd", "zx"}
    assert chain <= set(people(town, ticket))
    assert all(len(sent(town, person, "emergency")) == 1 for person in chain)
    town.until(at("16 23:00"))
    times = ["16 09:10", "16 09:20", "16 09:30", "16 09:40", "16 09:50", "16 10:00"]
    assert when(town, "jd", "escalate")[:6] == times
    assert len([to for _, _, to in escalations(town, ticket) if len(to) > 3]) == 6
    assert town.ticket().status == "dispatched"
    town.until(at("17 10:00"))
    assert ticket.number in sent(town, "yuan", "digest")[0]


def test_an_emergency_at_night_waits_for_nobody(town: Town) -> None:
    standing_still(town, at("16 23:30"))
    town.says("李姐", "3号楼楼道里有煤气味", group="g-jy")
    town.until(at("16 23:45"))
    assert when(town, "fwz", "escalate") == ["16 23:40"]


def test_whoever_accepts_an_emergency_has_it_and_all_the_others_hear_so(town: Town) -> None:
    town.says("李姐", "3号楼楼道里有煤气味", group="g-jy")
    town.presses("sqz", "accept")
    ticket = town.ticket()
    assert (ticket.level, town.assignees(ticket)) == (2, ["sqz"])
    assert all(
        "已由服务长周正接单" in sent(town, person, "notice")[0] for person in ("yuan", "wang", "fwz", "jd", "zx")
    )
    town.until(at("16 09:40"))
    assert "escalated" not in kinds(town, ticket)


def test_an_emergency_already_accepted_is_not_taken_away_when_the_place_becomes_known(town: Town) -> None:
    town.says("李姐", "有人困在电梯里了")
    town.presses("zx", "accept")
    town.says("李姐", "锦园3号楼")
    ticket = town.ticket()
    assert (ticket.status, town.assignees(ticket), ticket.unit) == ("accepted", ["zx"], "jy")
    assert len(sent(town, "yuan", "emergency")) == 1
    sound(town)


def test_several_promises_broken_meanwhile_raise_a_ticket_one_level_only(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.presses("yuan", "accept")
    standing_still(town, at("26 10:00"))
    ran(town)
    assert escalations(town, town.ticket()) == [("26 10:00", 1, ["fwz"])]


def test_an_accepted_emergency_without_a_first_action_climbs_every_ten_minutes(town: Town) -> None:
    town.says("李姐", "3号楼楼道里有煤气味", group="g-jy")
    town.presses("yuan", "accept")
    town.until(at("16 09:59"))
    assert when(town, "yuan", "remind") == ["16 09:45"]
    town.until(at("16 11:00"))
    assert escalations(town, town.ticket()) == [
        ("16 10:00", 1, ["fwz"]), ("16 10:10", 2, ["sqz"]), ("16 10:20", 3, ["jd"]), ("16 10:30", 4, ["zx"]),
    ]  # fmt: skip
