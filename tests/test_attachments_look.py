"""What is kept of a file: what it is, not what it is called; a picture without anything but what is seen."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image

from bot import pictures
from bot.pictures import BadFileError, look
from storage.types import CHINA
from tests.pictures_fakes import photo, size_of


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is so large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_of_any_kind_is_kept_as_a_plain_jpeg(kind: str) -> None:
    found = look(photo(kind=kind))
    assert found.type == "image/jpeg"
    with Image.open(BytesIO(found.content)) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (800, 600), "RGB")
        assert dict(image.getexif()) == {}
        red = image.getpixel((10, 10))
        assert isinstance(red, tuple)
        assert red[0] > 200 > 60 > red[2]
    assert b"SecretPhone" not in found.content


def test_the_cameras_time_is_kept_and_nothing_else_it_says() -> None:
    assert look(photo()).taken_at == datetime(2026, 11, 15, 18, 30, 5, tzinfo=CHINA)
    assert look(photo(kind="GIF")).taken_at is None


@pytest.mark.parametrize("nonsense", ["0000:00:00 00:00:00", "yesterday", "", "2026:13:40 99:00:00"])
def test_a_time_that_is_none_spoils_nothing(nonsense: str) -> None:
    image = Image.new("RGB", (20, 20))
    exif = image.getexif()
    exif.get_ifd(0x8769)[0x9003] = nonsense
    body = BytesIO()
    image.save(body, "JPEG", exif=exif)
    assert look(body.getvalue()).taken_at is None


def test_a_photo_taken_lying_stands_upright_whatever_reads_it() -> None:
    found = look(photo(turned=True))
    assert size_of(found.content) == (600, 800)
    with Image.open(BytesIO(found.content)) as image:
        top, bottom = image.getpixel((300, 50)), image.getpixel((300, 750))
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert top[0] > 200
        assert bottom[2] > 200


def test_what_is_transparent_is_white() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    body = BytesIO()
    image.save(body, "PNG")
    with Image.open(BytesIO(look(body.getvalue()).content)) as seen:
        assert seen.getpixel((5, 5)) == (255, 255, 255)


def test_a_small_picture_is_small() -> None:
    noise = Image.effect_noise((1200, 900), 120).convert("RGB")
    body = BytesIO()
    noise.save(body, "JPEG", quality=95)
    small = look(body.getvalue()).small
    assert small is not None
    assert size_of(small) == (320, 240)
    assert len(small) <= pictures.SMALL_SIZE


def test_a_very_large_photo_is_kept_smaller() -> None:
    assert max(size_of(look(photo(8160, 6144)).content)) <= pictures.LONGEST_SIDE


@pytest.mark.parametrize("side", [8_000, 20_000, 60_000, 2_000_000_000])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(side: int) -> None:
    with pytest.raises(BadFileError):
        look(bomb(side, side))


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"#!AMR\n", "audio/amr"),
        (b"OggS\0\2", "audio/ogg"),
        (b"ID3\4", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"%PDF-1.7", "application/pdf"),
    ],
)
def test_sound_films_and_papers_are_kept_as_they_came(start: bytes, kind: str) -> None:
    content = start + b"\0" * 200
    found = look(content)
    assert (found.type, found.content, found.small) == (kind, content, None)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "空的"),
        (b"MZ\x90\0" + b"\0" * 500, "不是能保存的类型"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "不是能保存的类型"),
        (b"<!doctype html><script>", "不是能保存的类型"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 300, "不是能保存的类型"),
        (b"PK\3\4" + b"\0" * 300, "不是能保存的类型"),
        (photo()[:2000], "打不开"),
        (photo(kind="PNG")[:-40], "打不开"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(content: bytes, why: str) -> None:
    with pytest.raises(BadFileError, match=why):
        look(content)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(BadFileError, match="超过20MB"):
        look(b"OggS" + b"\0" * pictures.MAX_SIZE)
    with pytest.raises(BadFileError, match="超过8MB"):
        look(b"OggS" + b"\0" * 9 * 1024 * 1024, 8 * 1024 * 1024)


def test_a_picture_with_a_page_hidden_in_it_is_only_a_picture() -> None:
    hidden = photo() + b"<script>alert(1)</script>"
    assert b"<script>" not in look(hidden).content


def test_a_spoiled_byte_anywhere_is_refused_or_drawn() -> None:
    whole = photo(60, 40)
    told = set()
    for place in range(0, len(whole), 7):
        spoiled = bytearray(whole)
        spoiled[place] ^= 0x5A
        try:
            told.add(look(bytes(spoiled)).type)
        except BadFileError as error:
            told.add(str(error)[:2])
    assert told == {"image/jpeg", "照片", "不是"}
