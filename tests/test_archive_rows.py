"""Rows of the archive, kind by kind, as the platform documents them."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.wecom_archive.decode import Consent, Other, Revoked, Said, decode
from tests.archive_fakes import GROUP, LI, body

AT = datetime(2026, 11, 16, 8, 30, 0, 123000, tzinfo=UTC)
MIXED = {
    "item": [
        {"type": "text", "content": '{"content":"3号楼漏水[微笑]\\n"}'},
        {"type": "image", "content": '{"md5sum":"368b","filesize":13177,"sdkfileid":"f1"}'},
        {"type": "text", "content": "没有包成 JSON 的"},
        {"type": "image", "content": {"sdkfileid": "f2"}},
        {"type": "emotion", "content": "{}"},
        {"type": "image", "content": "{"},
        "不是对象",
    ]
}


def said(kind: str, part: dict[str, Any]) -> tuple[str, tuple[str, ...], bool]:
    found = decode(body("m1", LI, kind, part, AT))
    assert isinstance(found, Said)
    return found.message.text, found.message.images, found.message.voice


def test_who_said_it_where_and_when() -> None:
    found = decode(body("m1_external", LI, "text", {"content": "暖气不热"}, AT))
    assert isinstance(found, Said)
    message = found.message
    assert (message.id, message.sender, message.chat, message.at, message.text) == (
        "m1_external", LI, GROUP, AT, "暖气不热",
    )  # fmt: skip
    assert (found.external, found.robot) == (True, False)


@pytest.mark.parametrize(
    ("kind", "part", "expected"),
    [
        ("text", {"content": "早"}, ("早", (), False)),
        ("image", {"sdkfileid": "f", "md5sum": "", "filesize": 1}, ("", ("f",), False)),
        ("image", {}, ("［图片］", (), False)),
        ("voice", {"sdkfileid": "f", "play_length": 5}, ("", ("f",), True)),
        ("voice", {}, ("", (), True)),
        ("location", {"title": "锦园小区", "address": "东路1号", "zoom": 15}, ("位置：锦园小区 东路1号", (), False)),
        ("location", {"longitude": 116.5, "latitude": 39.9}, ("位置：39.9,116.5", (), False)),
        ("mixed", MIXED, ("3号楼漏水[微笑]\n没有包成 JSON 的\n［图片］", ("f1", "f2"), False)),
        ("mixed", {}, ("", (), False)),
    ],
)
def test_what_is_said(kind: str, part: dict[str, Any], expected: tuple[str, tuple[str, ...], bool]) -> None:
    assert said(kind, part) == expected


def test_consent_and_what_is_taken_back() -> None:
    agreed = decode(body("m1", LI, "agree", {"userid": LI, "agree_time": 1603875944122}, AT))
    assert agreed == Consent(GROUP, LI, True, datetime(2020, 10, 28, 9, 5, 44, 122000, tzinfo=UTC))
    no_more = decode(body("m2", LI, "disagree", {}, AT, ""))
    assert no_more == Consent("", LI, False, AT)
    assert decode(body("m3", LI, "revoke", {"pre_msgid": "m1"}, AT)) == Revoked("m1")


def test_other_rows_are_told_by_their_kind() -> None:
    assert decode({"msgid": "s", "action": "switch", "user": "x", "time": 1}) == Other("switch")
    assert decode(body("m1", LI, "meeting_voice_call", {}, AT)) == Other("meeting_voice_call")
    assert decode(body("m1", LI, "text", {"content": "早"}, AT, "")) == Other("private")


@pytest.mark.parametrize("missing", ["msgid", "from", "msgtype", "msgtime"])
def test_what_is_missing_is_named_without_what_was_said(missing: str) -> None:
    row = body("m1", LI, "text", {"content": "暖气不热"}, AT)
    del row[missing]
    with pytest.raises(ValueError, match=missing) as raised:
        decode(row)
    assert "暖气" not in str(raised.value)


@pytest.mark.parametrize("time", [0, -1, True, 10**20, "soon", None, 1.5])
def test_a_time_that_is_none_is_refused(time: Any) -> None:
    with pytest.raises(ValueError, match="msgtime"):
        decode(body("m1", LI, "text", {}, AT) | {"msgtime": time})


def test_a_time_written_as_text_is_read() -> None:
    found = decode(body("m1", LI, "text", {"content": "早"}, AT) | {"msgtime": "1691386666454"})
    assert isinstance(found, Said)
    assert found.message.at.year == 2023


def test_whatever_a_row_holds_it_is_understood_or_refused() -> None:
    chance = random.Random(11)
    rows = [json.dumps(body("m1", LI, kind, MIXED, AT)) for kind in ("text", "mixed", "location", "agree", "revoke")]
    values = ("null", "[]", '"x"', "1e99", "{}", "true", '"\\ud800"')
    for _ in range(2000):
        words = chance.choice(rows).split(": ")
        words[chance.randrange(1, len(words))] = f"{chance.choice(values)}, " + '"x"'
        try:
            row = json.loads(": ".join(words))
        except ValueError:
            continue
        try:
            decode(row)
        except ValueError as error:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in str(error))  # noqa: PT017
