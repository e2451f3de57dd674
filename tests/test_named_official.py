"""A complaint about an official by name passes him by: neither its words nor its author reach him."""

from __future__ import annotations

import json

import pytest

import tests.fakes as fakes
from bot.web import phone_view
from bot.web.names import Names
from bot.web.words import Telling
from handlers import privacy
from nlu.understanding import Intent, Urgency
from storage import inbox, tickets
from storage.tickets import Ticket
from storage.tree import Duty
from tests.fakes import Town, tree
from tests.life_fakes import imported, people, with_duties
from tests.test_import_chat import confirmed, taken
from tests.test_regrouping import pressed

GROUP = "g-jy"
WORDS = "3号楼暖气不热，网格员张伟收了钱不办事，院长李秀英包庇"
ZHANG = "锦园3号楼2单元暖气不热，网格员张伟收了钱不办事"
PARKED = "锦园3号楼门口有人占车位"


def told(town: Town, person: str) -> str:
    """Everything he was sent, cards and buttons included."""
    return "\n".join(row.text + json.dumps(row.card or {}, ensure_ascii=False) for row in town.received(person))


def page_of(town: Town, ticket: Ticket, person: str) -> list[tuple[str, str]]:
    """What his phone shows of the messages of a ticket: who said it, and what."""
    with town.product.work("t") as work:
        case = work.case_of(ticket)
        parts = {row.inbox_id: row.part for row in tickets.messages_of(work.conn, ticket)}
        rows = inbox.get_many(work.conn, work.district, list(parts))
        telling = Telling(Names(work.org, work.policy, work.today), work.now)
        shown = [phone_view._one(case, person, row, parts[row.id], [], telling) for row in rows]
        return [(one.who, one.text) for one in shown]


def test_those_who_are_meant_do_not_get_it_but_the_next_one_up(town: Town) -> None:
    town.says("u1", WORDS, group=GROUP, sender_name="3-1203王大锤")
    assert told(town, "yuan") == told(town, "wang") == ""
    assert town.assignees(town.ticket()) == ["fwz"]
    assert "收了钱不办事" in told(town, "fwz")


def test_the_others_of_his_rung_have_it(town: Town) -> None:
    town.says("u1", ZHANG, sender_name="王大锤")
    assert town.assignees(town.ticket()) == ["yuan"]
    assert told(town, "wang") == ""


def test_his_title_alone_means_him_where_he_holds_it(town: Town) -> None:
    town.says("u1", "锦园3号楼暖气不热，院长从来不管，态度恶劣", sender_name="王大锤")
    assert town.assignees(town.ticket()) == ["wang"]
    assert told(town, "yuan") == ""


def test_he_is_known_by_what_he_is_called_in_the_group(town: Town) -> None:
    town.says("wang", "各位好，明早停水检修", group=GROUP, sender_name="网格员-阿伟")
    town.says("u1", "3号楼暖气不热，阿伟收了红包不办事", group=GROUP, sender_name="王大锤")
    assert town.assignees(town.ticket()) == ["yuan"]
    assert "红包" not in told(town, "wang")


def test_a_name_he_bears_in_one_group_means_nobody_in_another(town: Town) -> None:
    town.says("wang", "各位好", group=GROUP, sender_name="网格员-阿伟")
    town.says("u1", "锦园3号楼暖气不热，阿伟收了红包不办事", sender_name="王大锤")
    assert set(town.assignees(town.ticket())) == {"yuan", "wang"}


@pytest.mark.parametrize("more", ["张伟昨天来看过", "张伟态度很好", "谢谢张伟"])
def test_who_came_or_is_praised_gets_it_with_every_word(town: Town, more: str) -> None:
    town.says("u1", f"锦园3号楼暖气不热，{more}")
    assert set(town.assignees(town.ticket())) == {"yuan", "wang"}
    assert more in told(town, "wang")


def test_he_cannot_be_given_it_by_hand(town: Town) -> None:
    town.says("u1", ZHANG)
    assert "本人要回避" in pressed(town, "transfer", town.ticket(), "张伟 你看看")
    assert town.assignees(town.ticket()) == ["yuan"]
    assert told(town, "wang") == ""


def test_promises_that_run_out_climb_past_him(town: Town) -> None:
    town.says("u1", "锦园3号楼2单元暖气不热，王服务长态度恶劣")
    town.later(days=6)
    assert "fwz" not in people(town, town.ticket())
    assert told(town, "fwz") == ""


def test_danger_to_life_calls_him_where_nobody_else_of_his_rung_is_there(town: Town) -> None:
    imported(town, with_duties(duty for duty in tree().duties if duty.person != "yuan"))
    town.says("u1", "锦园3号楼2单元1502有煤气味，网格员张伟收了钱不办事", sender_name="王大锤")
    card = told(town, "wang")
    assert "3号楼2单元" in card
    for hidden in ("收了钱", "王大锤", "1502"):
        assert hidden not in card


def test_danger_to_life_leaves_him_out_where_somebody_else_is_there(town: Town) -> None:
    town.says("u1", "锦园3号楼2单元1502有煤气味，网格员张伟收了钱不办事")
    assert told(town, "wang") == ""
    assert "煤气味" in told(town, "yuan")
    assert "煤气味" in told(town, "fwz")


def test_where_everybody_is_meant_the_desk_has_it(town: Town) -> None:
    imported(town, with_duties([Duty("wang", "grid_worker", "jy"), Duty("zx", "dispatcher", "yb")]))
    town.says("u1", ZHANG)
    assert town.assignees(town.ticket()) == ["zx"]


