"""What is said on Telegram, and what of it reaches us."""

from __future__ import annotations

from typing import Any

import pytest

from bot import intake
from handlers import phrases
from storage import inbox, tickets
from storage.inbox import InboxRow
from tests import telegram_town as telegram
from tests.plays_telegram import TelegramPlay
from tests.telegram_fakes import JSON
from tests.wire import Wire

wire, play = telegram.wire, telegram.play

PHOTO = [{"file_id": f"photo-{size}", "file_unique_id": size, "width": 90 * n, "height": 60 * n}
         for n, size in ((1, "s"), (9, "l"), (4, "m"))]  # fmt: skip


def send(play: TelegramPlay, who: str = "李姐", group: bool = True, **content: Any) -> JSON:
    """Somebody sends something; returns the message."""
    message = play.message(who, group, **content)
    answer = play.happens("message", message)
    assert answer is None or answer.status_code == 200
    return message


def only(wire: Wire) -> InboxRow:
    (row,) = wire.accepted()
    return row


def test_with_privacy_mode_off_every_word_of_a_group_is_heard(wire: Wire, play: TelegramPlay) -> None:
    play.says("李姐", "3号楼暖气不热", group=True)
    row = only(wire)
    assert (row.chat, row.sender, row.payload["sender_name"]) == (play.group, play.account("李姐"), "李姐")
    wire.settle()
    assert wire.town.ticket().building == "3"


def test_with_privacy_mode_on_telegram_keeps_the_group_to_itself(wire: Wire, play: TelegramPlay) -> None:
    play.api.me["can_read_all_group_messages"] = False
    play.says("李姐", "3号楼暖气不热", group=True)
    assert wire.accepted() == []
    play.says("李姐", "@minhu_test_bot 3号楼暖气不热", group=True)
    assert only(wire).payload["text"] == "@minhu_test_bot 3号楼暖气不热"


def test_the_bot_s_own_name_before_the_words_is_no_part_of_them(wire: Wire, play: TelegramPlay) -> None:
    mention = [{"type": "mention", "offset": 0, "length": 15}]
    send(play, text="@minhu_test_bot，3号楼暖气不热", entities=mention)
    assert only(wire).payload["text"] == "3号楼暖气不热"


@pytest.mark.parametrize(("group", "order"), [(True, (0, 1, 2)), (True, (2, 0, 1)), (False, (0, 1, 2))])
def test_an_album_is_one_ticket_with_all_its_photos(
    wire: Wire, play: TelegramPlay, group: bool, order: tuple[int, ...]
) -> None:
    parts = [play.message("李姐", group, media_group_id="9", photo=PHOTO) for _ in range(3)]
    parts[0]["caption"] = "锦园小区3号楼暖气不热"
    for number in order:
        play.happens("message", parts[number])
        wire.settle()
    with wire.town.product.database.read() as conn:
        assert len(tickets.messages_of(conn, wire.town.ticket())) == 3
    assert [row.payload["images"] for row in wire.accepted()] == [["photo-l"]] * 3


def test_a_reply_belongs_to_the_ticket_of_what_it_answers(wire: Wire, play: TelegramPlay) -> None:
    first = send(play, text="3号楼暖气不热")
    send(play, "王叔", text="5号楼停水")
    wire.settle()
    send(play, "赵姨", text="家里老人冻感冒了，才16度", reply_to_message=first)
    wire.settle()
    rows = wire.accepted()
    assert rows[2].payload["reply_to"] == rows[0].message_id
    assert stored(wire, rows[2]).ticket_id == stored(wire, rows[0]).ticket_id is not None


def stored(wire: Wire, row: InboxRow) -> InboxRow:
    with wire.town.product.database.read() as conn:
        found = inbox.by_message(conn, row.district, row.channel, row.message_id)
    assert found is not None
    return found


def test_in_a_group_with_topics_the_topic_s_opening_is_not_answered(wire: Wire, play: TelegramPlay) -> None:
    topic = {"name": "报修", "icon_color": 7322096}
    opening = play.message("居委会", True, forum_topic_created=topic)
    send(play, text="3号楼暖气不热", reply_to_message=opening, message_thread_id=5, is_topic_message=True)
    assert only(wire).payload["reply_to"] is None


def test_a_corrected_message_goes_on_about_the_same_thing(wire: Wire, play: TelegramPlay) -> None:
    message = send(play, text="3号楼暖气不热")
    wire.settle()
    edited = message | {"text": "5号楼暖气不热", "edit_date": message["date"] + 5}
    play.happens("edited_message", edited)
    wire.settle()
    first, correction = wire.accepted()
    assert correction.payload["text"] == "更正一下，5号楼暖气不热"
    assert correction.payload["reply_to"] == first.message_id
    assert stored(wire, correction).ticket_id == wire.town.ticket().id


def test_where_somebody_walks_afterwards_is_not_told_again(wire: Wire, play: TelegramPlay) -> None:
    place = {"latitude": 34.21, "longitude": 108.94}
    message = send(play, location=place | {"live_period": 900})
    play.happens("edited_message", message | {"location": {"latitude": 34.3, "longitude": 108.9}})
    assert only(wire).payload["text"] == "位置：34.21,108.94"


