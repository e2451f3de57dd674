"""An official's private chat: codes, words that are asked for, his list, and what he reports himself."""

from __future__ import annotations

import pytest

from handlers import phrases
from storage import tickets
from tests.fakes import Town
from tests.life_fakes import said_back as last


@pytest.mark.parametrize("words", ["1", "接单", "接单。"])
def test_accepting_by_number_or_word(heating: Town, words: str) -> None:
    heating.says("yuan", words)
    assert heating.assignees(heating.ticket()) == ["yuan"]


@pytest.mark.parametrize(
    "words", ["办结 换了阀门，22度", "办结：换了阀门，22度", "2 换了阀门，22度", "2、换了阀门，22度"]
)
def test_resolving_with_words(heating: Town, words: str) -> None:
    heating.says("yuan", words)
    assert (heating.ticket().status, heating.ticket().resolution) == ("resolved", "换了阀门，22度")


@pytest.mark.parametrize(
    "words", ["办结不了，配件没到", "接单后发现不是我的", "恢复供暖要等到什么时候", "已到场的话告诉我"]
)
def test_a_label_inside_a_sentence_is_no_command(heating: Town, words: str) -> None:
    heating.says("yuan", words)
    assert heating.tickets()[0].status == "dispatched"


def test_a_number_means_the_card_it_was_printed_on_and_no_older_one(heating: Town) -> None:
    heating.says("李姐", "停水了")
    heating.presses("wang", "accept")
    heating.says("yuan", "1")
    heating_ticket, water = heating.tickets()
    assert heating.assignees(water) == ["wang"]
    assert heating.assignees(heating_ticket) == ["wang", "yuan"]
    assert "由网格员张伟负责" in last(heating, "yuan")


def test_several_tickets_are_told_apart_by_their_numbers(heating: Town) -> None:
    heating.says("李姐", "停水了")
    first, second = heating.tickets()
    heating.says("yuan", f"接单 {first.number}")
    heating.says("yuan", f"办结 {first.number} 换了阀门")
    assert [ticket.status for ticket in heating.tickets()] == ["resolved", "dispatched"]
    assert heating.assignees(second) == ["wang", "yuan"]


def test_missing_words_are_asked_for_and_taken(heating: Town) -> None:
    heating.presses("yuan", "resolve")
    assert "请直接回复办理结果" in last(heating, "yuan")
    heating.says("yuan", "好")
    assert "至少4个字" in last(heating, "yuan")
    heating.says("yuan", "换了阀门，22度")
    assert heating.ticket().status == "resolved"


@pytest.mark.parametrize("words", ["取消", "算了"])
def test_who_thinks_again_changes_nothing(heating: Town, words: str) -> None:
    heating.presses("yuan", "resolve")
    heating.says("yuan", words)
    assert "好的，没有改动。" in last(heating, "yuan")
    assert "退单" in last(heating, "yuan")
    heating.says("yuan", "今天下雪了真好看")
    assert heating.ticket().status == "dispatched"


def test_another_button_takes_the_question_back(heating: Town) -> None:
    heating.presses("yuan", "resolve")
    heating.presses("yuan", "accept")
    heating.says("yuan", "我这就过去看看")
    assert heating.ticket().status == "accepted"


def test_a_code_instead_of_the_words_is_that_code(heating: Town) -> None:
    heating.presses("yuan", "return")
    heating.says("yuan", "接单")
    assert (heating.ticket().status, heating.ticket().returned) == ("accepted", 0)


def test_his_list_is_no_answer_and_keeps_the_question_open(heating: Town) -> None:
    heating.presses("yuan", "resolve")
    heating.says("yuan", "待办")
    assert "您名下的工单" in last(heating, "yuan")
    heating.says("yuan", "换了阀门，22度")
    assert heating.ticket().status == "resolved"


