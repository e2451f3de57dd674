"""Stories about taking back a tap on what nobody was sure of: whoever made it may, and the message waits again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import asks
from storage.asks import Ask
from tests.fakes import Town
from tests.learning_fakes import at_desk, broken, doubting, doubts_of, lessons_of
from tests.life_fakes import imported, kinds, sent, without
from tests.test_unsure import GROUP, SAID, cards, kept, last_deed, tapped


@pytest.fixture
def asked(any_town: Town) -> Town:
    """A group that speaks of cold radiators, and of something nobody understands; the 院长 is asked about it."""
    doubting(any_town).says("王姨", "3号楼暖气不热", group=GROUP)
    any_town.says("李姐", SAID, group=GROUP)
    any_town.later(minutes=6)
    return any_town


def queue(town: Town, person: str) -> list[Ask]:
    """What waits for somebody."""
    with town.product.database.read() as conn:
        return [ask for ask, _, _ in asks.waiting(conn, town.product.district, person)]


def undone(town: Town, who: str, deed: str = "") -> tuple[bool, str]:
    """Somebody takes a deed back, by default his last one, on his phone."""
    outcome = town.says(who, deed or last_deed(town, who), press="undo")
    assert outcome is not None
    return outcome.ok, outcome.reason


@pytest.mark.parametrize("action", ["register", "attach", "dismiss"])
def test_the_courtyard_chief_takes_his_own_tap_back_and_is_asked_again(asked: Town, action: str) -> None:
    before = queue(asked, "yuan")
    assert tapped(asked, cards(asked)[0], action).ok
    assert queue(asked, "yuan") == []
    assert undone(asked, "yuan") == (True, "已撤销，恢复原样")
    assert queue(asked, "yuan") == before
    assert (lessons_of(asked), kept(asked)) == ([], [])
    assert tapped(asked, cards(asked)[0], "dismiss").ok, "he may decide anew"
    assert broken(asked) == []


@pytest.mark.parametrize("action", ["register", "attach", "dismiss"])
def test_so_does_the_grid_worker_where_he_is_the_one_asked(any_town: Town, action: str) -> None:
    imported(doubting(any_town), without("yuan"))
    any_town.says("王姨", "3号楼暖气不热", group=GROUP)
    any_town.says("李姐", SAID, group=GROUP)
    any_town.later(minutes=6)
    before = queue(any_town, "wang")
    assert tapped(any_town, cards(any_town, "wang")[0], action, "wang").ok
    assert undone(any_town, "wang")[0]
    assert queue(any_town, "wang") == before


def test_what_somebody_else_decided_is_not_his_to_take_back(asked: Town) -> None:
    ((_, row),) = doubts_of(asked)
    assert at_desk(asked, "register", str(row.id)).ok
    assert not undone(asked, "yuan", last_deed(asked, "zx"))[0]
    assert not undone(asked, "wuye", last_deed(asked, "zx"))[0]


def test_the_grid_worker_does_not_take_back_what_the_chief_put_to_a_ticket(asked: Town) -> None:
    assert tapped(asked, cards(asked)[0], "attach").ok
    assert not undone(asked, "wang", last_deed(asked, "yuan"))[0]


def test_before_he_was_asked_he_is_asked_at_the_same_time_as_he_would_have_been(any_town: Town) -> None:
    doubting(any_town).says("李姐", SAID, group=GROUP)
    ((_, row),) = doubts_of(any_town)
    assert at_desk(any_town, "dismiss", str(row.id)).ok
    assert at_desk(any_town, "undo", last_deed(any_town, "zx")).ok
    any_town.later(minutes=6)
    assert len(cards(any_town)) == 1


def test_a_day_later_it_is_the_desks(asked: Town) -> None:
    assert tapped(asked, cards(asked)[0], "dismiss").ok
    asked.later(hours=25)
    assert undone(asked, "yuan")[0]
    asked.later(minutes=1)
    (ask,) = queue(asked, "yuan")
    assert ask.next_at is None
    assert len(cards(asked)) == 1


def test_a_registration_that_neighbours_joined_stays(any_town: Town) -> None:
    doubting(any_town).says("李姐", SAID, group=GROUP)
    any_town.later(minutes=6)
    assert tapped(any_town, cards(any_town)[0], "register").ok
    any_town.says("老陈", "我家也是", group=GROUP)
    told = len(sent(any_town, "老陈"))
    ok, reason = undone(any_town, "yuan")
    assert (ok, reason) == (False, "已经有邻居跟着反映，这张单不能撤销登记了；真不是诉求的，请值班坐席核实。")
    assert not at_desk(any_town, "undo", last_deed(any_town, "yuan")).ok
    assert any_town.ticket().status == "dispatched"
    assert "no_appeal" not in kinds(any_town, any_town.ticket())
    assert len(sent(any_town, "老陈")) == told


def test_a_word_put_to_a_ticket_leaves_it_after_a_merging_as_well(asked: Town) -> None:
    assert tapped(asked, cards(asked)[0], "attach").ok
    deed = last_deed(asked, "yuan")
    asked.later(hours=3)
    asked.says("老孙", "锦园5号楼停水")
    heat, water = asked.tickets()
    assert at_desk(asked, "merge", water.number, ticket=heat.number).ok
    assert undone(asked, "yuan", deed)[0]
    with asked.product.database.read() as conn:
        rows = conn.exec_driver_sql("SELECT ticket_id FROM ticket_messages WHERE message_id = 'm2'").all()
    assert rows == []


def test_what_the_sender_took_back_waits_for_nobody(asked: Town) -> None:
    assert tapped(asked, cards(asked)[0], "dismiss").ok
    asked.says("李姐", group=GROUP, recalls="m2")
    assert undone(asked, "yuan")[0]
    assert (queue(asked, "yuan"), doubts_of(asked)) == ([], [])


def test_the_doubt_is_what_it_was(asked: Town) -> None:
    ((doubt, _),) = doubts_of(asked)
    assert tapped(asked, cards(asked)[0], "dismiss").ok
    asked.later(minutes=3)
    assert undone(asked, "yuan")[0]
    ((again, _),) = doubts_of(asked)
    assert replace(again, at=doubt.at) == doubt
    assert again.at - doubt.at > timedelta(minutes=8)