def test_a_place_with_a_name_is_told_with_it(wire: Wire, play: TelegramPlay) -> None:
    place = {"latitude": 34.21, "longitude": 108.94}
    send(play, location=place, venue={"location": place, "title": "锦园小区", "address": "北街12号"})
    assert only(wire).payload["text"] == "位置：34.21,108.94 锦园小区 北街12号"


def test_the_code_at_the_door_tells_the_place(wire: Wire, play: TelegramPlay) -> None:
    send(play, group=False, text="/start jy-3_A")
    assert only(wire).payload["scene"] == "jy-3_A"
    assert only(wire).payload["text"] == ""


def test_who_only_presses_start_is_told_how_it_works(wire: Wire, play: TelegramPlay) -> None:
    send(play, group=False, text="/start")
    wire.settle()
    assert len(play.shown(play.account("李姐"))) == 1


def test_spoken_words_are_known_to_be_spoken(wire: Wire, play: TelegramPlay) -> None:
    send(play, group=False, voice={"file_id": "v", "file_unique_id": "v", "duration": 3})
    assert (only(wire).payload["voice"], only(wire).payload["images"]) == (True, [])
    wire.settle()
    assert play.shown(play.account("李姐"))[-1].text == phrases.VOICE


@pytest.mark.parametrize(
    ("content", "images", "text"),
    [
        ({"document": {"file_id": "d", "file_unique_id": "d", "mime_type": "image/png"}}, ["d"], ""),
        ({"document": {"file_id": "d", "file_unique_id": "d", "mime_type": "application/pdf"}}, [], "发来一个文件"),
        (
            {"video": {"file_id": "d", "file_unique_id": "d", "width": 1, "height": 1, "duration": 1}},
            [],
            "发来一段视频",
        ),
        ({"photo": PHOTO, "caption": "漏水"}, ["photo-l"], "漏水"),
    ],
)
def test_what_comes_as_a_file_is_a_picture_or_is_said_to_have_come(
    wire: Wire, play: TelegramPlay, content: JSON, images: list[str], text: str
) -> None:
    send(play, **content)
    assert (only(wire).payload["images"], only(wire).payload["text"]) == (images, text)


BOT = {"from": {"id": 5, "is_bot": True, "first_name": "群管"}}
CHANNEL = {"id": -1009, "type": "channel", "title": "通知"}
UNHEARD: list[tuple[str, JSON]] = [
    ("message", {"text": "3号楼暖气不热"} | BOT),
    ("message", {"text": "3号楼暖气不热", "sender_chat": CHANNEL}),
    ("message", {"new_chat_members": [{"id": 6, "is_bot": False, "first_name": "新邻居"}]}),
    ("message", {"left_chat_member": {"id": 6, "is_bot": False, "first_name": "老邻居"}}),
    ("message", {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                             "is_animated": False, "is_video": False}}),
    ("channel_post", {"text": "3号楼暖气不热", "chat": CHANNEL}),
    ("message", {"text": 5}),
    ("message", {"text": "3号楼暖气不热", "date": 10**18}),
    ("message", {"text": "3号楼暖气不热", "chat": "锦园"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "content"), UNHEARD)
def test_what_no_person_said_or_nobody_understands_is_let_go(
    wire: Wire, play: TelegramPlay, kind: str, content: JSON
) -> None:
    answer = play.happens(kind, play.message("李姐", True) | content)
    assert answer is not None
    assert answer.status_code == 200
    assert wire.accepted() == []
    send(play, text="5号楼停水")
    assert only(wire).payload["text"] == "5号楼停水"


def test_a_group_s_new_number_is_told_to_whoever_runs_the_bot(
    wire: Wire, play: TelegramPlay, caplog: pytest.LogCaptureFixture
) -> None:
    send(play, migrate_to_chat_id=-1009876)
    send(play, migrate_from_chat_id=-55)
    assert caplog.text.count("-1009876") == 1
    assert wire.accepted() == []


def test_a_group_the_bot_was_added_to_tells_its_number(
    wire: Wire, play: TelegramPlay, caplog: pytest.LogCaptureFixture
) -> None:
    change = {"chat": play.api.chats[int(play.group or 0)].as_json(), "from": play.user("李姐"), "date": 1}
    member = {"user": play.api.me, "status": "member"}
    play.happens("my_chat_member", change | {"old_chat_member": member | {"status": "left"}, "new_chat_member": member})
    assert play.group is not None
    assert play.group in caplog.text
    assert wire.accepted() == []


def test_what_cannot_be_stored_now_is_brought_again(
    wire: Wire, play: TelegramPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    storing, statuses = intake.storing, []

    def failing_once(*args: Any) -> Any:
        statuses.append(len(play.api.pending))
        if len(statuses) == 1:
            raise OSError("disk full")
        return storing(*args)

    monkeypatch.setattr(intake, "storing", failing_once)
    play.says("李姐", "3号楼暖气不热", group=True)
    assert "503" in play.api.webhook.error
    assert statuses == [1, 1]
    assert only(wire).payload["text"] == "3号楼暖气不热"
