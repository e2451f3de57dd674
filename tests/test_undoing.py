"""Stories about taking back: what people moved, split, merged or decided is as it was, households and words alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.evidence import gathering
from storage import inbox, readings, supporters, tickets
from storage.database import Database
from storage.tickets import Ticket
from tests.fakes import Town
from tests.learning_fakes import at_desk, broken, lessons_of
from tests.life_fakes import packed, sent
from tests.manners_fakes import recalls
from tests.test_evidence import ALONE
from tests.test_unsure import last_deed

GROUP = "g-jy"


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A group that speaks of cold radiators, and two hours later of water; nothing makes an incident."""
    town = packed(database, tmp_path, ALONE)
    town.says("3-2-301老王", "3号楼暖气不热", group=GROUP, id="heat")
    town.later(hours=2)
    return town


@pytest.fixture
def watery(town: Town) -> Town:
    """The same with the water and a couple that has none."""
    town.says("3-1-401小赵", "3号楼停水", group=GROUP, id="water")
    town.says("3-1-501老高", "我家也没水", group=GROUP, id="he")
    town.says("3-1-501老高媳妇", "我家也停水", group=GROUP, id="she")
    return town


def appeals(town: Town) -> list[Ticket]:
    """Every appeal, oldest first."""
    return [ticket for ticket in town.tickets() if ticket.form == "appeal"]


def inbox_id(town: Town, message_id: str) -> int:
    """The stored message with this platform id."""
    with town.product.database.read() as conn:
        row = inbox.by_message(conn, town.product.district, "sim", message_id)
    assert row is not None
    return row.id


def homes(town: Town, ticket: Ticket) -> list[tuple[str, list[str]]]:
    """The households that have the trouble: their door, and who lives there."""
    with town.product.work("x") as work:
        found = gathering.of_ticket(work, ticket).affected
    return [(one.door.said(), [account for _, account in one.accounts]) for one in found]


def state(town: Town, number: int) -> tuple[object, ...]:
    """All that moving may change of a ticket."""
    ticket = appeals(town)[number]
    with town.product.database.read() as conn:
        rows = [(row.inbox_id, row.part) for row in tickets.messages_of(conn, ticket)]
        told = [(row.inbox_id, row.measure, row.low) for row in readings.of_ticket(conn, ticket.district, ticket.id)]
        joined = supporters.doors_of(conn, ticket)
    return ticket.summary, homes(town, ticket), rows, told, joined


def does(town: Town, press: str, on: Ticket, messages: str, words: str = "") -> None:
    """The desk does something with messages of a ticket, named by their platform ids."""
    ids = ",".join(str(inbox_id(town, one)) for one in messages.split())
    outcome = at_desk(town, press, f"{ids} {words}".strip(), ticket=on.number)
    assert outcome.ok, outcome.reason


def undoes(town: Town, who: str = "zx") -> None:
    """Whoever did it last takes it back."""
    outcome = at_desk(town, "undo", last_deed(town, who), who)
    assert outcome.ok, outcome.reason
    assert broken(town) == []


# --- whose door ---


def test_a_couple_that_is_moved_stays_one_household(watery: Town) -> None:
    heat, water = appeals(watery)
    does(watery, "move", water, "he", heat.number)
    does(watery, "move", water, "she", heat.number)
    assert [accounts for _, accounts in homes(watery, heat)] == [["3-2-301老王"], ["3-1-501老高", "3-1-501老高媳妇"]]
    assert homes(watery, heat)[1][0] == "3号楼1单元501"


def test_a_reporter_and_his_wife_stay_one_household_when_tickets_are_merged(town: Town) -> None:
    town.says("5-1-101老孙", "5号楼暖气冰凉，孩子都感冒了", group=GROUP, id="b")
    town.says("3-2-301老王媳妇", "我家也不热", group=GROUP, reply_to="b")
    first, second = appeals(town)
    assert at_desk(town, "merge", second.number, ticket=first.number).ok
    assert len(homes(town, second)) == 2
    undoes(town)
    assert len(homes(town, first)) == 1


# --- move, split, set aside: as it was ---


@pytest.mark.parametrize("messages", ["he", "she", "he she"])
def test_what_was_moved_comes_back_as_it_was(watery: Town, messages: str) -> None:
    heat, water = appeals(watery)
    before = state(watery, 0), state(watery, 1)
    does(watery, "move", water, messages, heat.number)
    assert (state(watery, 0), state(watery, 1)) != before
    undoes(watery)
    assert (state(watery, 0), state(watery, 1)) == before


@pytest.mark.parametrize("messages", ["he", "he she"])
def test_what_was_set_aside_comes_back_as_it_was(watery: Town, messages: str) -> None:
    before = state(watery, 1)
    does(watery, "set_aside", appeals(watery)[1], messages)
    undoes(watery)
    assert state(watery, 1) == before
    watery.later(minutes=20)
    assert not any("补充" in text for text in sent(watery, "yuan")), "nobody hears of it twice"


