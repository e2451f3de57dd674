"""Lessons: nobody is named in them, the latest word counts, and they are reviewed."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from sqlalchemy import Table

from handlers import policy, teaching
from handlers.org import Org
from storage import doubts, inbox, lessons
from storage import tables as t
from storage.database import Database
from storage.doubts import Doubt
from storage.lessons import ACCEPTED, LEARNED, PROPOSED, REJECTED, Lesson
from tests.fakes import MONDAY, Town, tree
from tests.learning_fakes import at_desk, broken, lessons_of
from tests.storage_fakes import DISTRICT, at_once, message


def corrected(town: Town, said: str, words: str = "elevator", who: str = "李姐", **more: str) -> Lesson:
    """The lesson of a message that the desk corrected."""
    town.says(who, said, **more)
    at_desk(town, "recategorise", words, ticket=town.tickets()[-1].number)
    return lessons_of(town)[0]


def test_a_correction_becomes_a_proposal(any_town: Town) -> None:
    lesson = corrected(any_town, "3号楼暖气不热")
    assert (lesson.text, lesson.understood, lesson.meant) == ("3号楼暖气不热", "heating", "elevator")
    assert (lesson.source, lesson.author, lesson.state, lesson.reviewer) == ("recategorised", "zx", PROPOSED, None)
    assert (lesson.kind, lesson.urgency) == (None, None), "nobody changed them"


def test_what_a_person_changed_besides_is_kept(town: Town) -> None:
    assert corrected(town, "3号楼暖气不热", "elevator urgent").urgency == "urgent"
    assert corrected(town, "2号楼停水了", "report", who="王姨").kind == "report"


def test_what_was_no_appeal_is_talk(town: Town) -> None:
    town.says("李姐", "暖气片二十块谁要")
    at_desk(town, "no_appeal", ticket=town.ticket().number)
    (lesson,) = lessons_of(town)
    assert (lesson.understood, lesson.meant, lesson.source) == ("heating", "chatter", "no_appeal")


def test_the_latest_word_about_a_message_counts(town: Town) -> None:
    corrected(town, "3号楼暖气不热", "elevator")
    at_desk(town, "recategorise", "water", ticket=town.ticket().number)
    (lesson,) = lessons_of(town)
    assert (lesson.understood, lesson.meant) == ("heating", "water")


def test_who_takes_a_correction_back_teaches_nothing(town: Town) -> None:
    corrected(town, "3号楼暖气不热", "elevator urgent")
    at_desk(town, "recategorise", "heating normal", ticket=town.ticket().number)
    assert lessons_of(town) == []


def test_a_new_word_wants_a_new_review(town: Town) -> None:
    lesson = corrected(town, "3号楼暖气不热")
    with town.product.database.begin() as conn:
        assert lessons.review(conn, DISTRICT, [lesson.inbox_id], ACCEPTED, "zx", MONDAY) == 1
    at_desk(town, "recategorise", "water", ticket=town.ticket().number)
    (again,) = lessons_of(town)
    assert (again.state, again.reviewer, again.reviewed_at) == (PROPOSED, None, None)


def test_a_message_with_two_troubles_teaches_neither(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热，还停水了")
    assert len(town.tickets()) == 2
    at_desk(town, "recategorise", "elevator", ticket=town.tickets()[0].number)
    assert lessons_of(town) == []


def test_a_transfer_is_no_lesson(town: Town) -> None:
    town.says("李姐", "3号楼暖气不热")
    town.presses("yuan", "transfer", "王建国 是他的片区")
    assert lessons_of(town) == []


NAMED = [
    ("锦园小区暖气不热，我家502", ("锦园", "502")),
    ("我住锦园3号楼2单元1501，暖气不热", ("锦园", "1501")),
    ("暖气不热，王建国来看过", ("王建国", "建国")),
    ("建国说暖气不热不归他管", ("建国",)),
    ("李院长说暖气下周才热", ("李院",)),
    ("老郭让等暖气，电话13912345678", ("老郭", "13912345678")),
    ("东社区的暖气不归物管", ("东社区",)),
    ("暖气不热，我是李姐，微信lijie_2020", ("李姐", "lijie_2020")),
    ("李梅家暖气不热", ("李梅",)),
]


@pytest.mark.parametrize(("said", "names"), NAMED, ids=[said for said, _ in NAMED])
def test_nobody_is_named_in_a_lesson(town: Town, said: str, names: tuple[str, ...]) -> None:
    text = corrected(town, said, sender_name="李梅").text
    assert [name for name in names if name in text] == []
    assert "暖气" in text


def test_words_of_everyday_stay() -> None:
    said = "老小区的暖气片一直不热，北边社区都热了，小王子都穿棉袄"
    assert teaching.without_names(Org(tree()), policy.load("default"), said) == said.replace("小王", "（姓名已隐去）")


def test_a_message_without_words_of_its_own_teaches_nothing(town: Town) -> None:
    town.says("李姐", "13912345678 暖气")
    at_desk(town, "recategorise", "elevator", ticket=town.ticket().number)
    assert len(lessons_of(town)) == 1
    with town.product.work("in:test") as work:
        (row,) = inbox.get_many(work.conn, DISTRICT, [lessons_of(town)[0].inbox_id])
        lessons.forget(work.conn, DISTRICT, row.id)
        bare = replace(row, payload={"text": "13912345678 王建国 热"})
        teaching.keep(work, bare, "heating", teaching.Word("recategorised", "zx", "elevator"))
    assert lessons_of(town) == []


# --- the rows, on both databases ---


@pytest.mark.parametrize(("row_type", "table"), [(Lesson, t.lessons), (Doubt, t.doubts)])
def test_a_row_has_the_columns_of_its_table(row_type: type[Lesson | Doubt], table: Table) -> None:
    assert [field.name for field in fields(row_type)] == [column.name for column in table.c]


def test_of_several_who_decide_about_a_message_one_does(database: Database) -> None:
    with database.begin() as conn:
        inbox.add(conn, message(1))
        doubts.add(conn, Doubt(DISTRICT, 1, "chatter", "water", "request", "normal", 0.4, MONDAY))

    def decide(_number: int) -> bool:
        with database.begin() as conn:
            return doubts.take(conn, DISTRICT, 1) is not None

    assert sorted(at_once(4, decide)) == [False, False, False, True]


def row(number: int, **more: object) -> Lesson:
    """A proposal."""
    lesson = Lesson(DISTRICT, number, "铁蛤蟆坏了", "chatter", "sanitation", None, None, "registered", "zx", MONDAY)
    return replace(lesson, **more)  # type: ignore[arg-type]


def put(database: Database, *rows: Lesson) -> None:
    """Store them with their messages."""
    with database.begin() as conn:
        for one in rows:
            inbox.add(conn, message(one.inbox_id))
            lessons.put(conn, one)


def states(database: Database) -> dict[int, str]:
    """Each lesson's state."""
    with database.read() as conn:
        return {one.inbox_id: one.state for one in lessons.listed(conn, DISTRICT, lessons.STATES)}


