"""The conversations listening is learned from, and their form."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.conversation import corpus
from nlu.taxonomy import CATEGORIES

SOME = """# 望湖里 | winter | 2026-01-10
= a | heating | normal
= b | parking,property | normal,urgent
07:31 甜甜妈：早
07:31 3-1-501老高：楼上楼下都不热 {a!}
07:41 李姐 ^1：[语音]我家也是 {a+}
07:43 物业小田：收到 {~a}
## 2026-01-11
06:00 老孙：[图] {a,b}
"""


def written(folder: Path, text: str) -> Path:
    """A conversation in a file."""
    path = folder / "one.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_conversation_is_read_with_its_labels(tmp_path: Path) -> None:
    found = corpus.read(written(tmp_path, SOME))
    assert found.troubles["b"].categories == ("parking", "property")
    early, told, joined, office, photo = found.lines
    assert (early.belongs, told.alone, told.at > early.at) == ((), True, True), "one minute, one after the other"
    assert (joined.quotes, joined.voice, joined.joins, joined.text) == (1, True, ("a",), "我家也是")
    assert (office.neutral, office.near, office.belongs) == (True, "a", ())
    assert (photo.picture, photo.text, photo.belongs) == (True, "", ("a", "b"))
    assert (photo.at - early.at).days == 0
    assert photo.at.day == 11


def test_a_clock_that_goes_back_tells_of_the_next_day(tmp_path: Path) -> None:
    night = "23:50 老孙：睡不着\n00:40 李姐：我也是\n00:38 老孙：数羊吧\n07:10 甜甜妈：早\n06:50 老高：早\n"
    said = [line.at for line in corpus.read(written(tmp_path, f"# 望湖里 | winter | 2026-01-10\n{night}")).lines]
    assert [(at.day, at.hour) for at in said] == [(10, 23), (11, 0), (11, 0), (11, 7), (12, 6)]
    assert said == sorted(said), "a minute or two back is a slip of the pen"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("07:50 老孙：停车 {c}", "no trouble is called 'c' here"),
        ("= c | warmth | normal", "unknown label 'warmth'"),
        ("= c | heating", "a trouble is written"),
        ("老孙说停车", "a message is written"),
    ],
)
def test_what_is_out_of_form_is_named_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as raised:
        corpus.read(written(tmp_path, f"{SOME}{line}\n"))
    assert "one.txt:10" in str(raised.value)


def test_every_conversation_of_the_package_can_be_read() -> None:
    found = corpus.conversations()
    taught = {category for one in found for trouble in one.troubles.values() for category in trouble.categories}
    assert taught == set(CATEGORIES), "every category is a trouble somewhere"
    assert any(not one.troubles for one in found), "a lively group without any trouble teaches most"
    for one in found:
        told = {key for line in one.lines for key in line.belongs}
        assert told == set(one.troubles), one.path.name
