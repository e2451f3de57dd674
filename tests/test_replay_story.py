"""One story from a file through the whole product, and every field of what it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli_fakes import FIXTURES, ORG, Minhu, Ran

STORY = FIXTURES / "story.jsonl"
END = "2026-11-24T00:00:00+08:00"
TICKET = {
    "number", "category", "kind", "urgency", "track", "status", "unit", "estate", "building", "entrance", "room",
    "reporter", "supporters", "messages", "images", "parent", "assignees", "participants", "opened_at",
    "dispatched_at", "accepted_at", "resolved_at", "closed_at", "rating", "outcome", "reopened", "escalations",
    "clocks",
}  # fmt: skip
DELIVERY = {"at", "channel", "to", "kind", "ticket", "text", "buttons", "ok"}
KINDS = {
    "ack", "notify", "remind", "escalate", "progress", "result", "survey", "digest", "emergency", "answer", "ask",
    "notice",
}  # fmt: skip


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, read as other people's scripts read it."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def told(minhu: Minhu) -> tuple[Ran, Path]:
    """The story, played."""
    out = minhu.folder / "out"
    return minhu("replay", STORY, "--org", ORG, "--out", out, "--until", END), out


@pytest.fixture
def ticket(told: tuple[Ran, Path]) -> dict[str, Any]:
    """The one ticket of the story."""
    (only,) = lines(told[1] / "tickets.jsonl")
    return only


@pytest.fixture
def deliveries(told: tuple[Ran, Path]) -> list[dict[str, Any]]:
    """Everything that was sent."""
    return lines(told[1] / "deliveries.jsonl")


def test_it_ends_well_and_sums_up(told: tuple[Ran, Path]) -> None:
    ran, _ = told
    assert ran.code == 0
    assert ran.out == ""
    assert ran.lines[-1].startswith("消息 10，工单 1，送达 ")
    assert "没有执行的按钮 2" in ran.lines[-1]
    assert "重复 1" in ran.lines[-1]


def test_the_ticket_is_rated_five_after_it_was_reopened(ticket: dict[str, Any]) -> None:
    assert set(ticket) == TICKET
    assert (ticket["category"], ticket["kind"], ticket["urgency"], ticket["track"]) == (
        "heating", "complaint", "normal", "限时办",
    )  # fmt: skip
    assert (ticket["status"], ticket["rating"], ticket["outcome"], ticket["reopened"]) == ("closed", 5, "solved", 1)


def test_it_knows_where_and_who(ticket: dict[str, Any]) -> None:
    assert ticket["number"].startswith("261116-")
    assert (ticket["unit"], ticket["estate"], ticket["building"], ticket["entrance"], ticket["room"]) == (
        "jy", "jy", "3", "2", None,
    )  # fmt: skip
    assert (ticket["reporter"], ticket["supporters"], ticket["parent"]) == ("李姐", [], None)
    assert ticket["messages"] == ["m1", "m2"]
    assert ticket["images"] == ["a.jpg"]
    assert ticket["assignees"] == ["fwz"]
    assert {"yuan", "gr"} <= set(ticket["participants"])


def test_every_moment_is_the_one_of_the_story(ticket: dict[str, Any]) -> None:
    assert ticket["opened_at"] == "2026-11-16T08:02:11+08:00"
    assert ticket["dispatched_at"] == "2026-11-16T08:02:11+08:00"
    assert ticket["resolved_at"] == "2026-11-19T19:20:00+08:00"
    assert ticket["closed_at"] == "2026-11-22T20:00:00+08:00"
    assert ticket["escalations"] == []


def test_every_promise_was_kept(ticket: dict[str, Any]) -> None:
    kinds = [clock["kind"] for clock in ticket["clocks"]]
    assert {"dispatch", "accept", "feedback", "resolve", "callback"} == set(kinds)
    assert kinds.count("callback") == 2
    for clock in ticket["clocks"]:
        assert set(clock) == {"kind", "due_at", "met_at", "breached"}
        assert not clock["breached"]
        assert clock["met_at"] <= clock["due_at"]


def test_deliveries_are_in_the_order_of_time(deliveries: list[dict[str, Any]]) -> None:
    moments = [datetime.fromisoformat(delivery["at"]) for delivery in deliveries]
    assert moments == sorted(moments)
    assert all(delivery["at"].endswith("+08:00") for delivery in deliveries)
    for delivery in deliveries:
        assert set(delivery) - {"error"} == DELIVERY
        assert delivery["kind"] in KINDS
        assert delivery["channel"] == "sim"
        assert delivery["text"]


def test_the_group_hears_one_line_and_the_resident_is_asked_twice(deliveries: list[dict[str, Any]]) -> None:
    assert [delivery["kind"] for delivery in deliveries if delivery["to"] == "g-jy"] == ["ack"]
    surveys = [delivery for delivery in deliveries if delivery["kind"] == "survey"]
    assert [survey["to"] for survey in surveys] == ["李姐", "李姐"]
    assert surveys[0]["buttons"] == [f"rate:{score}" for score in range(1, 6)]
    assert surveys[0]["at"] == "2026-11-19T17:00:00+08:00"


def test_officials_are_told_by_their_codes(deliveries: list[dict[str, Any]]) -> None:
    told = {(delivery["to"], delivery["kind"]) for delivery in deliveries}
    assert {("yuan", "notify"), ("gr", "notify"), ("fwz", "escalate")} <= told


def test_a_button_that_was_not_there_is_an_error_line(deliveries: list[dict[str, Any]]) -> None:
    refused = [delivery for delivery in deliveries if not delivery["ok"]]
    assert [(delivery["to"], delivery["kind"]) for delivery in refused] == [("yuan", "answer"), ("老张", "answer")]
    assert all(delivery["error"] for delivery in refused)
    assert refused[1]["ticket"] is None


def test_every_message_has_its_line(told: tuple[Ran, Path]) -> None:
    messages = lines(told[1] / "messages.jsonl")
    assert [message["id"] for message in messages[:2]] == ["m1", "m2"]
    assert messages[2]["id"] == "story:4"
    assert {message["state"] for message in messages} == {"done"}


def test_played_twice_it_leaves_the_same(minhu: Minhu, told: tuple[Ran, Path]) -> None:
    first = [(told[1] / name).read_bytes() for name in ("tickets.jsonl", "deliveries.jsonl")]
    minhu("replay", STORY, "--org", ORG, "--out", told[1], "--until", END)
    assert [(told[1] / name).read_bytes() for name in ("tickets.jsonl", "deliveries.jsonl")] == first


def test_it_plays_alike_on_postgresql(minhu: Minhu, told: tuple[Ran, Path], fresh_postgres: Callable[[], str]) -> None:
    first, out, url = told[1], minhu.folder / "pg", fresh_postgres()
    for _ in range(2):  # the second time it makes room for itself
        ran = minhu("replay", STORY, "--org", ORG, "--out", out, "--until", END, "--database-url", url)
        assert ran.code == 0
    for name in ("tickets.jsonl", "deliveries.jsonl"):
        assert (out / name).read_bytes() == (first / name).read_bytes()


@pytest.fixture
def fresh_postgres(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes a new PostgreSQL database."""
    fresh: Callable[[], str] = request.getfixturevalue("postgres").fresh
    return fresh