def test_words_come_too_late_after_an_hour(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.presses("yuan", "resolve")
    heating.later(hours=2)
    heating.says("yuan", "锦园6号楼楼道里占车位")
    assert heating.tickets()[0].status == "accepted"
    assert heating.tickets()[1].category == "parking"


def test_words_for_a_ticket_that_went_to_somebody_else_are_refused(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.presses("yuan", "return")
    heating.says("zx", "待办")
    heating.says("zx", "转派", channel="desk", press="transfer", ticket=heating.ticket().number)
    heating.says("zx", "张伟 他在附近", channel="desk", press="transfer", ticket=heating.ticket().number)
    heating.says("yuan", "不归我管")
    assert heating.assignees(heating.ticket()) == ["wang"]
    assert heating.ticket().returned == 0


def test_an_official_without_the_duty_any_more_meets_no_error(heating: Town) -> None:
    heating.presses("yuan", "resolve")
    with heating.product.database.begin() as conn:
        conn.exec_driver_sql("DELETE FROM accounts WHERE person = 'yuan'")
        conn.exec_driver_sql("UPDATE districts SET version = version + 1")
    heating.product.forget_org()
    outcome = heating.says("yuan", "换了阀门")
    assert outcome is not None
    assert heating.ticket().status == "dispatched"


def test_what_he_sees_himself_becomes_a_ticket_where_his_duty_is(town: Town) -> None:
    town.says("wang", "5号楼停水了")
    assert (town.ticket().unit, town.ticket().building, town.ticket().reporter) == ("jy", "5", "wang")
    assert "已登记" in last(town, "wang")


def test_his_numbers_mean_the_work_and_not_his_own_receipt(town: Town) -> None:
    town.says("wang", "5号楼停水了")
    town.says("wang", "1")
    assert town.assignees(town.ticket()) == ["wang"]


def test_his_own_report_can_be_withdrawn_and_judged(town: Town) -> None:
    town.says("wang", "5号楼停水了")
    town.says("wang", "撤销")
    assert town.ticket().outcome == "cancelled"
    town.says("wang", "5号楼暖气不热")
    town.presses("yuan", "resolve", "换了阀门")
    town.says("wang", "很满意")
    assert town.tickets()[1].rating == 5


@pytest.mark.parametrize("who", ["zx", "gr"])
def test_who_has_no_place_of_his_own_is_asked_for_one(town: Town, who: str) -> None:
    town.says(who, "停水了")
    assert "哪个小区" in last(town, who)
    town.says(who, "锦园6号楼")
    assert (town.ticket().unit, town.ticket().building) == ("jy", "6")


def test_his_photo_waits_for_words_and_his_voice_for_text(town: Town) -> None:
    town.says("wang", images=("a.jpg",))
    assert last(town, "wang") == phrases.PHOTO
    town.says("wang", "5号楼停水了")
    assert town.ticket().category == "water"
    town.says("wang", voice=True)
    assert last(town, "wang") == phrases.VOICE


def test_a_nod_gets_a_short_answer_and_the_lesson_comes_once_an_hour(heating: Town) -> None:
    heating.says("yuan", "收到")
    assert last(heating, "yuan") == phrases.OFFICIAL_SHORT
    heating.says("fwz", "哩哩啦啦")
    heating.says("fwz", "哩哩啦啦")
    assert [row.text for row in heating.received("fwz")[-2:]] == [phrases.OFFICIAL_HELP, phrases.OFFICIAL_SHORT]


def test_his_list_shows_what_he_has_and_what_he_reported(heating: Town) -> None:
    heating.says("yuan", "锦园6号楼占车位")
    heating.says("yuan", "进度")
    assert "261116-0001 锦园小区3号楼暖气不热（供暖：待接单）" in last(heating, "yuan")
    assert "您自己反映的：\n261116-0002 停车管理" in last(heating, "yuan")


def test_his_photo_while_we_wait_for_his_words_belongs_to_the_work(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.presses("yuan", "resolve")
    heating.says("yuan", images=("done.jpg",))
    assert "照片" in last(heating, "yuan")
    assert heating.ticket().status == "accepted"
    heating.says("yuan", "换了阀门，室温21度，用户认可")
    assert heating.ticket().status == "resolved"
    assert len(heating.tickets()) == 1
    assert _photos(heating) == ["yuan"]


def test_his_photo_with_the_words_we_wait_for_belongs_to_the_work(heating: Town) -> None:
    heating.presses("yuan", "resolve")
    heating.says("yuan", "换了阀门，室温21度，用户认可", images=("done.jpg",))
    heating.says("yuan", "办结 换了阀门，室温21度，用户认可", images=("again.jpg",))
    assert heating.ticket().status == "resolved"
    assert _photos(heating) == ["yuan"]


def _photos(town: Town) -> list[str]:
    """Whose photos belong to the ticket."""
    with town.product.database.read() as conn:
        return [row.sender for row in tickets.messages_of(conn, town.ticket()) if row.part == "photo"]


def test_what_cannot_be_done_is_said_on_a_card_with_what_can(heating: Town) -> None:
    heating.presses("yuan", "accept")
    heating.presses("yuan", "accept")
    card = heating.received("yuan")[-1].card
    assert card is not None
    assert [button["action"] for button in card["buttons"]][:2] == ["on_site", "progress"]
    assert heating.ticket().status == "accepted"


def test_a_ticket_that_was_withdrawn_meanwhile_asks_for_no_words_any_more(heating: Town) -> None:
    heating.presses("yuan", "return")
    heating.says("李姐", "撤销")
    before = len(heating.received("yuan"))
    heating.later(hours=2)
    assert len(heating.received("yuan")) == before
