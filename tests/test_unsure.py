"""Stories about what nobody is sure of: the 院长 is asked with one tap, and what people decide is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.messages import Outcome
from storage import asks, corrections
from storage.corrections import Correction
from storage.database import Database
from storage.outbox import OutboxRow
from tests.fakes import Town
from tests.learning_fakes import at_desk, broken, doubting, doubts_of, lessons_of
from tests.life_fakes import at, imported, kinds, packed, without

SAID = "3号楼铁蛤蟆又不张嘴了"
GROUP = "g-jy"


@pytest.fixture
def doubtful(any_town: Town) -> Town:
    """A group message that nobody understands."""
    doubting(any_town).says("李姐", SAID, group=GROUP)
    return any_town


def cards(town: Town, person: str = "yuan") -> list[OutboxRow]:
    """The questions somebody got."""
    return [row for row in town.received(person) if row.card and row.card["title"].startswith("群里这句话")]


def tapped(town: Town, row: OutboxRow, action: str, person: str = "yuan") -> Outcome:
    """Somebody taps a button of a card."""
    button = next(one for one in (row.card or {})["buttons"] if one["action"].startswith(f"{action}:"))
    outcome = town.says(person, press=button["action"], button=button["id"])
    assert outcome is not None
    return outcome


def kept(town: Town) -> list[Correction]:
    """What was put right and stands."""
    with town.product.database.read() as conn:
        return corrections.standing(conn, town.product.district)


def last_deed(town: Town, person: str) -> str:
    """The id of somebody's last deed."""
    with town.product.database.read() as conn:
        return str(corrections.newest(conn, town.product.district, person))


def several(town: Town, count: int) -> None:
    """So many people say something nobody understands."""
    for number in range(count):
        town.says(f"邻居{number}", f"{number + 1}号楼铁蛤蟆又不张嘴了", group=GROUP)


def test_the_courtyard_chief_is_asked_after_the_next_words_had_time_to_tell(doubtful: Town) -> None:
    doubtful.later(minutes=4)
    assert cards(doubtful) == []
    doubtful.later(minutes=2)
    (card,) = cards(doubtful)
    assert card.card is not None
    assert card.card["note"] == SAID
    assert [button["label"] for button in card.card["buttons"]] == ["登记", "不是诉求"]
    assert dict(card.card["rows"])["像是"] == "环境卫生"
    assert "回复数字办理：1 登记　2 不是诉求" in card.text
    assert broken(doubtful) == []


def test_one_tap_registers(doubtful: Town) -> None:
    doubtful.later(minutes=6)
    assert tapped(doubtful, cards(doubtful)[0], "register").ok
    ticket = doubtful.ticket()
    assert (ticket.category, ticket.building, ticket.reporter) == ("sanitation", "3", "李姐")
    assert doubts_of(doubtful) == []
    assert [(lesson.source, lesson.meant) for lesson in lessons_of(doubtful)] == [("registered", "sanitation")]
    (row,) = kept(doubtful)
    assert (row.deed, row.author, row.was_id, row.now_id) == ("register", "yuan", None, ticket.id)
    again = tapped(doubtful, cards(doubtful)[0], "register")
    assert (again.ok, "已经在工单" in again.reason) == (False, True)
    assert broken(doubtful) == []


def test_one_tap_says_that_it_is_nothing(doubtful: Town) -> None:
    doubtful.later(minutes=6)
    assert tapped(doubtful, cards(doubtful)[0], "dismiss").ok
    assert (doubtful.tickets(), doubts_of(doubtful)) == ([], [])
    assert [row.deed for row in kept(doubtful)] == ["dismiss"]
    assert "刚才已经有人处理过了" in tapped(doubtful, cards(doubtful)[0], "dismiss").reason
    doubtful.later(days=2)
    assert len(cards(doubtful)) == 1


def test_one_tap_puts_it_to_what_was_just_spoken_of(any_town: Town) -> None:
    doubting(any_town).says("王姨", "3号楼暖气不热", group=GROUP)
    any_town.says("李姐", SAID, group=GROUP)
    any_town.later(minutes=6)
    (card,) = cards(any_town)
    assert card.card is not None
    assert "供暖" in dict(card.card["rows"])["刚才那件"]
    assert tapped(any_town, card, "attach").ok
    assert "attached" in kinds(any_town, any_town.ticket())
    assert doubts_of(any_town) == []
    (row,) = kept(any_town)
    assert (row.deed, row.now_id) == ("attach", any_town.ticket().id)
    assert any_town.says("老陈", "我家也是", group=GROUP, reply_to="m2") is not None
    assert kinds(any_town, any_town.ticket()).count("joined") == 1
    assert broken(any_town) == []


def test_many_come_as_three_cards_and_a_number_whose_codes_mean_one_thing_each(any_town: Town) -> None:
    several(doubting(any_town), 5)
    any_town.later(minutes=6)
    found = cards(any_town)
    assert len(found) == 3
    assert [row.text.rpartition("：")[2] for row in found] == [
        "1 登记　2 不是诉求", "3 登记　4 不是诉求", "5 登记　6 不是诉求"
    ]  # fmt: skip
    assert found[2].card is not None
    assert ["还有", "2条，打开手机页看"] in found[2].card["rows"]
    assert found[2].card["page"] == "/m/unsure"
    assert any_town.says("yuan", "3") is not None
    assert [ticket.building for ticket in any_town.tickets()] == ["2"]
    assert "还有4条等您看" in any_town.received("yuan")[-1].text


def test_nobody_is_asked_too_often(any_town: Town) -> None:
    doubting(any_town).says("李姐", SAID, group=GROUP)
    any_town.later(minutes=6)
    any_town.says("王姨", "5号楼铁蛤蟆又不张嘴了", group=GROUP)
    any_town.later(minutes=20)
    assert len(cards(any_town)) == 1
    any_town.later(minutes=11)
    assert len(cards(any_town)) == 2


