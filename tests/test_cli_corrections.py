"""`minhu corrections`: what people put right in groups, written down to learn from."""

from __future__ import annotations

import json

from nlu.conversation import corpus as conversations
from storage import corrections, inbox
from storage.corrections import Correction
from storage.inbox import InboxRow
from tests import cli_learning_fakes as district
from tests.cli_fakes import Minhu, one_sentence
from tests.cli_learning_fakes import NOW, rows

corpus, small = district.corpus, district.small


def put_right(minhu: Minhu) -> None:
    """A message in a group that the desk said is nothing."""
    payload = {"text": "李梅家{狗}又叫了，13912345678", "sender_name": "李梅"}
    with rows(minhu) as database, database.begin() as conn:
        inbox.add(conn, InboxRow("yb", 7, "sim", "m7", "g-jy", "李梅", NOW, NOW, payload, "done"))
        weighed = {"options": [[-2, 0.4], [-1, 0.6]], "because": ["told"], "told": -0.4}
        corrections.add(conn, [Correction("yb", 8, 9, 7, NOW, "zx", "dismiss", None, None, weighed)])


def test_nothing_put_right_writes_nothing_but_says_so(small: Minhu) -> None:
    ran = small("corrections", "out")
    assert (ran.code, "0 处更正，0 段对话" in ran.err + ran.out) == (0, True)


def test_the_day_is_a_conversation_that_can_be_learned_from_and_names_nobody(small: Minhu) -> None:
    put_right(small)
    assert small("corrections", "out").code == 0
    (file,) = (small.folder / "out").glob("*.txt")
    (line,) = conversations.read(file).lines
    assert (line.sender, line.belongs, line.neutral) == ("住户1", (), False)
    assert "李梅" not in line.text
    assert "139" not in line.text
    (row,) = (small.folder / "out" / "corrections.jsonl").read_text(encoding="utf-8").splitlines()
    found = json.loads(row)
    assert (found["deed"], found["message"], found["weighed"]["because"]) == ("dismiss", 7, ["told"])


def test_a_file_in_the_way_is_one_sentence(small: Minhu) -> None:
    (small.folder / "out").write_text("", encoding="utf-8")
    one_sentence(small, 2, "不是文件夹", "corrections", "out")
