"""Stories about tickets that are put together, taken apart, and given back their messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from handlers.workflow import ALLOWED
from storage import checks, inbox, lessons, mergings, supporters, tickets
from storage.database import Database
from storage.lessons import Lesson
from storage.tickets import Ticket
from storage.violations import Violation
from tests.fakes import Town
from tests.life_fakes import clock_rows, people, sent, sound

GROUP = "g-jy"


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A town in which two neighbours told the same in private."""
    town = Town(database, tmp_path)
    town.says("张三", "锦园3号楼2单元501暖气不热")
    town.later(minutes=30)
    town.says("李四", "锦园3号楼2单元601暖气不热，冻死了")
    return town


def pressed(town: Town, action: str, ticket: Ticket, words: str = "", by: str = "zx") -> str:
    """Somebody presses at the desk; returns what he was answered."""
    town.says(by, words, press=action, ticket=ticket.number, channel="desk")
    row = town.received(by, "desk")[-1]
    return str((row.card or {}).get("title") or row.text)


def two(town: Town) -> tuple[Ticket, Ticket]:
    """The older and the newer ticket."""
    first, second = appeals(town)[:2]
    return first, second


def appeals(town: Town) -> list[Ticket]:
    """Every appeal, oldest first; three of them may have made an umbrella incident besides."""
    return [ticket for ticket in town.tickets() if ticket.form == "appeal"]


def joined(town: Town, ticket: Ticket) -> list[str]:
    """Who joined a ticket."""
    with town.product.database.read() as conn:
        return [account for _, account in supporters.of_ticket(conn, ticket)]


def messages(town: Town, ticket: Ticket) -> list[tuple[str, str]]:
    """The messages of a ticket, and what each is there."""
    with town.product.database.read() as conn:
        return [(row.message_id, row.part) for row in tickets.messages_of(conn, ticket)]


def inbox_id(town: Town, message_id: str) -> int:
    """The stored message with this platform id."""
    with town.product.database.read() as conn:
        row = inbox.by_message(conn, town.product.district, "sim", message_id)
    assert row is not None
    return row.id


def ticket_of(town: Town, message_id: str) -> int | None:
    """Which ticket somebody answers who answers this message."""
    with town.product.database.read() as conn:
        row = inbox.by_message(conn, town.product.district, "sim", message_id)
    return row.ticket_id if row else None


def lesson(town: Town, message_id: str) -> Lesson | None:
    """What was learned of a message."""
    with town.product.database.read() as conn:
        return lessons.get(conn, town.product.district, inbox_id(town, message_id))


def broken(town: Town) -> list[Violation]:
    """The promises of the database that are not kept."""
    allowed = {before.value: frozenset(after.value for after in states) for before, states in ALLOWED.items()}
    with town.product.database.read() as conn:
        return checks.check(conn, town.product.district, allowed)


def intact(town: Town) -> None:
    """Every promise of the database is kept."""
    sound(town)
    assert broken(town) == []


# --- 并案 and 撤销并案 ---


def test_a_merged_ticket_brings_its_household_along_and_frees_its_people(town: Town) -> None:
    first, second = two(town)
    assert "已并到" in pressed(town, "merge", second, f"{first.number} 同一根立管")
    merged = two(town)[1]
    assert merged.status == "merged"
    assert joined(town, first) == ["李四"]
    assert "assignee" not in people(town, second).values()
    assert [clock for clock in clock_rows(town, second, "accept") if clock.running] == []
    (told,) = [text for text in sent(town, "李四") if "并到一起办" in text]
    assert first.number in told
    assert town.history(second)[-1].data == {"into": first.number, "reason": "同一根立管"}
    assert town.history(second)[-1].actor == "zx"
    assert [event.kind for event in town.history(first)].count("absorbed") == 1
    intact(town)


def test_who_had_the_other_ticket_hears_that_there_is_one_more_household(town: Town) -> None:
    first, second = two(town)
    pressed(town, "merge", second, first.number)
    town.later(minutes=15)
    (courtyard,) = {person for person in town.assignees(first) if person == "yuan"}
    told = "\n".join(sent(town, courtyard, "notice"))
    assert "又有1户邻居说也是这样（3号楼）" in told
    assert "冻死了" in told


def test_everybody_is_asked_when_the_one_ticket_is_done(town: Town) -> None:
    first, second = two(town)
    pressed(town, "merge", second, first.number)
    town.presses("yuan", "accept")
    town.presses("yuan", "resolve", "已放气排水，室温20度")
    assert [text for text in sent(town, "李四") if "处理完了" in text]
    assert town.presses("李四", "reject", "我家还是冷").ok  # type: ignore[union-attr]
    assert two(town)[0].status == "dispatched"
    assert two(town)[1].status == "merged"


