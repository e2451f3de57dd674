"""In a group: one short line for a trouble, silence for everything else."""

from __future__ import annotations

import pytest

from storage import supporters, tickets
from storage.tickets import Ticket
from tests.fakes import MONDAY, Town

GROUP = "g-jy"


def hears(town: Town, who: str, text: str = "", **more: object) -> None:
    """Somebody says something in the group of 锦园."""
    town.says(who, text, group=GROUP, **more)


def lines(town: Town, group: str = GROUP) -> list[str]:
    """What the bot said in a group."""
    return [row.text for row in town.received(group)]


def counted_in(town: Town, ticket: Ticket) -> list[str]:
    """The neighbours counted in."""
    with town.product.database.read() as conn:
        return [account for _, account in supporters.of_ticket(conn, ticket)]


def said_in(town: Town, ticket: Ticket) -> list[tuple[str, str]]:
    """Who said what part of a ticket."""
    with town.product.database.read() as conn:
        return [(row.sender, row.part) for row in tickets.messages_of(conn, ticket)]


@pytest.mark.parametrize(
    "words", ["你好", "谢谢", "进度", "撤销", "5分", "谁是我的服务长", "我家也是", "哈哈", "补充", ""]
)
def test_everything_but_a_trouble_meets_silence(town: Town, words: str) -> None:
    hears(town, "李姐", words)
    assert lines(town) == []
    assert town.tickets() == []


def test_a_trouble_gets_one_short_line_with_nobodys_name(town: Town) -> None:
    hears(town, "李姐", "3号楼2单元1502暖气不热，我电话13812345678", sender_name="李芳")
    (line,) = lines(town)
    assert line == "供暖问题已登记（261116-0001），已转院长，按规定明天上午9点前答复。"
    assert "编号261116-0001" in town.received("李姐")[-1].text


def test_two_troubles_are_two_tickets_and_a_line_each(town: Town) -> None:
    hears(town, "李姐", "暖气不热，还停水")
    assert len(town.tickets()) == len(lines(town)) == 2


def test_the_whole_life_of_a_ticket_adds_no_second_line(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "老张", "我家也是")
    town.presses("yuan", "resolve", "换了阀门")
    town.later(days=3, hours=1)
    town.presses("李姐", "rate:1")
    town.presses("fwz", "resolve", "换了水泵，22度")
    town.later(days=15)
    assert len(lines(town)) == 1


