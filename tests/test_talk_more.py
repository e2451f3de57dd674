"""A private chat after the first words: voice, progress, withdrawing, thanks, hello and nonsense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import phrases
from nlu.understanding import USUAL_BOUNDS, Bounds, EstateName, Kind, Understanding
from tests.fakes import FakeEngine, Town
from tests.life_fakes import said_back as last


@pytest.fixture
def told(town: Town) -> Town:
    """李姐 has just told of cold radiators at 锦园 3号楼."""
    town.says("李姐", "锦园3号楼暖气不热")
    return town


def test_a_voice_message_gets_a_polite_request_for_text(town: Town) -> None:
    town.says("李姐", voice=True)
    assert last(town, "李姐") == phrases.VOICE


def test_progress_says_who_and_by_when_in_plain_words(told: Town) -> None:
    told.says("李姐", "进度")
    assert "已转给网格员张伟、院长李秀英，还没接手，按规定，明天上午9点前要给您答复" in last(told, "李姐")
    told.presses("yuan", "accept")
    told.says("李姐", "进度")
    assert "院长李秀英正在办" in last(told, "李姐")
    told.presses("yuan", "resolve", "换了阀门")
    told.says("李姐", "进度")
    assert "说是处理完了，等您确认，处理情况：换了阀门" in last(told, "李姐")


def test_progress_without_a_ticket_explains_how_to_have_one(town: Town) -> None:
    town.says("李姐", "进度")
    assert last(town, "李姐") == phrases.NO_TICKET


def test_the_only_ticket_is_withdrawn_at_once(told: Town) -> None:
    told.says("李姐", "撤销")
    assert (told.ticket().status, told.ticket().outcome) == ("closed", "cancelled")
    told.says("李姐", "撤销")
    assert last(told, "李姐") == phrases.NOTHING_TO_CANCEL
    told.says("李姐", "进度")
    assert "您已撤销" in last(told, "李姐")


def test_among_several_the_resident_chooses_by_number(told: Town) -> None:
    told.says("李姐", "停水了")
    told.says("李姐", "撤销")
    assert last(told, "李姐").splitlines()[1:] == [
        "1 供水问题（编号261116-0002）：停水了", "2 供暖问题（编号261116-0001）：锦园3号楼暖气不热",
    ]  # fmt: skip
    told.says("李姐", "7")
    assert last(told, "李姐") == phrases.NO_SUCH_CHOICE
    told.says("李姐", "1")
    assert [ticket.status for ticket in told.tickets()] == ["dispatched", "closed"]


@pytest.mark.parametrize("words", ["全部", "都撤了吧"])
def test_all_of_them_may_be_withdrawn(told: Town, words: str) -> None:
    told.says("李姐", "停水了")
    told.says("李姐", "撤销")
    told.says("李姐", words)
    assert {ticket.status for ticket in told.tickets()} == {"closed"}


def test_a_ticket_may_be_named_by_its_number(told: Town) -> None:
    told.says("李姐", "停水了")
    told.says("李姐", f"撤销 {told.tickets()[0].number}")
    assert [ticket.status for ticket in told.tickets()] == ["closed", "dispatched"]
    told.says("李姐", f"{told.tickets()[1].number} 进度")
    assert "供水问题" in last(told, "李姐")
    assert "供暖" not in last(told, "李姐")


def test_what_a_neighbour_joined_goes_on_when_the_reporter_withdraws(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热", group="g-jy")
    town.says("老张", "我家也是", group="g-jy")
    town.says("李姐", "撤销")
    assert town.ticket().status == "dispatched"
    assert "邻居" in last(town, "李姐")


def test_thanks_for_nothing_done_are_answered_and_disturb_nobody(told: Town) -> None:
    before = len(told.received("yuan"))
    told.says("李姐", "谢谢")
    told.later(minutes=5)
    assert last(told, "李姐") == phrases.WELCOME
    assert len(told.received("yuan")) == before


def test_thanks_after_the_work_are_passed_on_and_are_no_judgement(told: Town) -> None:
    told.presses("yuan", "resolve", "换了阀门")
    told.says("李姐", "谢谢")
    assert told.ticket().status == "resolved"
    assert "解决了吗" in last(told, "李姐")
    told.later(minutes=5)
    assert "居民说谢谢" in last(told, "yuan")


def test_thanks_after_closing_open_nothing(told: Town) -> None:
    told.presses("yuan", "resolve", "换了阀门")
    told.presses("李姐", "confirm")
    told.says("李姐", "谢谢")
    assert told.ticket().status == "closed"
    assert [event.kind for event in told.history(told.ticket())][-1] == "praised"


def test_it_works_again_is_told_to_who_has_it(told: Town) -> None:
    told.says("李姐", "暖气热了")
    assert told.ticket().status == "dispatched"
    told.later(minutes=4)
    assert "居民说已恢复：暖气热了" in last(told, "yuan")


def test_hello_says_that_this_is_a_machine(town: Town) -> None:
    town.says("李姐", "你好")
    assert "是机器，不是真人" in last(town, "李姐")


@pytest.mark.parametrize("words", ["转人工", "人工", "你是真人吗", "你是机器人吧", "你好 转人工", "找你们领导"])
def test_who_wants_a_person_is_told_how_to_reach_one(town: Town, words: str) -> None:
    town.says("李姐", words)
    assert last(town, "李姐") == phrases.NO_PERSON


def test_nonsense_gets_the_long_help_once_an_hour(town: Town) -> None:
    for _ in range(3):
        town.says("李姐", "哩哩啦啦")
    assert [row.text for row in town.received("李姐")] == [phrases.HELP, phrases.SHORT_HELP, phrases.SHORT_HELP]
    town.later(hours=2)
    town.says("李姐", "哩哩啦啦")
    assert last(town, "李姐") == phrases.HELP


@pytest.mark.parametrize("words", ["", "🙂🙂🙂", "……", "\u202e\u0007", "啊" * 20_000, "1" * 20_000, "<b>你好</b>{0}%s"])
def test_strange_messages_do_no_harm(town: Town, words: str) -> None:
    town.says("李姐", words)
    assert town.tickets() == []
    assert len(town.received("李姐")) == 1


def test_a_trouble_of_twenty_thousand_characters_is_kept_whole_and_shown_short(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热" + "冷" * 19_980)
    assert len(town.ticket().summary) > 19_000
    assert all(len(row.text) < 700 for row in town.received("yuan"))
    town.says("李姐", "补充" + "冷" * 19_000)
    assert len(town.ticket().summary) < 21_000


def test_the_same_message_twice_is_one(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热", id="a")
    assert town.says("李姐", "锦园3号楼暖气不热", id="a") is None
    assert town.ticket().summary == "锦园3号楼暖气不热"


class PraiseEngine(FakeEngine):
    """Takes every appeal for praise."""

    def understand(self, text: str, estates: Sequence[EstateName] = (), bounds: Bounds = USUAL_BOUNDS) -> Understanding:
        """The same, of another kind."""
        said = super().understand(text, estates, bounds)
        return replace(said, issues=tuple(replace(issue, kind=Kind.PRAISE) for issue in said.issues))


def test_praise_opens_no_ticket(town: Town) -> None:
    town.product.engine = PraiseEngine()
    town.says("李姐", "锦园物业真好")
    town.says("李姐", "物业真好", group="g-jy")
    assert town.tickets() == []
    assert [row.text for row in town.received("李姐")] == [phrases.PRAISED]
    assert town.received("g-jy") == []


def test_notices_wait_for_the_morning_but_answers_do_not(told: Town) -> None:
    told.until(told.clock.now() + timedelta(hours=14))
    before = len(told.received("fwz"))
    told.says("李姐", "补充 孩子发烧了")
    assert "已加到" in last(told, "李姐")
    told.later(minutes=10)
    assert "孩子发烧了" not in "".join(row.text for row in told.received("fwz")[before:])
    told.later(hours=9)
    everybody = [row.text for who in ("yuan", "wang", "fwz", "sqz", "jd", "zx") for row in told.received(who)]
    assert any("孩子发烧了" in text for text in everybody)


def test_who_is_my_service_chief_is_asked_once_and_answered_with_names_and_phones(town: Town) -> None:
    town.says("李姐", "谁是我的服务长")
    town.says("李姐", "锦园3号楼")
    assert "锦园小区 服务长：王建国，电话139" in last(town, "李姐")
    town.says("李姐", "谁是我的服务长")
    assert "王建国" in last(town, "李姐")
    assert sum(row.kind == "ask" for row in town.received("李姐")) == 1


@pytest.mark.parametrize(("words", "category"), [
    ("我家也没热水了", "heating"), ("我家也停电了", "electricity"), ("楼道灯不亮", "maintenance"), ("不热", "heating"),
])  # fmt: skip
def test_in_private_what_only_sounds_like_a_trouble_is_registered_as_unsure(
    town: Town, words: str, category: str
) -> None:
    town.says("李姐", "我住锦园3号楼")
    town.says("李姐", words)
    assert (town.ticket().category, town.ticket().building) == (category, "3")
    assert "拿不准" in last(town, "李姐")


@pytest.mark.parametrize("words", ["我家也是", "补充一下"])
def test_more_of_nothing_is_asked_about(town: Town, words: str) -> None:
    town.says("李姐", words)
    assert last(town, "李姐") == phrases.WHICH
    assert town.tickets() == []


def test_it_is_good_now_thank_you_is_a_yes(told: Town) -> None:
    told.presses("yuan", "resolve", "换了阀门")
    told.says("李姐", "现在好了，谢谢")
    assert told.ticket().outcome == "solved"


def test_hello_again_is_short(town: Town) -> None:
    town.says("李姐", "你好")
    town.says("李姐", "你好")
    assert last(town, "李姐") == phrases.HELLO_AGAIN
