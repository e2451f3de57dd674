"""Recorded events as they come in: letters, duplicates, several files, odd characters, and the way they are played."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.events import decode
from bot.replay.events import EventError, read
from tests.cli_fakes import ORG, Minhu, Ran

AT = "2026-11-16T09:00:00+08:00"


def event(at: str = AT, sender: str = "李姐", **more: Any) -> str:
    line = json.dumps({"at": at, "sender": sender} | more, ensure_ascii=False)
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def play(minhu: Minhu, *lines: str, until: str = "2026-11-16T12:00:00+08:00") -> Ran:
    return minhu("replay", minhu.write("events.jsonl", lines), "--org", ORG, "--out", "out", "--until", until)


def left(minhu: Minhu, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (minhu.folder / "out" / f"{name}.jsonl").read_text("utf-8").splitlines()]


def test_files_are_played_together_in_the_order_of_time(minhu: Minhu) -> None:
    (minhu.folder / "b").mkdir()
    first = minhu.write("day.jsonl", [event("2026-11-16T09:02:00+08:00", text="三"), event(text="一")])
    second = minhu.write("b/day.jsonl", [event("2026-11-16T01:01:00Z", text="二")])
    events = read([first, second])
    assert [each.message.text for each in events] == ["一", "二", "三"]
    assert [each.where for each in events] == ["day.jsonl:2", "day.jsonl:1", "day.jsonl:1"]
    assert len({each.message.id for each in events}) == 3


def test_a_letter_is_a_private_message_of_its_title_and_body(minhu: Minhu) -> None:
    letter = {"at": AT, "user": "u-17", "title": "反映供暖问题", "body": "锦园小区3号楼2单元暖气一直不热"}
    assert play(minhu, json.dumps(letter, ensure_ascii=False)).code == 0
    (ticket,) = left(minhu, "tickets")
    assert (ticket["category"], ticket["reporter"], ticket["estate"]) == ("heating", "u-17", "jy")


def test_a_moment_without_an_offset_is_the_districts(minhu: Minhu) -> None:
    assert play(minhu, event("2026-11-16T09:00:00", text="锦园小区3号楼暖气不热")).code == 0
    assert left(minhu, "tickets")[0]["opened_at"] == AT


def test_an_event_that_cannot_be_accepted_is_told_and_the_run_goes_on(minhu: Minhu) -> None:
    ran = play(minhu, event(sender="名" * 300, text="你好"), event(text="锦园小区3号楼暖气不热"))
    assert ran.code == 0
    assert ran.lines[0].startswith("events.jsonl:1: ")
    assert "不能用的 1" in ran.lines[-1]
    assert len(left(minhu, "tickets")) == 1


def test_nothing_to_play_leaves_empty_files(minhu: Minhu) -> None:
    assert play(minhu, "", "").code == 0
    assert left(minhu, "tickets") == left(minhu, "deliveries") == []


def test_strange_characters_and_ten_megabytes_do_no_harm(minhu: Minhu) -> None:
    ran = play(
        minhu,
        event(text="锦园小区3号楼\u2028暖气\u202e不热\x00\x1b[2J", sender_name="\ud800", images=["\ud800\x00.jpg"]),
        event(at="2026-11-16T09:30:00+08:00", sender="老张", id="\ud800长", text="锦园小区1号楼停水" * 400_000),
    )
    assert ran.code == 0
    assert len(left(minhu, "tickets")) == 2
    raw = (minhu.folder / "out" / "deliveries.jsonl").read_bytes()
    assert b"\x1b" not in raw
    assert b"\\ud800" not in raw


def test_people_without_an_account_are_reached_under_their_codes(minhu: Minhu) -> None:
    play(minhu, event(text="锦园小区3号楼暖气不热"), until="2026-11-17T09:00:00+08:00")
    assert {"sqz", "jd"} & {delivery["to"] for delivery in left(minhu, "deliveries")}


def test_a_person_is_known_by_code_and_by_account(minhu: Minhu) -> None:
    # zx has the account desk-1: whichever of the two a recording names, it is the same person.
    for sender in ("zx", "desk-1"):
        play(minhu, event(sender=sender, text="待办"))
        (answer,) = left(minhu, "deliveries")
        assert (answer["to"], answer["ok"]) == ("zx", True)


def test_buttons_that_come_later_are_answered_and_marked(minhu: Minhu) -> None:
    assert play(minhu, event(sender="yuan", press="whistle"), event(sender="yuan", press="")).code == 0
    first = left(minhu, "deliveries")[0]
    assert (first["ok"], first["to"]) == (False, "yuan")


def test_an_earlier_result_does_not_stay_beside_a_failed_replay(minhu: Minhu) -> None:
    assert play(minhu, event(text="锦园小区3号楼暖气不热")).code == 0

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    minhu.monkeypatch.setattr("bot.replay.output.write", broken)
    assert play(minhu, event(text="锦园小区3号楼暖气不热")).code == 1
    assert left(minhu, "tickets") == []


@pytest.mark.parametrize("value", [True, 1.5, {}, ["x"]])
def test_fields_of_the_wrong_kind_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="text 应是文字"):
        decode({"at": AT, "sender": "李姐", "text": value}, "x:1", "sim")


def test_a_folder_and_a_foreign_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EventError, match="文件读不了"):
        read([tmp_path])
    path = tmp_path / "gbk.jsonl"
    path.write_bytes(event(text="暖气").encode("gbk"))
    with pytest.raises(EventError, match=r"gbk\.jsonl:1: 这一行不是 UTF-8 编码"):
        read([path])


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + f"{event(text='一')}\r\n\r\n{event(text='二')}\r\n".encode())
    assert [each.message.text for each in read([path])] == ["一", "二"]


def test_an_event_may_come_by_a_scanned_code_or_by_telephone(minhu: Minhu) -> None:
    scanned = event(text="暖气不热", scene="jy/3")
    called = event("2026-11-16T09:01:00+08:00", "02988001234", text="锦园小区5号楼停水了", channel="hotline")
    assert play(minhu, scanned, called).code == 0
    places = [(ticket["estate"], ticket["building"]) for ticket in left(minhu, "tickets")]
    assert places == [("jy", "3"), ("jy", "5")]
    assert [order["source"] for order in left(minhu, "orders")] == ["scan", "hotline"]


def test_events_of_any_other_channel_are_played_as_in_the_simulator(minhu: Minhu) -> None:
    assert play(minhu, event(text="锦园小区3号楼暖气不热", channel="wecom")).code == 0
    assert {sent["channel"] for sent in left(minhu, "deliveries")} == {"sim"}
