"""What was promised about a ticket that is put into another, and what is promised when a ticket is called done."""

from __future__ import annotations

import pytest

from storage import commitments
from storage.commitments import Commitment
from storage.tickets import Ticket
from tests.fakes import Town
from tests.life_fakes import at, did, sent


@pytest.fixture
def pair(town: Town) -> tuple[Ticket, Ticket]:
    """王哥 in building 3 and, a day later, 李姐 in building 5, to whom a repair for Thursday morning is promised."""
    town.says("王哥", "锦园3号楼暖气不热")
    town.later(hours=30)
    town.says("李姐", "锦园5号楼暖气不热")
    first, second = town.tickets()
    assert did(town, "yuan", "accept")
    assert did(town, "yuan", "progress", "师傅后天上午来修")
    assert town.presses("zx", "merge", f"{first.number} 同一根主管", channel="desk", ticket=second.number)
    return first, second


def rows(town: Town, ticket: Ticket) -> list[Commitment]:
    """What was promised about a ticket itself."""
    with town.product.database.read() as conn:
        return commitments.of_ticket(conn, town.product.district, ticket.id)


def states(town: Town, ticket: Ticket) -> list[tuple[str, str | None]]:
    """How each stands, and by whose word."""
    return [(one.state, one.settled_by) for one in rows(town, ticket)]


def resolved(town: Town, ticket: Ticket, words: str) -> None:
    """The courtyard chief takes the ticket on and calls it done."""
    town.presses("yuan", "accept", ticket=ticket.number)
    outcome = town.presses("yuan", "resolve", words, ticket=ticket.number)
    assert outcome is not None
    assert outcome.ok


def test_what_was_promised_goes_on_and_stays_with_its_ticket(town: Town, pair: tuple[Ticket, Ticket]) -> None:
    first, second = pair
    assert [ticket.status for ticket in town.tickets()][1] == "merged"
    town.until(at("19 13:00"))
    assert (states(town, first), states(town, second)) == ([], [("asked", None)])
    assert "做到了吗" in sent(town, "yuan", "remind")[-1]
    assert "师傅后天上午来修" in sent(town, "李姐", "progress")[-1]
    assert not any("师傅后天上午来修”（" in text for text in sent(town, "王哥", "progress")), (
        "nothing was promised to him"
    )


def test_the_other_tickets_completion_keeps_it_and_nobody_is_asked(town: Town, pair: tuple[Ticket, Ticket]) -> None:
    first, second = pair
    resolved(town, first, "主管道已经修好，恢复供暖")
    assert states(town, second) == [("kept", "resolved")]
    before = len(sent(town, "yuan", "remind"))
    town.until(at("20 13:00"))
    assert not any("承诺" in text or "做到了吗" in text for text in sent(town, "yuan", "remind")[before:])


def test_its_resident_answers_and_whoever_has_the_other_ticket_hears(town: Town, pair: tuple[Ticket, Ticket]) -> None:
    town.until(at("19 13:00"))
    town.says("李姐", "没人来")
    assert states(town, pair[1]) == [("broken", "resident")]
    assert "没有做到" in sent(town, "yuan", "notice")[-1]


def test_whoever_promised_answers_on_the_other_ticket(town: Town, pair: tuple[Ticket, Ticket]) -> None:
    town.until(at("19 13:00"))
    assert did(town, "yuan", "kept")
    assert states(town, pair[1]) == [("kept", "official")]


def test_taken_apart_again_it_has_what_was_promised_about_it(town: Town, pair: tuple[Ticket, Ticket]) -> None:
    first, second = pair
    town.until(at("19 10:30"))
    assert town.presses("zx", "unmerge", "是两根管子", channel="desk", ticket=second.number)
    assert town.tickets()[1].status == "accepted"
    resolved(town, first, "主管道已经修好，恢复供暖")
    assert states(town, second) == [("open", None)]
    town.until(at("19 13:00"))
    assert states(town, second) == [("asked", None)]


def test_what_is_promised_with_the_completion_is_asked_about_though_the_resident_confirmed(heating: Town) -> None:
    assert did(heating, "yuan", "accept")
    assert did(heating, "yuan", "resolve", "已临时放气恢复，明天上午来换新阀门")
    assert heating.presses("李姐", "confirm")
    assert heating.ticket().status == "closed"
    assert states(heating, heating.ticket()) == [("open", None)]
    heating.until(at("17 13:00"))
    assert "做到了吗" in sent(heating, "yuan", "remind")[-1]
    assert sent(heating, "李姐", "progress")[-1].endswith("做好了吗？")
    heating.until(at("18 13:00"))
    assert states(heating, heating.ticket()) == [("unknown", None)]


def test_its_resident_says_himself_whether_it_was_kept(heating: Town) -> None:
    assert did(heating, "yuan", "accept")
    assert did(heating, "yuan", "resolve", "已临时放气恢复，明天上午来换新阀门")
    assert heating.presses("李姐", "confirm")
    heating.until(at("17 13:00"))
    assert heating.presses("李姐", "came")
    assert states(heating, heating.ticket()) == [("kept", "resident")]