def test_lessons_come_newest_first_and_page_by_page(database: Database) -> None:
    put(database, *(row(number) for number in range(1, 6)))
    with database.read() as conn:
        first = lessons.listed(conn, DISTRICT, [PROPOSED], 2)
        then = lessons.listed(conn, DISTRICT, [PROPOSED], 2, first[-1].inbox_id)
        assert [one.inbox_id for one in [*first, *then]] == [5, 4, 3, 2]
        assert first[0] == row(5)
        assert lessons.listed(conn, "elsewhere", [PROPOSED]) == []
        assert lessons.count_by_state(conn, DISTRICT) == {PROPOSED: 5}


def test_a_review_says_who_and_when(database: Database) -> None:
    put(database, row(1), row(2), row(3))
    with database.begin() as conn:
        assert lessons.review(conn, DISTRICT, [1, 2], ACCEPTED, "zx", MONDAY) == 2
        assert lessons.review(conn, DISTRICT, [2, 9], REJECTED, "jd", MONDAY) == 1
        assert lessons.review(conn, DISTRICT, [2], REJECTED, "zx", MONDAY) == 0, "it is already"
        found = lessons.get(conn, DISTRICT, 2)
    assert states(database) == {1: ACCEPTED, 2: REJECTED, 3: PROPOSED}
    assert found is not None
    assert (found.reviewer, found.reviewed_at) == ("jd", MONDAY)


def test_only_what_was_taught_is_learned(database: Database) -> None:
    put(database, *(row(number, state=ACCEPTED, reviewer="zx", reviewed_at=MONDAY) for number in range(1, 5)))
    with database.begin() as conn:
        taught = lessons.listed(conn, DISTRICT, [ACCEPTED])
        lessons.reword(conn, DISTRICT, 2, "坏了", "sanitation")
        lessons.review(conn, DISTRICT, [3], REJECTED, "zx", MONDAY)
        lessons.put(conn, row(4, meant="water"))
        lessons.learned(conn, taught)
        assert lessons.review(conn, DISTRICT, [1], ACCEPTED, "jd", MONDAY) == 0, "learned is more than accepted"
    assert states(database) == {1: LEARNED, 2: PROPOSED, 3: REJECTED, 4: PROPOSED}


def test_words_that_stay_as_they_are_need_no_new_review(database: Database) -> None:
    put(database, row(1, state=LEARNED, reviewer="zx", reviewed_at=MONDAY))
    with database.begin() as conn:
        lessons.reword(conn, DISTRICT, 1, "铁蛤蟆坏了", "sanitation")
    assert states(database) == {1: LEARNED}
    with database.begin() as conn:
        lessons.reword(conn, DISTRICT, 1, "铁蛤蟆坏了", "property")
    assert states(database) == {1: PROPOSED}


def test_the_check_finds_lessons_nobody_reviewed_or_said(town: Town) -> None:
    corrected(town, "3号楼暖气不热")
    assert broken(town) == []
    with town.product.database.begin() as conn:
        conn.exec_driver_sql("UPDATE lessons SET state = 'accepted'")
        conn.exec_driver_sql("INSERT INTO doubts VALUES ('yb', 7, 'chatter', 'water', 'request', 'normal', 0.4, 'x')")
    assert [sentence.partition("，")[0] for sentence in broken(town)] == [
        f"学习样例 {lessons_of(town)[0].inbox_id}标为“accepted”",
        "待看的消息 7在收到的消息里找不到。",
    ]