def test_a_resident_who_asks_or_adds_is_heard_where_it_is_looked_after(town: Town) -> None:
    first, second = two(town)
    pressed(town, "merge", second, first.number)
    town.says("李四", "进度")
    assert first.number in town.received("李四")[-1].text
    outcome = town.says("李四", "补充：床边只有12度")
    assert outcome is not None
    assert outcome.ticket_id == first.id
    town.later(minutes=5)
    assert any("床边只有12度" in text for text in sent(town, "yuan", "notice"))


def test_whoever_answers_a_merged_message_answers_the_other_ticket(town: Town) -> None:
    first, second = two(town)
    assert ticket_of(town, "m2") == second.id
    pressed(town, "merge", second, first.number)
    assert ticket_of(town, "m2") == first.id
    assert ("m2", "me_too") in messages(town, first)


def test_taken_apart_again_it_is_what_it_was(town: Town) -> None:
    first, second = two(town)
    before = (second.status, people(town, second), messages(town, second), messages(town, first), joined(town, first))
    due = {clock.kind: clock.due_at for clock in clock_rows(town, second, "accept") if clock.running}
    pressed(town, "merge", second, first.number)
    town.later(minutes=20)
    assert "恢复原样" in pressed(town, "unmerge", second, "是两根管子")
    now = two(town)[1]
    after = (now.status, people(town, second), messages(town, second), messages(town, first), joined(town, first))
    assert after == before
    assert ticket_of(town, "m2") == second.id
    assert any("重新单独办理" in text for text in sent(town, "李四"))
    (clock,) = [clock for clock in clock_rows(town, second, "accept") if clock.running]
    # The twenty minutes during which nobody had to do anything are not counted; an hour is the least.
    assert clock.due_at >= due["accept"]
    with town.product.database.read() as conn:
        assert mergings.current(conn, town.product.district, second.id) is None
        assert mergings.into(conn, town.product.district, first.id) == []
    intact(town)


def test_what_was_said_meanwhile_comes_along(town: Town) -> None:
    first, second = two(town)
    pressed(town, "merge", second, first.number)
    town.says("李四", "补充：床边只有12度", id="later")
    pressed(town, "unmerge", second)
    assert "later" in [message for message, _ in messages(town, second)]
    assert "later" not in [message for message, _ in messages(town, first)]
    assert ticket_of(town, "later") == second.id


def test_a_neighbour_who_had_joined_by_himself_stays(town: Town) -> None:
    town.says("王五", "3号楼3单元暖气不热", group=GROUP)
    town.says("李四", "我家也是", group=GROUP)
    first, second, third = appeals(town)
    assert joined(town, third) == ["李四"]
    pressed(town, "merge", second, third.number)
    pressed(town, "unmerge", second)
    assert joined(town, third) == ["李四"]
    assert first.status == "dispatched"


def test_a_chain_is_taken_apart_from_its_end(town: Town) -> None:
    town.says("王五", "锦园5号楼1单元暖气不热")
    first, second, third = appeals(town)
    pressed(town, "merge", second, third.number)
    pressed(town, "merge", third, first.number)
    town.says("李四", "进度")
    assert first.number in town.received("李四")[-1].text
    assert "请先撤销那一次并案" in pressed(town, "unmerge", second)
    pressed(town, "unmerge", third)
    assert "恢复原样" in pressed(town, "unmerge", second)
    intact(town)


def test_what_must_not_be_merged_is_refused_in_a_sentence(town: Town) -> None:
    first, second = two(town)
    assert "不能并到自己" in pressed(town, "merge", first, first.number)
    assert "没有编号" in pressed(town, "merge", first, "261116-9999")
    assert "请写另一张工单的编号" in pressed(town, "merge", first, "随便")
    town.says("赵六", "锦园6号楼有煤气味")
    gas = appeals(town)[2]
    assert "紧急情况不并到别处去" in pressed(town, "merge", gas, first.number)
    town.says("李四", "撤销")
    assert "不在办理中" in pressed(town, "merge", first, second.number)
    assert pressed(town, "unmerge", first)
    assert two(town)[0].status == "dispatched"


def test_a_merged_ticket_that_is_nowhere_is_found_by_the_check(town: Town) -> None:
    first, second = two(town)
    pressed(town, "merge", second, first.number)
    assert broken(town) == []
    with town.product.database.begin() as conn:
        conn.execute(text("DELETE FROM mergings"))
    assert "merged_nowhere" in [violation.rule for violation in broken(town)]


