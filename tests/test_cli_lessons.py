"""`minhu lessons` and the doctor: what people put right is listed, reviewed, and told of."""

from __future__ import annotations

import pytest

from nlu import lessons as lesson_file
from storage import lessons
from storage.lessons import ACCEPTED, STATES
from tests import cli_learning_fakes as district
from tests.cli_fakes import Minhu
from tests.cli_learning_fakes import SAID, propose, rows, states

corpus, small = district.corpus, district.small


# --- lessons ---


def test_lessons_are_listed_and_reviewed_on_the_terminal(small: Minhu) -> None:
    assert small("lessons", "list").lines == ["待审核 0 条，已采纳 0 条，不采纳 0 条，已学会 0 条。"]
    propose(small, SAID)
    listed = small("lessons", "list")
    for words in ("铁蛤蟆又不张嘴了", "闲聊", "环境卫生"):
        assert words in listed.out
    assert "待审核 6 条" in listed.lines[-1]
    assert small("lessons", "accept", "1", "2").lines == ["2 条已采纳。运行 minhu train 来学。"]
    assert small("lessons", "reject", "--all").lines == ["4 条不采纳。"]
    assert "铁蛤蟆又不张嘴了" in small("lessons", "list", "--state", "accepted").out
    with rows(small) as database, database.read() as conn:
        assert {lesson.reviewer for lesson in lessons.listed(conn, "yb", STATES)} == {"zx"}


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["list", "--state", "nix"], 2, "没有状态 nix"),
        (["accept"], 2, "请写样例编号，或用 --all"),
        (["accept", "1", "--all"], 2, "请写样例编号，或用 --all"),
        (["accept", "77"], 1, "没有可以改的样例"),
        (["accept", "1", "--by", "nobody"], 2, "没有编码为 nobody 的人"),
    ],
)
def test_what_cannot_be_reviewed_is_one_sentence(small: Minhu, arguments: list[str], code: int, sentence: str) -> None:
    propose(small, SAID)
    ran = small("lessons", *arguments)
    assert (ran.code, sentence in ran.lines[-1]) == (code, True)
    assert states(small) == {"proposed": 6}


def test_who_reviews_is_named_where_several_could(small: Minhu) -> None:
    propose(small, SAID)
    assert small("lessons", "accept", "1", "--by", "fwz").code == 0
    with rows(small) as database, database.begin() as conn:
        conn.exec_driver_sql("UPDATE duties SET role = 'dispatcher' WHERE role = 'courtyard_chief'")
        lesson = lessons.get(conn, "yb", 1)
    assert lesson is not None
    assert lesson.reviewer == "fwz"
    assert "请用 --by" in small("lessons", "accept", "2").lines[-1]


# --- doctor ---


def test_the_doctor_tells_what_was_learned_and_what_waits(small: Minhu) -> None:
    propose(small, SAID)
    assert "还没有模型卡" in small("doctor").out
    small("train")
    told = small("doctor").out
    assert "0 天前训练，含人工更正 0 句；诉求 F1 " in told
    assert "更正 6 条待审核、0 条等训练" in told


def test_the_doctor_finds_lessons_that_cannot_be_read(small: Minhu) -> None:
    small("train")
    path = small.folder / "own" / "models" / lesson_file.FILE
    path.write_text("nlu: [", encoding="utf-8")
    assert f"{path.relative_to(small.folder)} 读不懂" in small("doctor").out
    propose(small, SAID, state=ACCEPTED)
    assert small("train").code == 0
    assert "读不懂" not in small("doctor").out
