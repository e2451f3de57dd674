"""Solved means the neighbours say so: who joined hears it, is asked, and may reopen."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.base import RefusedError
from handlers import surveys as surveys_of
from handlers.closing import voices
from handlers.messages import Kind, Outbound
from handlers.workflow import ALLOWED
from storage import checks, supporters, surveys
from storage.database import Database
from storage.surveys import Rating
from tests.closing_fakes import GROUP, JOINED, MORE, cold, does, done, heard, offered, shared
from tests.fakes import FakeChannel, Town
from tests.life_fakes import at, kinds, said_back, sent, sound, survey_rows, when


def ratings(town: Town) -> list[Rating]:
    """What was said of the ticket."""
    with town.product.database.read() as conn:
        return surveys.ratings_of(conn, "yb", shared(town).id)


def test_heating_in_eight_flats_one_stays_cold_and_the_neighbours_end_it(any_town: Town) -> None:
    town = done(any_town)
    for who in JOINED[:4]:
        town.presses(who, "confirm")
    town.presses("李姐", "confirm")
    assert (shared(town).status, shared(town).outcome) == ("closed", "solved")
    town.presses(JOINED[4], "reject", "我家卧室还是冰的")
    ticket = shared(town)
    assert (ticket.status, ticket.reopened, ticket.outcome, town.assignees(ticket)) == ("dispatched", 1, None, ["fwz"])
    assert "重新办" in said_back(town, JOINED[4])
    for who in ("李姐", *JOINED[:4], JOINED[5]):
        told = heard(town, who)[-1]
        assert "有一户说还没解决" in told
        assert "卧室" not in told
        assert JOINED[4] not in told
    does(town, "fwz", "accept")
    does(town, "fwz", "resolve", "给顶层排了气，都有22度")
    assert all("处理完了" in heard(town, who)[-1] for who in ("李姐", *JOINED))
    for who in JOINED[:3]:
        town.presses(who, "confirm")
    assert shared(town).status == "resolved", "three of seven are no quorum"
    town.presses(JOINED[4], "confirm")
    ticket = shared(town)
    assert (ticket.status, ticket.outcome, ticket.rating) == ("closed", "solved", None)
    closed = [event for event in town.history(ticket) if event.kind == "closed"][-1]
    assert (closed.data["asked"], closed.data["answered"]) == (7, 4)
    sound(town)
    with town.product.database.read() as conn:
        assert checks.check(conn, "yb", {state.value: frozenset(after) for state, after in ALLOWED.items()}) == []


def test_who_joined_hears_three_milestones_and_not_every_word(town: Town) -> None:
    cold(town)
    does(town, "yuan", "accept")
    does(town, "yuan", "on_site")
    does(town, "yuan", "progress", "正在查循环泵")
    does(town, "yuan", "extend", "等配件")
    does(town, "fwz", "approve")
    does(town, "yuan", "resolve", "换了循环泵，室温21度")
    accepted, later, result = heard(town, "老张")
    assert "院长李秀英已经接手" in accepted
    assert "需要延期到" in later
    assert "您家好了吗" in result
    assert not any("正在查" in text for text in heard(town, "老张"))
    lines = [row.text for row in town.received(GROUP) if shared(town).number in row.text]
    assert len(lines) == 1, "and the group hears nothing more"


@pytest.mark.parametrize("deed", ["on_site", "progress"])
def test_any_deed_that_takes_the_ticket_is_the_milestone(town: Town, deed: str) -> None:
    cold(town)
    does(town, "yuan", deed, "在路上了")
    assert ["已经接手" in text for text in heard(town, "老张")] == [True]


def test_quiet_hours_are_kept_for_neighbours(town: Town) -> None:
    cold(town)
    town.until(at("16 22:30"))
    does(town, "yuan", "accept")
    assert heard(town, "老张") == []
    town.until(at("17 08:01"))
    assert when(town, "老张", "progress") == ["17 08:00"]


def test_nothing_of_the_reporter_is_told_to_neighbours(town: Town) -> None:
    done(town, words="联系13800138000，到1502室换了阀，李姐确认了")
    told = heard(town, "老张")[-1]
    for hidden in ("13800138000", "1502", "李姐"):
        assert hidden not in told
    assert "换了阀" in told


def test_out_of_scope_is_told_to_all(town: Town) -> None:
    cold(town)
    does(town, "yuan", "refuse", "由供热公司负责，请打96777")
    assert shared(town).outcome == "out_of_scope"
    assert "不属于这里的职责" in heard(town, "老张")[-1]


def test_the_final_question_goes_to_a_sample_of_many_entrances(town: Town) -> None:
    done(town, *MORE)
    asked = survey_rows(town, shared(town))
    assert asked[0].recipient == "李姐"
    assert len(asked) == 13
    town.until(at("19 12:00"))
    assert len([who for who in MORE if sent(town, who, Kind.SURVEY)]) == 12
    assert all(len(sent(town, who, Kind.RESULT)) == 1 for who in MORE), "everybody may answer the result itself"


def test_who_answered_is_not_asked_again_and_nobody_who_joined_is_reminded(town: Town) -> None:
    done(town)
    town.presses("老张", "confirm")
    town.until(at("29 12:00"))
    assert sent(town, "老张", Kind.SURVEY) == []
    assert len(sent(town, "王姨", Kind.SURVEY)) == 1
    assert len(sent(town, "李姐", Kind.SURVEY)) == 2


def test_the_reporters_yes_does_not_keep_the_question_from_the_others(town: Town) -> None:
    done(town)
    town.presses("李姐", "confirm")
    town.until(at("19 12:00"))
    assert len(sent(town, "王姨", Kind.SURVEY)) == 1
    town.says("王姨", "没解决")
    assert (shared(town).status, shared(town).reopened) == ("dispatched", 1)


def test_silence_of_all_is_unanswered(town: Town) -> None:
    done(town)
    town.later(days=15)
    assert (shared(town).status, shared(town).outcome) == ("closed", "unanswered")


def test_at_the_end_those_who_answered_decide(town: Town) -> None:
    done(town)
    town.presses("老张", "confirm")
    assert shared(town).status == "resolved", "one neighbour alone ends nothing"
    town.later(days=15)
    assert (shared(town).status, shared(town).outcome) == ("closed", "solved")


@pytest.mark.parametrize(("press", "status"), [
    ("rate:5", "resolved"), ("confirm", "resolved"), ("reject", "dispatched"), ("rate:1", "dispatched"),
    ("partly", "dispatched"),
])  # fmt: skip
def test_every_press_of_a_neighbour_counts_for_himself(town: Town, press: str, status: str) -> None:
    done(town)
    town.until(at("19 12:00"))
    outcome = town.presses("王姨", press)
    assert outcome is not None
    assert outcome.ok
    assert (shared(town).status, shared(town).rating) == (status, None)
    (rating,) = ratings(town)
    assert (rating.account, rating.channel) == ("王姨", "sim")


@pytest.mark.parametrize(("words", "status"), [("没解决", "dispatched"), ("很满意", "resolved"), ("5分", "resolved")])
def test_words_of_a_neighbour_count_as_his_press_does(town: Town, words: str, status: str) -> None:
    done(town)
    town.says("王姨", words)
    assert shared(town).status == status
    assert [rating.account for rating in ratings(town)] == ["王姨"]


def test_a_neighbours_no_about_what_is_done_again_already_is_passed_on(town: Town) -> None:
    done(town)
    town.presses("王姨", "reject")
    town.presses("赵叔", "reject", "我家也还不热")
    assert "正在重新办" in said_back(town, "赵叔")
    assert shared(town).reopened == 1
    town.later(minutes=5)
    assert "我家也还不热" in said_back(town, "fwz")


def test_after_the_window_a_household_is_told_how_to_report_again(town: Town) -> None:
    done(town)
    town.presses("李姐", "confirm")
    town.later(days=15)
    town.presses("王姨", "reject")
    assert (shared(town).status, shared(town).outcome) == ("closed", "solved")
    assert "重新登记" in said_back(town, "王姨")


def test_who_did_not_join_has_no_say(town: Town) -> None:
    done(town)
    town.presses("路人", "reject", ticket=shared(town).number)
    assert shared(town).status == "resolved"
    assert "不是您反映的" in said_back(town, "路人")
    town.presses("王姨", "cancel", ticket=shared(town).number)
    assert shared(town).status == "resolved"


def test_partly_is_done_again_once_with_what_is_left_and_then_the_level_above_calls(any_town: Town) -> None:
    town = done(any_town)
    town.presses("王姨", "partly")
    assert "还差哪里" in said_back(town, "王姨")
    town.says("王姨", "北边卧室还是不热")
    assert "北边卧室" in "".join(sent(town, "fwz", "notice"))
    assert shared(town).reopened == 1
    assert "只解决了一部分" in heard(town, "李姐")[-1]
    does(town, "fwz", "resolve", "又排了气，都热了")
    town.presses("王姨", "partly", "北边卧室还差两度")
    assert (shared(town).status, shared(town).reopened) == ("resolved", 1)
    assert "已请" in said_back(town, "王姨")
    card = sent(town, "sqz", "notify")[-1]
    assert "打电话" in card
    assert "李姐" not in card
    town.presses("sqz", offered(town, "sqz", "没解决，重办"), "确实只有16度")
    assert (shared(town).status, shared(town).reopened) == ("dispatched", 2)
    assert ratings(town)[-1].account == "王姨", "it is her word that was taken down"
    assert "call_wanted" in kinds(town, shared(town))


def test_the_reporters_second_partly_ends_it_as_partly(town: Town) -> None:
    done(town, "老张")
    town.presses("李姐", "partly", "客厅还凉")
    does(town, "fwz", "resolve", "又排了气，都热了")
    town.presses("李姐", "partly", "客厅还差一点")
    assert (shared(town).status, shared(town).outcome) == ("closed", "partly")


def test_only_whom_the_call_was_given_may_write_it_down(town: Town) -> None:
    done(town)
    does(town, "sqz", "callback:solved")
    assert ratings(town) == []


class Refusing(FakeChannel):
    """A platform on which one resident never began a private chat."""

    async def send(self, message: Outbound) -> None:
        if message.recipient == "王姨":
            raise RefusedError("对方没有和机器人说过话")
        await super().send(message)


def test_who_cannot_be_reached_in_private_is_left_to_the_groups_digest(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite, tmp_path, channels={"sim": Refusing("sim")})
    cold(town)
    with town.product.work("test") as work:
        supporters.add(work.conn, shared(town), "archive", "只听得到的人", work.now, ("3", None))
    does(town, "yuan", "accept")
    town.later(minutes=5)
    does(town, "yuan", "resolve", "换了循环泵，室温21度")
    with town.product.work("test") as work:
        case = work.case(shared(town).id)
        assert case is not None
        assert {one.account for one in voices.unreached(case)} == {"王姨", "只听得到的人"}
        assert {one.account for one in voices.reached(case)} == set(JOINED) - {"王姨"}
    assert {row.recipient for row in survey_rows(town, shared(town))} == {"李姐", *JOINED} - {"王姨"}
    told = [row.text for who in ("wang", "yuan") for row in town.received(who)]
    assert not any("当面转告" in text for text in told), "nobody goes to the reporter's door with it"


def test_who_joins_after_it_is_called_done_is_asked_as_well(town: Town) -> None:
    done(town, "老张")
    with town.product.work("test") as work:
        case = work.case(shared(town).id)
        assert case is not None
        supporters.add(work.conn, case.ticket, "sim", "后来的", work.now, ("3", None))
        surveys_of.include(case, "sim", "后来的")
        surveys_of.include(case, "sim", "后来的")
    town.until(at("19 12:00"))
    assert len(sent(town, "后来的", Kind.SURVEY)) == 1


def test_nobody_judges_his_own_work(town: Town) -> None:
    done(town, "老张", "wang")
    assert "wang" not in {row.recipient for row in survey_rows(town, shared(town))}