def test_the_courtyard_chief_may_and_the_property_manager_may_not(town: Town) -> None:
    first, second = two(town)
    pressed(town, "merge", second, first.number, by="wuye")
    assert two(town)[1].status == "dispatched"
    assert "已并到" in pressed(town, "merge", second, first.number, by="yuan")


def test_a_waiting_ticket_goes_on_before_it_is_merged(town: Town) -> None:
    first, second = two(town)
    town.says("yuan", press="accept", ticket=second.number, channel="desk")
    pressed(town, "wait", second, "等配件", by="yuan")
    pressed(town, "merge", second, first.number)
    pressed(town, "unmerge", second)
    now = two(town)[1]
    assert (now.status, town.assignees(now)) == ("accepted", ["yuan"])
    assert [clock.kind for clock in clock_rows(town, second, "resolve") if clock.running] == ["resolve"]
    intact(town)


# --- 拆分, 移动, 移出 ---


@pytest.fixture
def mixed(database: Database, tmp_path: Path) -> Town:
    """A town in which a group's ticket got words that are about something else."""
    town = Town(database, tmp_path)
    town.says("王五", "3号楼暖气不热", group=GROUP, id="a1")
    town.says("赵六", "我家也是，5号楼", group=GROUP, id="a2")
    town.says("王五", "补充：大门口的灯也不亮", group=GROUP, id="a3")
    return town


def test_words_about_something_else_get_a_ticket_of_their_own(mixed: Town) -> None:
    ticket = mixed.ticket()
    done = pressed(mixed, "split", ticket, f"{inbox_id(mixed, 'a3')} public_facilities 另一件事")
    first, second = two(mixed)
    assert second.number in done
    assert (second.category, second.reporter, second.status) == ("public_facilities", "王五", "dispatched")
    assert messages(mixed, second) == [("a3", "opening")]
    assert [message for message, _ in messages(mixed, first)] == ["a1", "a2"]
    assert ticket_of(mixed, "a3") == second.id
    assert "大门口的灯" not in first.summary
    assert "大门口的灯" in second.summary
    assert [event.kind for event in mixed.history(first)][-1] == "split"
    assert "split_off" in [event.kind for event in mixed.history(second)]
    found = lesson(mixed, "a3")
    assert found is not None
    assert (found.source, found.meant) == ("split", "public_facilities")
    intact(mixed)


def test_a_neighbour_whose_words_leave_is_counted_in_no_more(mixed: Town) -> None:
    ticket = mixed.ticket()
    assert joined(mixed, ticket) == ["赵六"]
    pressed(mixed, "split", ticket, f"{inbox_id(mixed, 'a2')}")
    first, second = two(mixed)
    assert joined(mixed, first) == []
    assert (second.reporter, second.building) == ("赵六", "5")
    intact(mixed)


def test_a_split_is_undone_by_moving_the_words_back(mixed: Town) -> None:
    mixed.says("孙七", "停水了", group=GROUP, id="b1")
    first, second = two(mixed)
    neighbour = inbox_id(mixed, "a2")
    pressed(mixed, "move", first, f"{neighbour} {second.number} 说的是水")
    assert (joined(mixed, first), joined(mixed, second)) == ([], ["赵六"])
    assert ticket_of(mixed, "a2") == second.id
    pressed(mixed, "move", second, f"{neighbour} {first.number}")
    assert (joined(mixed, first), joined(mixed, second)) == (["赵六"], [])
    assert [event.kind for event in mixed.history(first) if event.kind.startswith("message")][-2:] == [
        "message_moved", "message_came",
    ]  # fmt: skip
    intact(mixed)


def test_talk_belongs_to_no_ticket(mixed: Town) -> None:
    ticket = mixed.ticket()
    assert "已移出" in pressed(mixed, "set_aside", ticket, f"{inbox_id(mixed, 'a3')} 闲聊")
    assert [message for message, _ in messages(mixed, ticket)] == ["a1", "a2"]
    assert ticket_of(mixed, "a3") is None
    found = lesson(mixed, "a3")
    assert found is not None
    assert (found.source, found.meant) == ("set_aside", "chatter")
    intact(mixed)


def test_what_opened_a_ticket_stays_in_it(mixed: Town) -> None:
    ticket = mixed.ticket()
    assert "不能移走" in pressed(mixed, "split", ticket, f"{inbox_id(mixed, 'a1')}")
    assert "请先选中消息" in pressed(mixed, "split", ticket, "随便")
    assert "不在" in pressed(mixed, "set_aside", ticket, "123456789012345")
    assert len(mixed.tickets()) == 1
