"""Stories of photos on the residents' page: kept with the message, seen at the desk, or turned away in a sentence."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.web import uploads
from tests import resident_fakes as phones
from tests.pictures_fakes import photo
from tests.resident_fakes import KEY, Phone, tickets
from tests.web_fakes import HERE, Browser, ServedTown

served, quick = phones.served, phones.quick


def test_photos_are_kept_with_the_message_and_seen_at_the_desk(served: ServedTown) -> None:
    phone = Phone(served)
    phone.says("锦绣花园3号楼暖气不热", photo(), photo(400, 300))
    assert phone.opens().count('src="/r/photos/') == 2
    desk = Browser(served)
    desk.post("/login", {"key": KEY})
    page = desk.get(f"/desk/tickets/{tickets(served)[0].number}").text
    assert page.count('<img src="/files/') == 2
    assert "拍摄于" in page


def test_a_photo_alone_is_asked_about(quick: ServedTown) -> None:
    phone = Phone(quick)
    phone.says("", photo())
    assert "照片收到了" in phone.opens()


@pytest.mark.parametrize(
    ("photos", "status", "sentence"),
    [
        ([photo()] * 4, 422, "一次最多发3张照片"),
        ([b"MZ" + b"\0" * 100], 422, "不是能保存的类型"),
        ([b"OggS" + b"\0" * 100], 422, "这里只能发照片"),
        ([photo()[:900]], 422, "照片打不开"),
        ([photo() + b"\0" * uploads.MAX_SIZE], 413, "照片太大了"),
    ],
)
def test_a_photo_that_cannot_be_taken_is_one_sentence_and_the_words_stay(
    quick: ServedTown, photos: list[bytes], status: int, sentence: str
) -> None:
    answer = Phone(quick).says("锦绣花园3号楼<暖气>不热", *photos)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "锦绣花园3号楼&lt;暖气&gt;不热</textarea>" in answer.text
    assert quick.accepted == []


def test_a_body_beyond_three_photos_is_turned_away_while_it_comes(quick: ServedTown) -> None:
    answer = Phone(quick).says("看", *[photo() + b"\0" * 7_000_000] * 4)
    assert answer.status_code == 413
    assert "照片太大了" in answer.text
    assert "回到对话" in answer.text
    assert quick.accepted == []


def test_a_body_that_says_nothing_of_its_length_is_counted(quick: ServedTown) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 1_000_000

    headers = {"Origin": HERE, "Content-Type": "multipart/form-data; boundary=b"}
    answer = Browser(quick).request("POST", "/r/say", content=endless(), headers=headers)
    assert answer.status_code in (400, 413)
    assert quick.accepted == []
