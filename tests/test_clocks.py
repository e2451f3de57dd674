"""Lengths of time, hours of the day, and the clocks a ticket starts with."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import clocks, policy
from handlers.calendar import WorkCalendar
from handlers.durations import Duration, Hours, day_at, local_date, next_at
from storage.types import CHINA
from tests.fakes import Town
from tests.life_fakes import at, clock_rows

PACK = policy.load("default")
QUIET = Hours(time(22), time(8))


@pytest.mark.parametrize(("text", "said", "length"), [
    ("10m", "10分钟", timedelta(minutes=10)), ("2h", "2小时", timedelta(hours=2)), ("7d", "7天", timedelta(days=7)),
    ("5wd", "5个工作日", timedelta(days=7)), ("8wh", "8个工作时", timedelta(hours=8)),
])  # fmt: skip
def test_a_length_is_read_said_and_added(text: str, said: str, length: timedelta) -> None:
    found = Duration.parse(text)
    assert (str(found), found.said) == (text, said)
    assert found.after(at("16 09:00"), WorkCalendar()) == at("16 09:00") + length


@pytest.mark.parametrize("text", ["", "10", "m", "-1h", "1.5h", "0m", "三天", "3天", "10 m", "10M", "9999999m", "None"])
def test_what_is_no_length_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="看不懂：应写成 10m"):
        Duration.parse(text)


@pytest.mark.parametrize("text", ["3661d", "99999wd", "99999wh"])
def test_more_than_ten_years_is_a_slip_of_the_pen(text: str) -> None:
    with pytest.raises(ValueError, match="超过十年"):
        Duration.parse(text)


@pytest.mark.parametrize(("moment", "quiet", "end"), [
    ("16 21:59", False, "16 21:59"), ("16 22:00", True, "17 08:00"), ("16 23:30", True, "17 08:00"),
    ("17 00:00", True, "17 08:00"), ("17 07:59", True, "17 08:00"), ("17 08:00", False, "17 08:00"),
])  # fmt: skip
def test_quiet_hours_go_over_midnight(moment: str, quiet: bool, end: str) -> None:
    assert QUIET.contain(at(moment)) is quiet
    assert QUIET.end_after(at(moment)) == at(end)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = Hours(time(12), time(14))
    assert (noon.contain(at("16 13:00")), noon.contain(at("16 14:00"))) == (True, False)
    assert not Hours(time(0), time(0)).contain(at("16 00:00"))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001 - made aware below
def test_the_end_of_quiet_hours_is_never_quiet_and_never_before(moment: datetime) -> None:
    here = moment.replace(tzinfo=CHINA)
    end = QUIET.end_after(here)
    assert not QUIET.contain(end)
    assert timedelta() <= end - here <= timedelta(hours=10)


def test_hours_of_the_day() -> None:
    assert next_at(at("16 09:00"), time(9)) == at("17 09:00")
    assert next_at(at("16 08:59"), time(9)) == at("16 09:00")
    assert day_at(at("16 00:01"), time(9)) == at("16 09:00")
    assert local_date(datetime.fromisoformat("2026-11-16T16:30+00:00")).day == 17


@pytest.mark.parametrize(("facts", "name", "lengths"), [
    ({"urgency": "emergency"}, "立即办", {"accept": "10m", "first_action": "1h"}),
    ({"category": "water"}, "限时办", {"dispatch": "2h", "feedback": "24h"}),
    ({"category": "parking"}, "限时办", {"dispatch": "24h", "resolve": "7d"}),
    ({"category": "water", "form": "task"}, "限时办", {"accept": "24h"}),
    ({"category": "parking", "grade": "complex"}, "跟踪办", {"resolve": "15d"}),
    ({"urgency": "emergency", "grade": "complex"}, "立即办", {"accept": "10m"}),
])  # fmt: skip
def test_the_default_clocks_are_those_of_the_rules(facts: dict[str, str], name: str, lengths: dict[str, str]) -> None:
    usual = {"category": "noise", "kind": "complaint", "urgency": "normal", "grade": "general", "form": "appeal"}
    whole = usual | facts
    track = PACK.track(whole)
    assert track.name == name
    assert lengths.items() <= {kind: str(length) for kind, length in track.clocks.items()}.items()


def test_the_default_survey_and_conduct_are_those_of_the_rules() -> None:
    survey = PACK.survey
    lengths = [str(length) for length in (survey.after, survey.close_after, survey.reopen_window)]
    assert lengths == ["3d", "14d", "14d"]
    assert (PACK.quiet.start, PACK.quiet.end, PACK.reminders.emergency_times) == (time(22), time(8), 6)


def test_a_reminder_comes_a_quarter_ahead_and_not_for_short_clocks() -> None:
    start = at("16 09:00")
    assert clocks.reminder(PACK, start, start + timedelta(hours=2)) == start + timedelta(minutes=90)
    assert clocks.reminder(PACK, start, start + timedelta(minutes=30)) is None


def test_a_heating_ticket_starts_with_its_clocks(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    ticket = town.ticket()
    due = {kind: clock_rows(town, ticket, kind)[0].due_at - ticket.opened_at for kind in ("dispatch", "feedback")}
    assert due == {"dispatch": timedelta(hours=2), "feedback": timedelta(hours=24)}
    assert clock_rows(town, ticket, "dispatch")[0].met_at == ticket.opened_at
    assert clock_rows(town, ticket, "first_action") == []


def test_a_promise_kept_late_is_kept_and_broken(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    town.presses("yuan", "accept")
    town.later(days=2)
    town.presses("yuan", "progress", "正在排气")
    (clock,) = clock_rows(town, town.ticket(), "feedback")
    assert (clock.met_at, clock.breached_at) == (at("18 09:00"), at("17 09:00"))
