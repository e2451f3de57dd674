"""明天上午来修: a promise has a date, a reminder before it, a question after it, and a mark."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.commitments import figures
from handlers.workflow import ALLOWED
from storage import commitments, events
from storage.checks import check
from storage.commitments import Commitment
from storage.database import Database
from tests.fakes import MONDAY, Town
from tests.life_fakes import at, did, kinds, packed, said_back, sent, sound, when

HERE = "g-jy"


@pytest.fixture
def here(any_town: Town) -> Town:
    """李姐's heating is cold, and 李秀英 has it."""
    any_town.says("李姐", "锦园3号楼暖气不热")
    assert did(any_town, "yuan", "accept")
    return any_town


def rows(town: Town) -> list[Commitment]:
    """Every promise about the first ticket."""
    with town.product.database.read() as conn:
        return commitments.of_ticket(conn, town.product.district, town.tickets()[0].id)


def states(town: Town) -> list[tuple[str, str | None]]:
    """How each stands, and by whose word."""
    return [(one.state, one.settled_by) for one in rows(town)]


def test_a_promise_with_a_date_is_written_down_and_a_vague_word_is_not(here: Town) -> None:
    assert did(here, "yuan", "progress", "我们会尽快处理，马上安排师傅")
    assert rows(here) == []
    assert did(here, "yuan", "progress", "师傅明天上午来修")
    (one,) = rows(here)
    assert (one.person, one.role, one.unit, one.what) == ("yuan", "courtyard_chief", "jy", "fix")
    assert (one.due_at, one.words) == (at("17 12:00"), "师傅明天上午来修")
    (told,) = [event for event in here.history(here.ticket()) if event.kind == "promised"]
    assert told.actor == "yuan"
    sound(here)


