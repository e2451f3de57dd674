"""准入清单: what another office looks after is told where to go, counted, and never dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import export
from storage.database import Database
from tests.fakes import Town
from tests.life_fakes import kinds, people, said_back, sent, sound
from tests.routed_fakes import checked, routed_town

COURT = "锦园物业的事法院判决了没人执行"


@pytest.fixture
def scoped(database: Database, tmp_path: Path) -> Town:
    """The town with a scope list, on either database."""
    return routed_town(database, tmp_path)


@pytest.fixture
def quick(sqlite: Database, tmp_path: Path) -> Town:
    """The same on SQLite."""
    return routed_town(sqlite, tmp_path)


def test_m22_an_appeal_out_of_scope_is_told_where_to_go_and_counted_by_rule(scoped: Town) -> None:
    """M22: 社区准入清单: told politely where to go, counted, never dropped, and no official is bothered."""
    scoped.says("李姐", COURT)
    ticket = scoped.ticket()
    assert (ticket.status, ticket.outcome, people(scoped, ticket)) == ("out_of_scope", "out_of_scope", {})
    event = scoped.history(ticket)[-1]
    assert (event.kind, event.data["rule"]) == ("out_of_scope", "法院管")
    assert "请到区法院立案庭。电话12368" in said_back(scoped, "李姐")
    assert sent(scoped, "yuan") == sent(scoped, "fwz") == []
    scoped.later(days=20)
    assert (scoped.ticket().status, len(scoped.received("李姐"))) == ("out_of_scope", 1)
    sound(scoped)
    checked(scoped)


@pytest.mark.parametrize("insists", ["button", "words"])
def test_m22_who_insists_is_heard_like_anybody_else(scoped: Town, insists: str) -> None:
    scoped.says("李姐", COURT)
    if insists == "button":
        scoped.presses("李姐", "appeal_anyway")
    else:
        scoped.says("李姐", "仍要反映。")
    ticket = scoped.ticket()
    assert (ticket.status, ticket.outcome, ticket.closed_at) == ("dispatched", None, None)
    assert scoped.assignees(ticket) == ["fwz"]
    assert kinds(scoped, ticket) == ["opened", "out_of_scope", "appeal_anyway", "dispatched"]
    assert "已登记，编号" in said_back(scoped, "李姐")
    scoped.presses("fwz", "accept")
    scoped.presses("fwz", "resolve", "已陪居民去法院立案")
    scoped.presses("李姐", "confirm")
    assert scoped.ticket().status == "closed"
    sound(scoped)
    checked(scoped)


def test_in_a_group_it_is_told_in_private_and_the_group_hears_nothing(quick: Town) -> None:
    quick.says("李姐", COURT, group="g-jy")
    assert quick.received("g-jy") == []
    assert "仍要反映" in said_back(quick, "李姐")


def test_nobody_is_asked_for_a_place_that_does_not_matter(quick: Town) -> None:
    quick.says("李姐", "法院判决了物业不执行")
    assert (quick.ticket().status, len(quick.received("李姐"))) == ("out_of_scope", 1)
    quick.presses("李姐", "appeal_anyway")
    assert (quick.ticket().status, "哪个小区" in said_back(quick, "李姐")) == ("open", True)
    quick.says("李姐", "锦园")
    assert (quick.ticket().status, quick.assignees(quick.ticket())) == ("dispatched", ["fwz"])
    sound(quick)


def test_an_emergency_is_never_sent_away(quick: Town) -> None:
    quick.says("李姐", "锦园收费的停车场有煤气味，占车位")
    assert quick.tickets()[0].status == "dispatched"


def test_an_official_who_refused_it_is_not_overruled_by_an_old_button(quick: Town) -> None:
    quick.says("李姐", "锦园停水了")
    quick.presses("zx", "refuse", "请打供水热线", channel="desk", ticket=quick.ticket().number)
    outcome = quick.presses("李姐", "appeal_anyway", ticket=quick.ticket().number)
    assert outcome is not None
    assert not outcome.ok
    assert quick.ticket().status == "out_of_scope"


def test_the_desk_takes_it_up_for_a_caller_and_nobody_else_may(quick: Town) -> None:
    quick.says("李姐", COURT)
    number = quick.ticket().number
    for stranger in ("王哥", "yuan"):
        outcome = quick.presses(stranger, "appeal_anyway", ticket=number)
        assert outcome is not None
        assert not outcome.ok
    quick.presses("zx", "appeal_anyway", "来电说法院不管", channel="desk", ticket=number)
    assert (quick.ticket().status, quick.assignees(quick.ticket())) == ("dispatched", ["fwz"])
    assert [event.actor for event in quick.history(quick.ticket()) if event.kind == "appeal_anyway"] == ["zx"]
    assert "已登记，编号" in said_back(quick, "李姐")


def test_a_phone_number_is_optional_and_words_end_with_one_stop(quick: Town) -> None:
    quick.says("李姐", "锦园收费太贵还占车位")
    text = said_back(quick, "李姐")
    assert "请打他们的电话。电话12358。" in text
    with quick.product.database.read() as conn:
        assert [ticket.outcome for ticket in export.tickets(conn, "yb")] == ["out_of_scope"]
