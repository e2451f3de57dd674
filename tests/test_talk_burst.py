"""A private chat within minutes: words and photos that belong together, and troubles that do not."""

from __future__ import annotations

import pytest

from handlers import phrases
from storage import tickets
from storage.tickets import Ticket
from tests.fakes import Town
from tests.life_fakes import said_back as last


def parts(town: Town, ticket: Ticket) -> list[str]:
    """What each message is to its ticket, in order."""
    with town.product.database.read() as conn:
        return [row.part for row in tickets.messages_of(conn, ticket)]


@pytest.fixture
def told(town: Town) -> Town:
    """李姐 has just told of cold radiators at 锦园 3号楼."""
    town.says("李姐", "锦园3号楼暖气不热")
    return town


def test_five_messages_within_minutes_are_one_ticket_and_one_notice(told: Town) -> None:
    before = len(told.received("yuan"))
    for words in ("暖气只有14度", "孩子都感冒了", "补充 2单元1502", "什么时候能修啊", "暖气真的不热"):
        told.says("李姐", words)
    answers = [row for row in told.received("李姐") if "已加到" in row.text]
    assert len(answers) == 1
    told.later(minutes=4)
    assert len(parts(told, told.ticket())) == 6
    (notice,) = told.received("yuan")[before:]
    assert notice.kind == "notice"
    for words in ("孩子都感冒了", "什么时候能修啊"):
        assert words in notice.text
    assert (told.ticket().entrance, told.ticket().room) == ("2", "1502")