def test_whoever_promised_is_reminded_and_both_are_asked_when_it_is_over(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    reminded, asked = sent(here, "yuan", "remind")[-2:]
    assert "承诺快到时间了" in reminded
    assert "“师傅明天上午来修”" in reminded
    assert "做到了吗" in asked
    assert when(here, "yuan", "remind")[-2:] == ["17 10:00", "17 12:30"]
    question = sent(here, "李姐", "progress")[-1]
    assert "李秀英说过：“师傅明天上午来修”" in question
    assert question.endswith("做好了吗？")
    assert states(here) == [("asked", None)]


def test_a_resolution_keeps_what_was_promised_and_nobody_is_asked(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    assert did(here, "yuan", "resolve", "已放气排水，室温21度")
    assert states(here) == [("kept", "resolved")]
    assert "promise_kept" in kinds(here, here.ticket())
    here.until(at("17 14:00"))
    assert not any("做到了吗" in text for text in sent(here, "yuan", "remind"))


def test_being_there_keeps_the_promise_to_come_and_no_other(here: Town) -> None:
    did(here, "yuan", "progress", "明天上午上门查看，三天内修好")
    assert [one.what for one in rows(here)] == ["visit", "fix"]
    did(here, "yuan", "on_site")
    assert states(here) == [("kept", "on_site"), ("open", None)]


def test_a_progress_photo_keeps_it(here: Town) -> None:
    did(here, "yuan", "progress", "明天上午把阀门换了")
    here.later(hours=20)
    assert did(here, "yuan", "progress", "阀门已经换了", images=("p1",))
    assert states(here) == [("kept", "photo")]


def test_the_resident_says_that_nobody_came(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    here.says("李姐", "没来")
    assert states(here) == [("broken", "resident")]
    assert "已经告诉院长李秀英" in said_back(here, "李姐")
    assert "居民说“师傅明天上午来修”没有做到" in sent(here, "yuan", "notice")[-1]
    assert "李姐" not in sent(here, "yuan", "notice")[-1]


def test_the_resident_presses_that_they_came(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    assert here.presses("李姐", "came")
    assert states(here) == [("kept", "resident")]
    assert here.presses("李姐", "not_came")
    assert states(here) == [("kept", "resident")], "one word counts"


def test_nobody_elses_word_counts(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    here.says("王哥", "没来", press="not_came", ticket=here.ticket().number)
    assert states(here) == [("asked", None)]


def test_an_answer_about_something_else_is_no_answer(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    here.says("李姐", "锦园停水了")
    assert len(here.tickets()) == 2
    assert states(here) == [("asked", None)]


def test_whoever_promised_says_it_was_not_kept_and_when_it_will_be(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    assert did(here, "yuan", "not_kept", "配件没到，改到后天上午修")
    assert states(here) == [("broken", "official"), ("open", None)]
    assert rows(here)[1].due_at == at("19 12:00")
    told = sent(here, "李姐", "progress")[-1]
    assert "没有做到" in told
    assert "配件没到" in told
    assert "新的时间：后天12:00前" in told


def test_not_kept_wants_words(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    here.presses("yuan", "not_kept")
    assert "什么原因，改到什么时候" in said_back(here, "yuan")
    here.says("yuan", "人手不够")
    assert states(here) == [("broken", "official")]
    assert "新的时间定了再告诉您" in sent(here, "李姐", "progress")[-1]


def test_the_officials_own_word_is_kept_apart_and_the_residents_is_the_last(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("17 13:00"))
    assert did(here, "yuan", "kept")
    assert states(here) == [("kept", "official")]
    (found,) = figures.by_person(rows(here))
    assert (found.kept, found.own, found.n) == (1, 1, 1)
    here.presses("李姐", "not_came")
    assert states(here) == [("broken", "resident")]


def test_without_a_word_from_anybody_it_is_neither(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("18 13:00"))
    assert states(here) == [("unknown", None)]
    (found,) = figures.by_person(rows(here))
    assert (found.n, found.unknown, found.value) == (0, 1, None)


def test_put_off_before_its_time_it_is_moved(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    did(here, "yuan", "progress", "配件没到，后天上午来修")
    assert [one.state for one in rows(here)] == ["moved", "open"]
    did(here, "yuan", "progress", "再说一遍：后天上午来修")
    assert len(rows(here)) == 2, "said twice is promised once"


def test_withdrawn_appeals_hold_nobody_to_anything(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.presses("李姐", "cancel")
    here.until(at("17 13:00"))
    assert states(here) == [("void", None)]


def test_at_night_nobody_is_asked(here: Town) -> None:
    did(here, "yuan", "progress", "今晚10点前恢复供暖")
    here.until(at("17 09:00"))
    assert when(here, "yuan", "remind")[-1] == "17 08:00"
    assert when(here, "李姐", "progress")[-1] == "17 08:00"


def test_what_the_property_says_in_the_group_counts_for_it(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热", group=HERE)
    did(town, "yuan", "accept")
    town.says("wuye", "收到，明天上午安排师傅上门修", group=HERE, reply_to="m1")
    (one,) = rows(town)
    assert (one.person, one.role, one.unit) == ("wuye", "property_manager", "jy")
    before = len(town.received(HERE))
    town.until(at("17 13:00"))
    assert len(town.received(HERE)) == before, "nothing of it is said in the group"
    assert "做到了吗" in sent(town, "wuye", "remind")[-1]
    assert "李姐" not in sent(town, "wuye", "remind")[-1]
    town.says("李姐", "没人来啊", group=HERE, reply_to="m1")
    assert states(town) == [("broken", "resident")]


def test_an_office_no_file_knows_is_counted_by_its_place_and_whoever_has_the_ticket_is_asked(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热", group=HERE)
    did(town, "yuan", "accept")
    town.says("acc-9", "师傅明天上午来修", group=HERE, reply_to="m1", sender_name="锦园物业小刘")
    (one,) = rows(town)
    assert (one.person, one.name, one.role, one.unit) == (None, "锦园物业小刘", "property_manager", "jy")
    town.until(at("17 13:00"))
    assert "锦园物业小刘说过" in sent(town, "yuan", "remind")[-1]


def test_what_residents_plan_is_no_promise(town: Town) -> None:
    town.says("李姐", "锦园3号楼暖气不热", group=HERE)
    town.says("李姐", "明天上午我自己来修", group=HERE, reply_to="m1")
    assert rows(town) == []


def test_a_pack_may_leave_the_groups_out_and_give_more_time(database: Database, tmp_path: Path) -> None:
    town = packed(database, tmp_path, "extends: default\ncommitments: {groups: false, grace: 3h}\n")
    town.says("李姐", "锦园3号楼暖气不热", group=HERE)
    did(town, "yuan", "accept")
    town.says("wuye", "明天上午安排师傅上门修", group=HERE, reply_to="m1")
    assert rows(town) == []
    did(town, "yuan", "progress", "师傅明天上午来修")
    town.until(at("17 14:00"))
    assert states(town) == [("open", None)]
    town.until(at("17 16:00"))
    assert states(town) == [("asked", None)]


def test_the_machine_never_promises(here: Town) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    here.until(at("18 13:00"))
    with here.product.database.read() as conn:
        told = [event for event in events.of_ticket(conn, "yb", here.ticket().id) if event.kind == "promised"]
    assert [event.actor for event in told] == ["yuan"]


def test_the_rate_says_its_sample_and_how_sure_it_is() -> None:
    def one(number: int, state: str, by: str | None, role: str = "property_manager") -> Commitment:
        return Commitment(
            "yb",
            number,
            1,
            None,
            None,
            "物业",
            role,
            "jy",
            "fix",
            "明天修",
            MONDAY,
            MONDAY,
            None,
            None,
            state,
            MONDAY,
            by,
        )

    found = [one(n, "kept", "resident") for n in range(3)] + [one(4, "broken", "resident"), one(5, "unknown", None)]
    (office,) = figures.by_office(found)
    assert (office.kept, office.n, office.value) == (3, 4, 0.75)
    low, high = office.interval
    assert (round(low, 2), round(high, 2)) == (0.3, 0.95)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE commitments SET next_at = NULL",
        "UPDATE commitments SET state = 'perhaps'",
        "UPDATE commitments SET settled_at = made_at",
    ],
)
def test_a_row_changed_by_hand_is_found(here: Town, change: str) -> None:
    did(here, "yuan", "progress", "师傅明天上午来修")
    states = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}
    with here.product.database.begin() as conn:
        assert check(conn, "yb", states) == []
        conn.exec_driver_sql(change)
        assert [one.rule for one in check(conn, "yb", states)] == ["commitment_state"]