def test_what_is_added_of_him_who_has_it_is_read_by_the_next_one_up(town: Town) -> None:
    town.says("u1", "锦园3号楼2单元1502暖气不热", sender_name="王大锤")
    town.presses("wang", "accept")
    before = told(town, "wang")
    town.says("u1", "补充 网格员张伟收了钱不办事", sender_name="王大锤")
    town.later(minutes=5)
    assert "收了钱" not in told(town, "wang").removeprefix(before)
    assert "收了钱" in told(town, "yuan")
    shown = page_of(town, town.ticket(), "wang")
    assert [who for who, _ in shown] == ["居民", "居民"]
    assert not any("暖气" in text or "收了钱" in text for _, text in shown)


def test_what_is_said_of_him_when_it_is_reopened_is_not_in_the_history_he_reads(town: Town) -> None:
    town.says("u1", "锦园3号楼2单元1502暖气不热")
    town.presses("wang", "accept")
    town.presses("wang", "resolve", "已经换了阀门，热了")
    town.says("u1", "没解决，网格员张伟态度恶劣")
    ticket = town.ticket()
    assert ticket.reopened
    with town.product.work("t") as work:
        telling = Telling(Names(work.org, work.policy, work.today), work.now)
        case = work.case_of(ticket)
        steps = {person: phone_view._steps(case, person, town.history(ticket), telling) for person in ("wang", "fwz")}
    read = {person: "".join(step.text + step.quoted for step in found) for person, found in steps.items()}
    assert "态度恶劣" in read["fwz"]
    assert "态度恶劣" not in read["wang"] + told(town, "wang")


def test_his_page_shows_him_nothing_after_it_was_merged_into_what_he_has(town: Town) -> None:
    town.says("张三", PARKED)
    town.presses("wang", "accept")
    town.says("u2", ZHANG, sender_name="王大锤")
    first, second = [ticket for ticket in town.tickets() if ticket.form == "appeal"]
    pressed(town, "merge", second, f"{first.number} 一件事")
    town.later(minutes=30)
    assert "收了钱" not in told(town, "wang")
    assert "收了钱" in told(town, "yuan")
    shown = page_of(town, first, "wang")
    assert not any("王大锤" in who or "收了钱" in text for who, text in shown)


def test_taken_out_again_he_reads_what_he_has(town: Town) -> None:
    town.says("张三", PARKED)
    town.says("u2", ZHANG)
    first, second = [ticket for ticket in town.tickets() if ticket.form == "appeal"]
    pressed(town, "merge", second, f"{first.number} 一件事")
    pressed(town, "unmerge", second, "不是一件事")
    with town.product.work("t") as work:
        assert not privacy.meant(work.case_of(first), "wang")
        assert privacy.meant(work.case_of(second), "wang")


@pytest.fixture
def charging(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Words that are about the property company without naming it."""
    more = (("乱收费", Intent.APPEAL, "property", Urgency.NORMAL), *fakes.WORDS)
    monkeypatch.setattr(fakes, "WORDS", more)
    town.says("张三", PARKED)
    town.presses("yuan", "transfer", "赵管家 去看看")
    return town


def test_a_complaint_about_the_property_is_not_shown_to_it_once_it_is_merged(charging: Town) -> None:
    charging.says("u2", "锦园3号楼他们又乱收费，我老婆怀孕六个月了", sender_name="王大锤")
    first, second = [ticket for ticket in charging.tickets() if ticket.form == "appeal"]
    pressed(charging, "merge", second, f"{first.number} 一件事")
    charging.later(minutes=30)
    assert "怀孕" not in told(charging, "wuye")
    assert not any("怀孕" in text or "王大锤" in who for who, text in page_of(charging, first, "wuye"))


def test_nor_when_a_message_of_it_is_moved(charging: Town) -> None:
    charging.says("u2", "锦园3号楼他们又乱收费", sender_name="王大锤")
    charging.says("u2", "补充 找他们理论，我老婆怀孕六个月了", sender_name="王大锤")
    first, second = [ticket for ticket in charging.tickets() if ticket.form == "appeal"]
    with charging.product.database.read() as conn:
        added = tickets.messages_of(conn, second)[-1].inbox_id
    pressed(charging, "move", second, f"{added} {first.number}")
    charging.later(minutes=30)
    assert "怀孕" not in told(charging, "wuye")
    shown = page_of(charging, first, "wuye")
    assert len(shown) == 2
    assert not any("怀孕" in text or "王大锤" in who for who, text in shown)


def test_a_harmless_message_that_is_moved_brings_no_complaint_along(town: Town) -> None:
    town.says("张三", PARKED)
    town.says("u2", "锦园3号楼暖气不热，院长李秀英收了钱不办事", sender_name="王大锤")
    town.says("u2", "补充 车挡在门口", sender_name="王大锤")
    first, second = [ticket for ticket in town.tickets() if ticket.form == "appeal"]
    with town.product.database.read() as conn:
        added = tickets.messages_of(conn, second)[-1].inbox_id
    pressed(town, "move", second, f"{added} {first.number}")
    with town.product.work("t") as work:
        case = work.case_of(first)
        assert not privacy.meant(case, "yuan")
        assert privacy.words_for(case, "yuan", case.ticket.summary) == PARKED


def test_nor_when_it_comes_with_a_record(charging: Town) -> None:
    (first,) = charging.tickets()
    number = taken(charging, "王大锤 2026/11/16 8:30\n3号楼他们又乱收费，我老婆怀孕六个月了\n")
    confirmed(charging, number, {0: {"do": "merge", "into": first.number}})
    charging.later(minutes=30)
    assert "怀孕" not in told(charging, "wuye")
    assert not any("怀孕" in text or "王大锤" in who for who, text in page_of(charging, first, "wuye"))
