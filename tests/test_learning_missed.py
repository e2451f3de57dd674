"""Stories about group messages that may be appeals, and somebody at the desk who looks."""

from __future__ import annotations

import pytest

from tests.fakes import Town
from tests.learning_fakes import at_desk, broken, doubting, doubts_of, lessons_of
from tests.life_fakes import kinds, sent

SAID = "3号楼铁蛤蟆又不张嘴了，刘经理13912345678"


@pytest.fixture
def doubtful(any_town: Town) -> Town:
    """A group message that nobody understands."""
    doubting(any_town).says("李姐", SAID, group="g-jy", sender_name="李梅")
    return any_town


def waiting(town: Town) -> str:
    """The id of the only message that waits."""
    ((doubt, _),) = doubts_of(town)
    return str(doubt.inbox_id)


def test_what_may_be_an_appeal_waits_for_somebody_to_look(doubtful: Town) -> None:
    ((doubt, row),) = doubts_of(doubtful)
    assert (doubt.category, doubt.kind, doubt.urgency, doubt.score) == ("sanitation", "complaint", "normal", 0.4)
    assert (row.payload["text"], row.chat, row.sender) == (SAID, "g-jy", "李姐")
    assert doubtful.tickets() == []
    assert doubtful.received("g-jy") == []


def test_what_joined_a_ticket_or_was_said_in_private_does_not_wait(town: Town) -> None:
    doubting(town).says("李姐", "3号楼暖气不热", group="g-jy", id="m-first")
    town.says("李姐", "就是铁蛤蟆旁边", group="g-jy", reply_to="m-first")
    town.says("王姨", "铁蛤蟆又不张嘴了")
    town.says("老陈", "今天天气不错", group="g-jy")
    assert doubts_of(town) == []


def test_registering_opens_the_ticket_with_that_message_as_its_origin(doubtful: Town) -> None:
    outcome = at_desk(doubtful, "register", waiting(doubtful))
    ticket = doubtful.ticket()
    assert outcome.ok
    assert outcome.ticket_id == ticket.id
    assert (ticket.category, ticket.reporter, ticket.chat, ticket.building) == ("sanitation", "李姐", "g-jy", "3")
    assert ticket.summary == SAID
    assert kinds(doubtful, ticket)[:3] == ["opened", "registered", "dispatched"]
    assert "已登记" in sent(doubtful, "李姐")[-1]
    assert len(doubtful.received("g-jy")) == 1
    assert doubts_of(doubtful) == []
    assert broken(doubtful) == []


def test_an_answer_to_that_message_belongs_to_the_ticket(doubtful: Town) -> None:
    at_desk(doubtful, "register", waiting(doubtful))
    doubtful.says("老陈", "我家也是", group="g-jy", reply_to="m1")
    assert kinds(doubtful, doubtful.ticket())[-1] == "joined"


def test_a_wrong_guess_is_put_right_on_the_way(doubtful: Town) -> None:
    at_desk(doubtful, "register", f"{waiting(doubtful)} property request urgent")
    ticket = doubtful.ticket()
    assert (ticket.category, ticket.kind, ticket.urgency) == ("property", "request", "urgent")
    (lesson,) = lessons_of(doubtful)
    assert (lesson.understood, lesson.meant) == ("chatter", "property")
    assert (lesson.kind, lesson.urgency) == ("request", "urgent")


def test_an_emergency_found_late_is_told_at_once(doubtful: Town) -> None:
    at_desk(doubtful, "register", f"{waiting(doubtful)} 燃气 紧急")
    assert sent(doubtful, "jd", "emergency")
    assert sent(doubtful, "g-jy", "emergency")


def test_registering_twice_opens_one_ticket(doubtful: Town) -> None:
    message = waiting(doubtful)
    assert at_desk(doubtful, "register", message).ok
    again = at_desk(doubtful, "register", message)
    assert not again.ok
    assert f"已经在工单{doubtful.ticket().number}里" in again.reason
    assert not at_desk(doubtful, "dismiss", message).ok
    assert len(lessons_of(doubtful)) == 1


def test_what_is_no_appeal_is_gone_without_a_word(doubtful: Town) -> None:
    message = waiting(doubtful)
    assert at_desk(doubtful, "dismiss", message).ok
    assert doubts_of(doubtful) == []
    assert doubtful.tickets() == []
    assert doubtful.received("李姐") == doubtful.received("g-jy") == []
    assert "刚才已经有人处理过了" in at_desk(doubtful, "dismiss", message).reason


def test_a_decision_can_be_taken_back_both_ways(doubtful: Town) -> None:
    message = waiting(doubtful)
    at_desk(doubtful, "dismiss", message)
    at_desk(doubtful, "register", f"{message} 环境卫生")
    assert at_desk(doubtful, "no_appeal", ticket=doubtful.ticket().number).ok
    assert [lesson.meant for lesson in lessons_of(doubtful)] == ["chatter"]
    assert at_desk(doubtful, "register", message).ok
    assert [ticket.status for ticket in doubtful.tickets()] == ["out_of_scope", "dispatched"]
    assert [lesson.meant for lesson in lessons_of(doubtful)] == ["sanitation"]
    assert broken(doubtful) == []


def test_a_private_word_taken_for_none_is_registered_again(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热")
    at_desk(town, "no_appeal", ticket=town.ticket().number)
    (lesson,) = lessons_of(town)
    assert at_desk(town, "register", str(lesson.inbox_id)).ok
    again = town.tickets()[-1]
    assert (again.category, again.building, again.status) == ("heating", "3", "dispatched")
    assert lessons_of(town) == [], "it was understood rightly at first"


@pytest.mark.parametrize("words", ["", "7", "x", "-1", "99999999999999999999"])
def test_a_message_nobody_knows_is_one_sentence(doubtful: Town, words: str) -> None:
    for press in ("register", "dismiss"):
        outcome = at_desk(doubtful, press, words)
        assert (outcome.ok, outcome.reason) == (False, "找不到这条消息。")


def test_a_pressed_button_is_no_message(doubtful: Town) -> None:
    at_desk(doubtful, "dismiss", "7")
    with doubtful.product.database.read() as conn:
        pressed = conn.exec_driver_sql("SELECT max(id) FROM inbox").scalar()
    assert at_desk(doubtful, "register", str(pressed)).reason == "找不到这条消息。"


def test_only_the_desk_and_who_is_asked_about_the_group_register(doubtful: Town) -> None:
    message = waiting(doubtful)
    for person in ("wuye", "fwz", "gr"):
        assert not at_desk(doubtful, "register", message, who=person).ok
        assert not at_desk(doubtful, "dismiss", message, who=person).ok
    outcome = doubtful.says("路人", message, press="register")
    assert outcome is not None
    assert not outcome.ok
    assert len(doubts_of(doubtful)) == 1


def test_after_a_week_nobody_has_to_look_any_more(doubtful: Town) -> None:
    doubtful.later(days=6)
    assert len(doubts_of(doubtful)) == 1
    doubtful.later(days=2)
    assert doubts_of(doubtful) == []