@pytest.mark.parametrize(("press", "words"), [("move", "{water}"), ("split", "water"), ("set_aside", "")])
def test_the_reporters_words_come_back_to_where_they_stood(town: Town, press: str, words: str) -> None:
    town.says("3-2-301老王", "补充：没水了两天，屋里14度", group=GROUP, id="more", reply_to="heat")
    town.says("3-2-301老王", "补充：没水了", group=GROUP, id="less", reply_to="heat")
    town.says("3-2-301老王", "补充：老人在家", group=GROUP, id="last", reply_to="heat")
    town.later(hours=2)
    town.says("3-1-401小赵", "3号楼停水", group=GROUP)
    before = state(town, 0)
    assert "14度" in str(before[0])
    said = words.format(water=appeals(town)[1].number)
    does(town, press, appeals(town)[0], "more", said)
    assert "14度" not in appeals(town)[0].summary
    undoes(town)
    assert state(town, 0) == before


def test_short_words_do_not_cut_the_head_of_another_line(town: Town) -> None:
    town.says("3-2-301老王", "补充：没水了两天", group=GROUP, id="more", reply_to="heat")
    town.says("3-2-301老王", "补充：没水了", group=GROUP, id="less", reply_to="heat")
    (heat,) = appeals(town)
    parts = heat.summary.split(" / ")
    does(town, "set_aside", heat, "less")
    assert appeals(town)[0].summary.split(" / ") == parts[:-1]
    undoes(town)
    assert appeals(town)[0].summary.split(" / ") == parts


def test_a_passer_by_is_no_household_after_a_split_is_taken_back(town: Town) -> None:
    town.says("5-1-101路人", "补充：师傅刚才来过了", group=GROUP, id="by", reply_to="heat")
    before = state(town, 0)
    does(town, "split", appeals(town)[0], "by", "property")
    undoes(town)
    assert state(town, 0) == before
    assert appeals(town)[1].status == "merged"
    assert "一起办" in sent(town, "5-1-101路人")[-1]
    town.later(minutes=20)
    assert not any("邻居" in text for text in sent(town, "yuan"))


def test_who_joined_what_was_split_off_is_counted_when_it_comes_back(watery: Town) -> None:
    water = appeals(watery)[1]
    before = homes(watery, water)
    does(watery, "split", water, "he", "parking")
    watery.says("3-1-601老李", "我家也是", group=GROUP, reply_to="he")
    undoes(watery)
    assert [one for one in homes(watery, water) if one not in before] == [("3号楼1单元601", ["3-1-601老李"])]
    assert len(homes(watery, water)) == len(before) + 1


def test_what_was_set_aside_comes_back_to_where_the_trouble_is_looked_after_now(watery: Town) -> None:
    heat, water = appeals(watery)
    does(watery, "set_aside", water, "he she")
    deed = last_deed(watery, "zx")
    assert at_desk(watery, "merge", heat.number, ticket=water.number).ok
    assert at_desk(watery, "undo", deed).ok
    assert ["3-1-501老高", "3-1-501老高媳妇"] in [accounts for _, accounts in homes(watery, heat)]
    assert len(homes(watery, water)) == 1
    assert broken(watery) == []


def test_what_was_moved_comes_back_after_both_were_merged(watery: Town) -> None:
    heat, water = appeals(watery)
    before = homes(watery, water)
    does(watery, "move", water, "he she", heat.number)
    deed = last_deed(watery, "zx")
    assert at_desk(watery, "merge", water.number, ticket=heat.number).ok
    assert at_desk(watery, "undo", deed).ok
    assert sorted(homes(watery, water)) == sorted([*before, ("3号楼2单元301", ["3-2-301老王"])])
    assert len(homes(watery, heat)) == 1


def test_what_went_on_to_a_third_is_not_taken_back(watery: Town) -> None:
    heat, water = appeals(watery)
    does(watery, "move", water, "he", heat.number)
    deed = last_deed(watery, "zx")
    does(watery, "set_aside", heat, "he")
    outcome = at_desk(watery, "undo", deed)
    assert (outcome.ok, "已经有人移动过了" in outcome.reason) == (False, True)


def test_a_lesson_is_withdrawn_with_what_taught_it(watery: Town) -> None:
    heat, water = appeals(watery)
    watery.says("3-1-601老李", "3号楼停水三天了", group=GROUP, id="again", reply_to="water")
    does(watery, "move", water, "again", heat.number)
    assert len(lessons_of(watery)) == 1
    undoes(watery)
    assert lessons_of(watery) == []


def test_nothing_of_a_door_is_kept_of_whoever_took_his_words_back(watery: Town) -> None:
    heat, water = appeals(watery)
    does(watery, "move", water, "he", heat.number)
    recalls(watery, "3-1-501老高", "he")
    with watery.product.database.read() as conn:
        kept = conn.exec_driver_sql("SELECT kept FROM corrections").scalars().all()
    assert "501" not in str(kept)


@pytest.mark.parametrize("press", ["move", "set_aside"])
def test_who_took_his_words_back_is_no_household_when_the_rest_is_undone(watery: Town, press: str) -> None:
    heat, water = appeals(watery)
    does(watery, press, water, "he", heat.number if press == "move" else "")
    recalls(watery, "3-1-501老高", "he")
    undoes(watery)
    with watery.product.database.read() as conn:
        assert "3-1-501老高" not in [one.account for one in supporters.doors_of(conn, water)]