def test_what_is_still_so_hours_later_is_no_second_ticket(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    town.later(hours=5)
    hears(town, "李姐", "暖气还是不热，晚饭都吃不成")
    assert said_in(town, town.ticket()) == [("李姐", "opening"), ("李姐", "more")]
    town.later(hours=1)
    hears(town, "李姐", "5号楼暖气还是不热")
    town.later(days=2)
    hears(town, "李姐", "5号楼暖气又不热了")
    assert len(town.tickets()) == 3, "another building, and another day, are other troubles"


def test_another_trouble_of_the_same_kind_hours_later_is_a_ticket_of_its_own(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    town.later(hours=5)
    hears(town, "李姐", "暖气热得发烫，关不掉")
    assert len(town.tickets()) == 2


def test_an_emergency_told_again_hours_later_is_raised_again(town: Town) -> None:
    hears(town, "李姐", "有人困在电梯里")
    town.later(hours=5)
    hears(town, "李姐", "又有人困在电梯里")
    assert len(town.tickets()) == 2


def test_who_says_hours_later_that_it_is_over_names_it(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    town.later(hours=5)
    hears(town, "李姐", "暖气热了")
    assert said_in(town, town.ticket()) == [("李姐", "opening")], "words that name nothing for sure end nothing"


def test_a_remark_that_names_nothing_goes_with_what_was_said_just_before(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "老张", "补充")
    hears(town, "小陈", "哈哈")
    hears(town, "老周", "补充")
    assert said_in(town, town.ticket()) == [("李姐", "opening"), ("老张", "more")]


def test_neighbours_join_and_are_counted_once_each(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    for who, words in (("老张", "我家也是"), ("老张", "我家也是"), ("小陈", "暖气不热"), ("李姐", "我家也是")):
        hears(town, who, words)
    assert sorted(counted_in(town, town.ticket())) == ["小陈", "老张"]
    town.later(minutes=11)
    notice = town.received("yuan")[-1].text
    assert "又有2户邻居说也是这样" in notice


def test_many_neighbours_do_not_flood_who_has_it(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    before = len(town.received("yuan"))
    for number in range(20):
        hears(town, f"邻居{number}", "我家也是")
        town.later(seconds=30)
    town.later(minutes=10)
    assert len(counted_in(town, town.ticket())) == 20
    assert len(town.received("yuan")) - before <= 2


def test_somebody_with_the_ticket_is_not_one_more_household(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "wang", "暖气不热我去看看")
    assert counted_in(town, town.ticket()) == []


@pytest.mark.parametrize("who", ["yuan", "锦园物业-小方", "网格员小薛", "管家阿宁"])
def test_what_the_office_says_in_the_group_is_no_trouble_of_its_own(town: Town, who: str) -> None:
    hears(town, who, "今天下午停水检修，请大家储水")
    assert (town.tickets(), lines(town)) == ([], [])
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, who, "暖气不热的原因查到了")
    assert counted_in(town, town.ticket()) == []
    hears(town, who, "有人困在电梯里")
    assert len(town.tickets()) == 2, "an emergency is one whoever tells it"


def test_a_resident_who_speaks_of_the_office_is_heard(town: Town) -> None:
    hears(town, "对门的老薛", "停水了，网格员来看看")
    assert len(town.tickets()) == 1


def test_an_official_who_lives_elsewhere_in_the_tree_is_a_neighbour_like_others(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "jd", "我家也是")
    assert counted_in(town, town.ticket()) == ["jd"]


def test_photos_before_and_after_the_words_belong_to_them(town: Town) -> None:
    hears(town, "李姐", images=("a.jpg",))
    hears(town, "老张", images=("cat.jpg",))
    town.later(minutes=3)
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "李姐", images=("b.jpg",))
    assert said_in(town, town.ticket()) == [("李姐", "photo"), ("李姐", "opening"), ("李姐", "photo")]


def test_a_photo_long_before_is_another_matter(town: Town) -> None:
    hears(town, "李姐", images=("cat.jpg",))
    town.later(minutes=11)
    hears(town, "李姐", "3号楼暖气不热")
    assert said_in(town, town.ticket()) == [("李姐", "opening")]


def test_a_neighbour_who_joined_may_add_a_photo(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "老张", "我家也是")
    hears(town, "老张", images=("a.jpg",))
    assert said_in(town, town.ticket())[-1] == ("老张", "photo")


def test_the_talk_of_others_does_not_keep_ones_burst_alive(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    for _ in range(4):
        town.later(minutes=5)
        hears(town, "老张", "我家也是")
    hears(town, "李姐", images=("cat.jpg",))
    assert ("李姐", "photo") not in said_in(town, town.ticket())


def test_an_answer_to_an_old_message_joins_its_ticket(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热", id="a")
    town.later(hours=5)
    hears(town, "老张", "我家也是", reply_to="a")
    assert counted_in(town, town.ticket()) == ["老张"]


def test_an_answer_to_a_closed_ticket_opens_a_new_one(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热", id="a")
    town.presses("yuan", "resolve", "换了阀门")
    town.presses("李姐", "confirm")
    hears(town, "老张", "暖气不热", reply_to="a")
    assert [ticket.status for ticket in town.tickets()] == ["closed", "dispatched"]


def test_an_answer_to_a_message_of_another_chat_tells_nothing(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热", id="a")
    hears(town, "老张", "我家也是", reply_to="a")
    assert said_in(town, town.ticket()) == [("李姐", "opening")]


def test_a_private_word_belongs_to_the_group_ticket_of_the_same_person(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    town.says("李姐", "补充 孩子发烧了")
    town.later(minutes=4)
    assert "孩子发烧了" in town.received("yuan")[-1].text
    assert len(lines(town)) == 1


def test_it_works_again_in_the_group_is_told_to_who_has_it(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    town.later(minutes=15)
    hears(town, "李姐", "暖气热了")
    town.later(minutes=4)
    assert "居民说已恢复" in town.received("yuan")[-1].text
    assert len(lines(town)) == 1


def test_questions_in_the_group_are_answered_in_private(town: Town) -> None:
    hears(town, "李姐", "3号楼暖气不热")
    hears(town, "李姐", "进度")
    assert "还没接手" in town.received("李姐")[-1].text
    hears(town, "老张", "谁是我的服务长")
    assert "王建国" in town.received("老张")[-1].text
    assert len(lines(town)) == 1


def test_at_night_the_line_waits_for_the_morning(town: Town) -> None:
    town.clock.move_to(MONDAY.replace(hour=23))
    hears(town, "李姐", "3号楼暖气不热")
    assert (lines(town), town.received("李姐")) == ([], [])
    assert town.received("yuan")
    town.until(MONDAY.replace(day=17, hour=8, minute=0))
    assert len(lines(town)) == 1
    assert "编号" in town.received("李姐")[0].text


def test_a_group_nobody_knows_is_heard_and_the_place_is_asked_in_private(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-x")
    assert town.ticket().unit == "yb"
    assert "哪个小区" in town.received("李姐")[-1].text
    assert lines(town, "g-x") == []
    town.says("李姐", "锦园")
    assert (town.ticket().unit, town.ticket().building) == ("jy", "3")
    assert len(lines(town, "g-x")) == 1


def test_a_group_nobody_knows_and_nobody_answers_goes_to_the_desk(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-x")
    town.later(minutes=31)
    assert town.assignees(town.ticket()) == ["zx"]
    assert len(lines(town, "g-x")) == 1


def test_who_said_before_where_he_lives_is_not_asked_in_a_group_nobody_knows(town: Town) -> None:
    town.says("李姐", "锦园3号楼2单元停水了")
    town.says("李姐", "暖气不热", group="g-x")
    assert [ticket.unit for ticket in town.tickets()] == ["jy", "jy"]
    assert not any(row.kind == "ask" for row in town.received("李姐"))


def test_voice_in_a_group_meets_silence(town: Town) -> None:
    hears(town, "李姐", voice=True)
    assert lines(town) == []
    assert town.received("李姐") == []