def test_two_troubles_in_one_message_are_two_tickets(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热，还停水")
    assert {ticket.category for ticket in town.tickets()} == {"heating", "water"}
    assert sum(row.kind == "ack" for row in town.received("李姐")) == 2


def test_a_second_trouble_in_a_burst_is_not_swallowed_by_the_first(told: Town) -> None:
    told.says("李姐", "暖气不热，还停水")
    assert [ticket.category for ticket in told.tickets()] == ["heating", "water"]
    assert parts(told, told.tickets()[0]) == ["opening", "more"]


def test_the_same_trouble_in_another_estate_is_another_ticket(told: Town) -> None:
    told.says("李姐", "和园也没暖气")
    assert [ticket.unit for ticket in told.tickets()] == ["jy", "hy"]


def test_the_same_trouble_days_later_is_a_new_ticket(told: Town) -> None:
    told.presses("yuan", "resolve", "换了阀门")
    told.presses("李姐", "confirm")
    told.later(days=5)
    told.says("李姐", "暖气不热")
    assert len(told.tickets()) == 2


def test_photos_wait_for_words_and_all_of_them_are_kept(town: Town) -> None:
    town.says("李姐", images=("a.jpg",))
    town.says("李姐", images=("b.jpg",))
    assert [row.text for row in town.received("李姐")] == [phrases.PHOTO]
    town.says("李姐", "锦园3号楼暖气不热")
    assert parts(town, town.ticket()) == ["photo", "photo", "opening"]


def test_a_photo_after_the_words_belongs_to_them(told: Town) -> None:
    told.later(minutes=9)
    told.says("李姐", images=("a.jpg",))
    assert parts(told, told.ticket()) == ["opening", "photo"]
    told.later(minutes=4)
    assert "居民发来照片1张" in last(told, "yuan")


def test_a_photo_with_words_nobody_understands_becomes_a_ticket(town: Town) -> None:
    town.says("李姐", images=("a.jpg",))
    town.says("李姐", "锦园楼道那个东西")
    assert (town.ticket().category, town.ticket().unit) == ("other", "jy")
    assert "拿不准" in last(town, "李姐")


def test_a_photo_while_the_place_is_asked_loses_no_ticket(town: Town) -> None:
    town.says("李姐", "暖气不热")
    town.later(minutes=15)
    town.says("李姐", images=("a.jpg",))
    town.says("李姐", "锦园3号楼")
    assert town.ticket().unit == "jy"
    assert "photo" in parts(town, town.ticket())


def test_a_judgement_with_a_photo_is_a_judgement(told: Town) -> None:
    told.presses("yuan", "resolve", "换了阀门")
    told.says("李姐", "没解决", images=("a.jpg",))
    assert told.ticket().reopened == 1


def test_worse_news_does_not_wait_for_more(told: Town) -> None:
    told.says("李姐", "锦园3号楼停水了")
    before = len(told.received("yuan"))
    told.says("李姐", "是水管爆管了")
    assert "是水管爆管了" in told.received("yuan")[-1].text
    assert len(told.received("yuan")) == before + 1


def test_it_is_not_appended_to_another_trouble(told: Town) -> None:
    told.says("李姐", "我家也停电了")
    assert [ticket.category for ticket in told.tickets()] == ["heating", "electricity"]


def test_an_album_whose_bare_photo_comes_first_is_kept_whole(town: Town) -> None:
    town.says("李姐", images=("a.jpg",))
    town.says("李姐", "锦园3号楼暖气不热", images=("b.jpg",))
    town.says("李姐", images=("c.jpg",))
    assert parts(town, town.ticket()) == ["photo", "opening", "photo"]


def test_a_photo_and_then_a_photo_with_words_nobody_understands_are_one_ticket(town: Town) -> None:
    town.says("李姐", images=("a.jpg",))
    town.says("李姐", "锦园楼道那个东西", images=("b.jpg",))
    assert parts(town, town.ticket()) == ["photo", "opening"]
    assert town.ticket().category == "other"


def test_a_photo_before_the_words_without_a_place_waits_with_them(town: Town) -> None:
    town.says("李姐", images=("a.jpg",))
    town.says("李姐", "暖气不热", images=("b.jpg",))
    town.says("李姐", "锦园3号楼")
    assert (town.ticket().unit, parts(town, town.ticket())) == ("jy", ["photo", "opening", "more"])


def test_a_question_between_the_photo_and_its_words_loses_no_photo(town: Town) -> None:
    town.says("李姐", images=("a.jpg",))
    town.says("李姐", "服务长是谁")
    assert last(town, "李姐") == phrases.ASK_ESTATE
    town.says("李姐", "锦园小区")
    assert "院长" in last(town, "李姐")
    town.says("李姐", "暖气不热")
    assert parts(town, town.ticket()) == ["photo", "opening"]


def test_a_photo_while_we_ask_where_he_lives_is_no_place(town: Town) -> None:
    town.says("李姐", "服务长是谁")
    town.says("李姐", images=("a.jpg",))
    assert last(town, "李姐") == phrases.PHOTO
    town.says("李姐", "锦园小区")
    assert "院长" in last(town, "李姐")
    town.says("李姐", "暖气不热")
    assert parts(town, town.ticket()) == ["photo", "opening"]


def test_a_trouble_instead_of_where_he_lives_takes_the_photo_along(town: Town) -> None:
    town.says("李姐", "服务长是谁")
    town.says("李姐", images=("a.jpg",))
    town.says("李姐", "锦园3号楼暖气不热")
    assert parts(town, town.ticket()) == ["photo", "opening"]


def test_a_photo_before_the_no_shows_what_is_not_solved(told: Town) -> None:
    told.presses("yuan", "resolve", "换了阀门")
    told.later(minutes=20)
    told.says("李姐", images=("a.jpg",))
    told.says("李姐", "没解决")
    assert told.ticket().reopened == 1
    assert "photo" in parts(told, told.ticket())
    told.says("李姐", "锦园3号楼停水")
    assert parts(told, told.tickets()[1]) == ["opening"]


def test_a_photo_while_we_ask_whether_it_is_solved_leaves_the_question_open(told: Town) -> None:
    told.presses("yuan", "resolve", "换了阀门")
    told.says("李姐", "5分，还是没解决")
    told.says("李姐", images=("a.jpg",))
    assert "photo" in parts(told, told.ticket())
    told.says("李姐", "是的")
    assert (told.ticket().status, told.ticket().outcome) == ("closed", "solved")


def test_a_photo_nobody_explained_goes_to_no_ticket_asked_about(told: Town) -> None:
    told.later(minutes=20)
    told.says("李姐", images=("a.jpg",))
    told.says("李姐", "进度")
    assert parts(told, told.ticket()) == ["opening"]
    told.says("李姐", "补充 还是冷")
    assert parts(told, told.ticket()) == ["opening", "photo", "more"]


def test_the_same_in_another_house_is_another_trouble(told: Town) -> None:
    told.says("李姐", "锦园4号楼暖气也不热")
    told.says("李姐", "锦园5号楼暖气也不热")
    assert [ticket.building for ticket in told.tickets()] == ["3", "4", "5"]
    assert "编号261116-0003" in last(told, "李姐")


def test_the_house_put_right_is_the_same_trouble(told: Town) -> None:
    told.says("李姐", "不对 是锦园4号楼暖气不热")
    assert [ticket.building for ticket in told.tickets()] == ["4"]
