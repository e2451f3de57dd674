"""The same talk in every form: read the same, and heard as if it were living."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import chatimport
from handlers.importing.overhearing import Heard, Overheard, overhear
from handlers.importing.record import Source
from nlu.chatrecords.reading import read
from nlu.chatrecords.record import Record
from nlu.conversation.listening import Certainty
from nlu.conversation.offices import is_office
from nlu.understanding import Engine, Understanding
from storage import imports, supporters
from tests.fakes import Town
from tests.incident_fakes import sound
from tests.record_forms import FORMS
from tests.test_import_chat import confirmed

FOLDER = Path(__file__).parents[1] / "bench" / "group"
# Development transcripts only: the others measure, and are read by nobody.
TALKS = sorted(path for path in FOLDER.glob("[01][0-9]-*.jsonl") if int(path.name[:2]) <= 12)
WITH_SECONDS = ("导出表格", "QQ", "Telegram")


def rows(path: Path) -> list[dict[str, Any]]:
    """A transcript without what no record keeps: a sticker has no words."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines if line.strip()]
    return [row for row in found if row.get("text") != "[动画表情]"]


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_every_form_is_read_the_same(path: Path) -> None:
    talk = rows(path)
    for name, (write, day) in FORMS.items():
        record = read(write(talk), day(talk))
        assert not record.problem, name
        assert not record.amiss, name
        assert [line.sender for line in record.lines] == [row["sender"] for row in talk], name
        texts = ["\n".join(map(str.rstrip, (row.get("text") or "").strip().split("\n"))) for row in talk]
        read_texts = ["\n".join(map(str.rstrip, line.text.split("\n"))) for line in record.lines]
        assert read_texts == texts, name
        assert [line.picture for line in record.lines] == [bool(row.get("images")) for row in talk], name
        ids = [row["id"] for row in talk]
        answers = [ids.index(row["reply_to"]) if row.get("reply_to") in ids else None for row in talk]
        assert list(record.answers) == answers, name


class Ears:
    """Listens to records; what was understood of a text is kept."""

    def __init__(self, mind: Engine) -> None:
        self._mind = mind
        self._said: dict[str, Understanding] = {}

    def hear(self, record: Record) -> Overheard:
        """What is made of a record."""
        fresh = sorted({line.text for line in record.lines} - self._said.keys() - {""})
        self._said |= dict(zip(fresh, self._mind.listen_many(fresh), strict=True))
        said = [self._said.get(line.text) for line in record.lines]
        offices = [is_office(line.sender) for line in record.lines]
        return overhear(Heard(record.lines, record.answers, said, offices), Certainty(), 0.3)


def threads(made: Overheard) -> list[tuple[str, str, list[int]]]:
    """What was heard, by place in the record."""
    return [
        (one.issue.category, one.issue.urgency.value, sorted(message.place for message in one.messages))
        for one in made.troubles
    ]


@pytest.mark.parametrize("number", [2, 5])
def test_a_record_with_seconds_is_heard_as_the_living_group(mind: Engine, number: int) -> None:
    talk, ears = rows(TALKS[number]), Ears(mind)
    living = threads(ears.hear(read("\n".join(json.dumps(row, ensure_ascii=False) for row in talk))))
    assert living
    for name in WITH_SECONDS:
        write, day = FORMS[name]
        assert threads(ears.hear(read(write(talk), day(talk)))) == living, name


SAID = """甜甜妈 2026/11/16 8:02
3号楼暖气一点都不热，家里才15度
老高 2026/11/16 8:03
拼车去高铁站的还差一个
3-1-501王姨 2026/11/16 8:03
我家也不热
5栋小李 2026/11/16 8:20
地下车库入口那盏灯坏了，晚上黑得看不见路，物业能不能修一下
老高 2026/11/16 8:40
「甜甜妈：3号楼暖气一点都不热，家里才15度」
- - - - - - - - - - - - - - -
我们家一样，冰凉
"""


@pytest.fixture
def hearing(any_town: Town, mind: Engine) -> Town:
    """A town that listens with a sense of meaning."""
    any_town.product.engine = mind
    return any_town


def test_neighbours_of_a_record_are_households_of_its_ticket(hearing: Town) -> None:
    number = chatimport.take(hearing.product, read(SAID), Source("粘贴", "jy"), "zx")
    with hearing.product.database.read() as conn:
        row = imports.get(conn, hearing.product.district, number)
    assert row is not None
    assert row.data["listened"]
    heating = next(one for one in row.data["proposals"] if one["category"] == "heating")
    assert [one["who"] for one in heating["households"]] == ["甜甜妈", "3-1-501王姨", "老高"]
    assert [message["part"] for message in heating["messages"]] == ["opening", "me_too", "me_too"]
    assert all(message["why"] for message in heating["messages"])
    confirmed(hearing, number)
    ticket = next(one for one in hearing.tickets() if one.category == "heating")
    assert ticket.building == "3"
    with hearing.product.database.read() as conn:
        joined = supporters.doors_of(conn, ticket)
    sound(hearing)
    assert [(one.account, one.building, one.room) for one in joined] == [
        ("3-1-501王姨@jy", "3", "501"),
        ("老高@jy", None, None),
    ]
    assert hearing.received("g-jy") == []


def test_no_umbrella_rises_from_what_was_said_days_ago(hearing: Town) -> None:
    hearing.later(days=3)
    number = chatimport.take(hearing.product, read(SAID), Source("粘贴", "jy"), "zx")
    confirmed(hearing, number)
    hearing.later(minutes=5)
    assert {ticket.form for ticket in hearing.tickets()} == {"appeal"}
    assert hearing.clock.now() - hearing.tickets()[0].opened_at < timedelta(minutes=10)
