"""The whole way once: from a resident's message to a rated ticket, on both databases."""

from __future__ import annotations

from tests.fakes import Town


def test_cold_radiators_are_reported_resolved_rated_two_reopened_and_rated_five(any_town: Town) -> None:
    town = any_town
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "放了气，室温21度")
    town.later(days=3, hours=1)
    town.presses("李姐", "rate:2")
    ticket = town.ticket()
    assert (ticket.status, ticket.reopened) == ("dispatched", 1)
    assert town.assignees(ticket) == ["fwz"]

    town.presses("fwz", "resolve", "换了分集水器，22度")
    town.later(days=3, hours=1)
    town.presses("李姐", "rate:5")

    ticket = town.ticket()
    assert (ticket.status, ticket.rating, ticket.outcome) == ("closed", 5, "solved")
    assert [event.kind for event in town.history(ticket)] == [
        "opened", "dispatched", "accepted", "resolved", "surveyed", "rated", "reopened", "dispatched",
        "accepted", "resolved", "surveyed", "rated", "closed",
    ]  # fmt: skip
    assert [row.kind for row in town.received("g-jy")] == ["ack"]
