"""M19: consultations are answered from the knowledge file before any ticket; a failed answer becomes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.knowledgefile import Known
from handlers.workflow import ALLOWED
from storage import checks
from storage.database import Database
from storage.knowledge import FAILED, SOLVED, Tally
from tests.fakes import Town
from tests.knowledge_fakes import ENTRIES, knowing_town, learn, newest, tallies
from tests.life_fakes import kinds, said_back, sent


@pytest.fixture
def knowing(database: Database, tmp_path: Path) -> Town:
    """A town with a knowledge file."""
    return knowing_town(database, tmp_path)


def sound(town: Town) -> None:
    """The database keeps its promises."""
    with town.product.database.read() as conn:
        assert checks.check(conn, town.product.district, {s.value: frozenset(a) for s, a in ALLOWED.items()}) == []


def test_a_consultation_is_answered_with_its_source_and_date_and_opens_nothing(knowing: Town) -> None:
    """M19: answers come before tickets."""
    knowing.says("李姐", "请问居住证怎么办理")
    assert knowing.tickets() == []
    answer = knowing.received("李姐")[-1]
    assert answer.text.startswith("带身份证到社区登记。\n来源：公安分局，电话88000001，有效期至2027年12月31日")
    assert answer.card
    assert [button["label"] for button in answer.card["buttons"]] == ["解决了", "没有解决"]


def test_who_is_helped_is_thanked_and_counted(knowing: Town) -> None:
    knowing.says("李姐", "居住证怎么办")
    knowing.presses("李姐", "helped")
    assert newest(knowing, "李姐").state == SOLVED
    assert tallies(knowing) == {"jzz": Tally(1, 1, 0)}
    assert knowing.tickets() == []
    sound(knowing)


@pytest.mark.parametrize("by_button", [True, False])
def test_a_failed_answer_becomes_a_ticket_with_the_first_words(knowing: Town, by_button: bool) -> None:
    """M19: 没有解决 opens the ticket, and the message belongs to it."""
    knowing.says("李姐", "锦园这边居住证怎么办", id="first")
    if by_button:
        knowing.presses("李姐", "not_helped")
    else:
        knowing.says("李姐", "没有解决")
    ticket = knowing.ticket()
    assert (ticket.summary, ticket.kind, ticket.source) == ("锦园这边居住证怎么办", "consultation", "private")
    assert (ticket.unit, ticket.category, ticket.status) == ("jy", "government_service", "dispatched")
    assert kinds(knowing, ticket)[:2] == ["opened", "unanswered"]
    assert (newest(knowing, "李姐").state, newest(knowing, "李姐").ticket_id) == (FAILED, ticket.id)
    assert tallies(knowing)["jzz"].failed == 1
    sound(knowing)


def test_a_button_works_once_and_for_its_owner_only(knowing: Town) -> None:
    knowing.says("李姐", "居住证怎么办")
    answer = newest(knowing, "李姐").id
    assert not knowing.presses("王哥", f"not_helped:{answer}").ok  # type: ignore[union-attr]
    knowing.presses("李姐", f"helped:{answer}")
    assert not knowing.presses("李姐", f"not_helped:{answer}").ok  # type: ignore[union-attr]
    assert not knowing.presses("李姐", "not_helped:99999999999999999999999").ok  # type: ignore[union-attr]
    assert knowing.tickets() == []


def test_his_own_trouble_is_no_consultation(knowing: Town) -> None:
    knowing.says("李姐", "锦园3号楼暖气不热，暖气费怎么交的")
    assert knowing.ticket().category == "heating"


def test_an_expired_entry_is_not_answered_with(knowing: Town) -> None:
    knowing.says("李姐", "锦园的，居民医保什么时候交")
    assert knowing.ticket().category == "healthcare"


def test_the_desk_is_told_before_an_entry_expires_and_when_it_has(knowing: Town) -> None:
    knowing.later(days=1)
    (first,) = [text for text in sent(knowing, "zx") if "知识库" in text]
    assert "快到期" in first
    assert "暖气费怎么交（2026-11-20）" in first
    assert "已过期，不再用来回答，请更新：居民医保什么时候交" in first
    knowing.later(days=7)
    (_, second) = [text for text in sent(knowing, "zx") if "知识库" in text]
    assert "已过期" in second
    assert "暖气费" in second


def test_unsure_asks_what_was_meant_and_the_choice_is_answered(knowing: Town) -> None:
    knowing.says("李姐", "锦园，补贴怎么领")
    assert "您是不是想问：" in said_back(knowing, "李姐")
    assert knowing.tickets() == []
    offered = newest(knowing, "李姐").offered
    knowing.says("李姐", str(offered.index("gl") + 1))
    assert "满70岁" in said_back(knowing, "李姐")
    knowing.says("李姐", "没有解决")
    assert knowing.ticket().summary == "锦园，补贴怎么领"
    sound(knowing)


@pytest.mark.parametrize("how", ["button", "words", "silence", "another"])
def test_none_of_them_or_silence_is_a_ticket_as_before(knowing: Town, how: str) -> None:
    knowing.says("李姐", "锦园，补贴怎么领")
    if how == "button":
        knowing.presses("李姐", "meant:0")
    elif how == "words":
        knowing.says("李姐", "都不是")
    else:
        if how == "another":
            knowing.says("李姐", "锦园停水了")
        knowing.later(hours=1)
    assert "锦园，补贴怎么领" in [ticket.summary for ticket in knowing.tickets()]
    sound(knowing)


def test_an_entry_for_one_place_is_not_for_others(knowing: Town) -> None:
    knowing.says("王哥", "南园，高龄补贴怎么领")
    assert "满70岁" not in said_back(knowing, "王哥")


def test_a_group_hears_nothing_unless_it_asks(knowing: Town) -> None:
    """Silent unless needed: the group's own question is a ticket as before."""
    knowing.says("李姐", "居住证怎么办", group="g-jy")
    assert not any("带身份证" in text for text in sent(knowing, "g-jy"))
    before = len(knowing.tickets())
    knowing.says("王哥", "@小呼 居住证怎么办", group="g-jy")
    assert sent(knowing, "g-jy")[-1].startswith("带身份证到社区登记。（来源：公安分局")
    assert len(knowing.tickets()) == before


def test_a_changed_file_is_in_force_at_once(knowing: Town) -> None:
    knowing.says("李姐", "居住证怎么办")
    learn(knowing, Known([replace(ENTRIES[0], answer="改成网上办了。", valid_until=date(2028, 1, 1))], None))
    knowing.says("王哥", "居住证怎么办")
    assert said_back(knowing, "王哥").startswith("改成网上办了。")