def test_at_night_he_sleeps(any_town: Town) -> None:
    doubting(any_town).until(at("16 21:58"))
    any_town.says("李姐", SAID, group=GROUP)
    any_town.until(at("17 07:59"))
    assert cards(any_town) == []
    any_town.until(at("17 08:01"))
    assert len(cards(any_town)) == 1


def test_what_became_clear_meanwhile_is_asked_no_more(any_town: Town) -> None:
    doubting(any_town).says("李姐", SAID, group=GROUP)
    ((doubt, _),) = doubts_of(any_town)
    assert at_desk(any_town, "register", str(doubt.inbox_id)).ok
    any_town.later(minutes=6)
    assert cards(any_town) == []


def test_without_a_courtyard_chief_the_grid_worker_is_asked(any_town: Town) -> None:
    imported(doubting(any_town), without("yuan"))
    any_town.says("李姐", SAID, group=GROUP)
    any_town.later(minutes=6)
    assert len(cards(any_town, "wang")) == 1


def test_without_anybody_near_it_waits_at_the_desk(any_town: Town) -> None:
    imported(doubting(any_town), without("yuan", "wang"))
    any_town.says("李姐", SAID, group=GROUP)
    any_town.later(hours=1)
    with any_town.product.database.read() as conn:
        assert asks.current(conn, any_town.product.district) == {}
    assert len(doubts_of(any_town)) == 1


def test_who_left_meanwhile_is_followed_by_who_is_there(doubtful: Town) -> None:
    imported(doubtful, without("yuan"))
    doubtful.later(minutes=12)
    assert cards(doubtful) == []
    assert len(cards(doubtful, "wang")) == 1


def test_what_nobody_answers_in_a_day_is_the_desks(doubtful: Town) -> None:
    doubtful.later(hours=24)
    with doubtful.product.database.read() as conn:
        assert len(asks.current(conn, doubtful.product.district)) == 1
    doubtful.later(minutes=10)
    with doubtful.product.database.read() as conn:
        assert asks.current(conn, doubtful.product.district) == {}
    assert len(doubts_of(doubtful)) == 1
    assert tapped(doubtful, cards(doubtful)[0], "register").ok, "late is not never"


def test_the_property_company_is_never_asked_and_may_not_decide(doubtful: Town) -> None:
    doubtful.later(minutes=6)
    ((doubt, _),) = doubts_of(doubtful)
    assert cards(doubtful, "wuye") == []
    outcome = doubtful.says("wuye", "", press=f"register:{doubt.inbox_id}")
    assert outcome is not None
    assert not outcome.ok


def test_a_pack_may_leave_it_to_the_desk(database: Database, tmp_path: Path) -> None:
    town = packed(database, tmp_path, "extends: default\ntitle: 自己的\nunsure: null\n")
    doubting(town).says("李姐", SAID, group=GROUP)
    town.later(hours=1)
    assert cards(town) == []
    assert len(doubts_of(town)) == 1


@pytest.mark.parametrize("action", ["register", "dismiss", "attach"])
def test_every_answer_can_be_taken_back(any_town: Town, action: str) -> None:
    doubting(any_town).says("王姨", "3号楼暖气不热", group=GROUP)
    any_town.says("李姐", SAID, group=GROUP)
    ((doubt, row),) = doubts_of(any_town)
    number = any_town.tickets()[0].number if action == "attach" else ""
    assert at_desk(any_town, action, f"{row.id} {number}".strip()).ok
    assert at_desk(any_town, "undo", last_deed(any_town, "zx")).ok
    ((again, _),) = doubts_of(any_town)
    assert replace(again, at=doubt.at) == doubt
    assert (lessons_of(any_town), kept(any_town)) == ([], [])
    outcome = at_desk(any_town, "undo", last_deed(any_town, "zx"))
    assert (outcome.ok, "已经撤销过了" in outcome.reason) == (False, True)
    assert broken(any_town) == []


def test_moving_splitting_and_merging_are_kept_and_taken_back(any_town: Town) -> None:
    any_town.says("王姨", "3号楼暖气不热", group=GROUP)
    any_town.says("老陈", "我家也不热，5号楼，我家也", group=GROUP, reply_to="m1")
    any_town.says("小周", "7号楼占车位", group=GROUP)
    heat, parking = any_town.tickets()
    with any_town.product.database.read() as conn:
        ids = {row[1]: row[0] for row in conn.exec_driver_sql("SELECT id, message_id FROM inbox")}
    for press, words, on in (
        ("move", f"{ids['m2']} {parking.number}", heat),
        ("split", f"{ids['m2']} heating", heat),
        ("set_aside", f"{ids['m2']}", heat),
        ("merge", parking.number, heat),
    ):
        before = last_deed(any_town, "zx")
        assert at_desk(any_town, press, words, ticket=on.number).ok, press
        assert last_deed(any_town, "zx") != before
        assert {row.deed for row in kept(any_town)} == {press}
        assert at_desk(any_town, "undo", last_deed(any_town, "zx")).ok, press
        assert kept(any_town) == []
        with any_town.product.database.read() as conn:
            rows = conn.exec_driver_sql(f"SELECT inbox_id FROM ticket_messages WHERE ticket_id = {on.id}")  # noqa: S608
            assert {ids["m1"], ids["m2"]} <= set(rows.scalars()), press
    assert broken(any_town) == []


@pytest.mark.parametrize("words", ["", "7", "x", "99999999999999999999"])
def test_what_was_never_done_is_not_undone(town: Town, words: str) -> None:
    assert not at_desk(town, "undo", words).ok
