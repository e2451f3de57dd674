"""What a picture looks like: the same photo sent again is known, another of the same place is not."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot import pictures
from storage import files, likeness
from storage.database import Database
from storage.files import FileRow
from storage.likeness import FARTHEST, Likeness
from tests.fakes import MONDAY
from tests.photo_fakes import WAYS, again, jpeg, scene, sent_again

SCENES = 40


def seen(content: bytes) -> Likeness:
    """What a kept photo looks like."""
    looked = pictures.look(content)
    assert looked.likeness is not None
    return Likeness(looked.likeness, looked.likeness_inside)


@pytest.mark.parametrize("how", WAYS)
def test_the_same_photo_is_known_however_it_was_sent(how: str) -> None:
    near = [
        likeness.nearest(seen(jpeg(sent_again(scene(seed), how), 60)), seen(jpeg(scene(seed))))
        for seed in range(SCENES)
    ]
    assert sum(distance <= FARTHEST for distance in near) / SCENES >= 0.95


def test_other_photos_are_others_even_of_the_same_place() -> None:
    looks = [seen(jpeg(scene(seed))) for seed in range(SCENES)]
    pairs = [(one, other) for place, one in enumerate(looks) for other in looks[:place]]
    assert min(likeness.nearest(one, other) for one, other in pairs) > FARTHEST
    later = [seen(jpeg(again(seed, 1))) for seed in range(SCENES)]
    assert min(likeness.nearest(one, other) for one, other in zip(looks, later, strict=True)) > FARTHEST


def test_a_picture_that_shows_nothing_looks_like_none() -> None:
    for shade in ("black", "white", "gray"):
        body = BytesIO()
        Image.new("RGB", (400, 300), shade).save(body, "PNG")
        assert pictures.look(body.getvalue()).likeness is None


@pytest.mark.parametrize("bits", [0, 1, -1, 2**63 - 1, -(2**63), 0x0F0F_1234_5678_9ABC])
def test_everything_within_seven_bits_is_found_by_the_index(database: Database, bits: int) -> None:
    rows = [_row(number, _flipped(bits, number)) for number in range(FARTHEST + 3)]
    with database.begin() as conn:
        files.add(conn, rows)
        conn.exec_driver_sql(_TICKET)
        for row in rows:
            conn.exec_driver_sql(_MESSAGE.format(row.id, row.inbox_id))
        found = likeness.alike(conn, "yb", Likeness(bits, None), FARTHEST)
        assert [(one.file_id, one.distance) for one in found] == [(n, n) for n in range(FARTHEST + 1)]
        files.remove(conn, "yb", [0, 1, 2])
        assert [one.file_id for one in likeness.alike(conn, "yb", Likeness(bits, None), FARTHEST)] == [3, 4, 5, 6, 7]
        assert likeness.alike(conn, "another", Likeness(bits, None), FARTHEST) == []


_TICKET = (
    "INSERT INTO tickets (district, id, number, category, kind, urgency, track, status, level, unit, channel, reporter,"
    " summary, opened_at, last_message_at, reopened, returned, extended, event_seq, event_hash) VALUES ('yb', 1, '1',"
    " 'heating', 'complaint', 'normal', 'x', 'open', 0, 'jy', 'sim', 'a', 's', '2026-11-16 01:00:00',"
    " '2026-11-16 01:00:00', 0, 0, 0, 0, '')"
)
_MESSAGE = (
    "INSERT INTO ticket_messages (district, ticket_id, inbox_id, message_id, sender, part, at) VALUES"
    " ('yb', 1, {1}, 'm{0}', 'a', 'photo', '2026-11-16 01:00:00')"
)


def _flipped(bits: int, count: int) -> int:
    """So many bits other, spread over the quarters as evenly as they go."""
    flipped = bits & (1 << 64) - 1
    for number in range(count):
        flipped ^= 1 << number % 4 * 16 + number // 4 * 5
    return int.from_bytes(flipped.to_bytes(8, "big"), "big", signed=True)


def _row(number: int, bits: int) -> FileRow:
    at = MONDAY + timedelta(minutes=number)
    return FileRow(
        "yb", number, 100 + number, "sim", f"p{number}", at, at, "kept", 1, "0" * 64, "image/jpeg", 9, None, None, bits
    )
