"""What officials do, and what they may not."""

from __future__ import annotations

import pytest

from tests.fakes import Town
from tests.life_fakes import at, did, kinds, people, said_back, sent, when


def test_two_accept_and_the_first_has_it(heating: Town) -> None:
    assert did(heating, "yuan", "accept")
    assert not did(heating, "wang", "accept")
    assert heating.assignees(heating.ticket()) == ["yuan"]
    assert "由院长李秀英负责" in said_back(heating, "wang")


@pytest.mark.parametrize("words", ["好了", "。。。。。。", "ok  !"])
def test_a_resolution_has_to_say_what_was_done(heating: Town, words: str) -> None:
    heating.presses("yuan", "resolve", words)
    assert heating.ticket().status != "resolved"


def test_stale_buttons_after_the_resolution_change_nothing(heating: Town) -> None:
    assert did(heating, "yuan", "resolve", "放了气，室温21度")
    before = kinds(heating, heating.ticket())
    for action in ("accept", "resolve", "return", "transfer"):
        assert not did(heating, "wang", action, "王建国 请办理一下")
    assert kinds(heating, heating.ticket()) == before
    assert heating.ticket().status == "resolved"


def test_pressing_on_site_twice_tells_the_resident_once(heating: Town) -> None:
    heating.presses("yuan", "accept")
    assert did(heating, "yuan", "on_site")
    assert did(heating, "yuan", "on_site")
    assert len([text for text in sent(heating, "李姐", "progress") if "已到现场" in text]) == 1


def test_a_withdrawn_appeal_is_told_to_everybody_who_was_asked(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.says("李姐", "撤销")
    ticket = heating.ticket()
    assert (ticket.status, ticket.outcome) == ("closed", "cancelled")
    assert all("居民已撤销" in sent(heating, person, "notice")[-1] for person in people(heating, ticket))
    heating.until(at("30 12:00"))
    assert when(heating, "李姐", "survey") == []
    assert "escalated" not in kinds(heating, ticket)


def test_who_withdraws_leaves_the_ticket_to_the_neighbours_who_have_the_same_trouble(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.says("王哥", "我家也是", group="g-jy")
    town.says("李姐", "撤销")
    ticket = town.ticket()
    assert (ticket.status, ticket.reporter) == ("dispatched", "王哥")
    assert "还有1位邻居" in said_back(town, "李姐")
    town.presses("yuan", "resolve", "放了气，室温21度")
    assert len(sent(town, "王哥", "result")) == 1
    assert sent(town, "李姐", "result") == []


def test_no_promise_is_made_for_a_moment_that_has_passed(heating: Town) -> None:
    heating.until(at("24 12:00"))
    heating.presses("zx", "accept")
    assert "最晚" not in sent(heating, "李姐", "progress")[-1]


def test_property_managers_never_learn_who_complained(town: Town) -> None:
    town.says("李姐", "锦园3号楼2单元1501有人占车位，我电话13912345678")
    town.presses("wuye", "accept")
    town.presses("wuye", "resolve", "已劝离车辆，恢复通行")
    town.presses("李姐", "reject", "我是1501的李姐还被占着")
    town.later(days=1)
    seen = [row.text + str(row.card) for row in town.received("wuye")]
    assert any("重开" in text for text in seen)
    for text in seen:
        assert "李姐" not in text
        assert "1501" not in text
        assert "13912345678" not in text


def test_a_bystander_cannot_resolve_what_somebody_else_has(town: Town) -> None:
    town.says("李姐", "锦园3号楼有人占车位")
    town.presses("yuan", "accept")
    assert not did(town, "wuye", "resolve", "已经处理好了")
    assert town.ticket().status == "accepted"
