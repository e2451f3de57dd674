"""Looking into a file: what it really is, and a picture made harmless, upright and small. Pure: bytes in, bytes out.

Nothing of a picture is kept but what is seen: it is drawn anew, so that no place, device or hidden content goes on.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.likeness import likeness
from storage.types import CHINA

MAX_SIZE = 20 * 1024 * 1024  # bytes
MAX_PIXELS = 60_000_000  # what a 50-megapixel phone takes; decoded at most 240 MB for a moment
LONGEST_SIDE = 3840  # pixels of a kept picture
SMALL_SIDE, SMALL_SIZE = 320, 40_000  # pixels and bytes of the picture in lists

JPEG = "image/jpeg"
_DRAWN = ("JPEG", "PNG", "WEBP", "GIF")
_STARTS = ((b"#!AMR", "audio/amr"), (b"OggS", "audio/ogg"), (b"ID3", "audio/mpeg"), (b"%PDF-", "application/pdf"))
_MP3_FRAMES = {b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"}
# Of what phones and WeChat record; HEIC pictures begin alike and are none.
_MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4A ", b"3gp4", b"3gp5"}
_EXIF, _TAKEN, _ZONE = 0x8769, 0x9003, 0x9011

# A picture of a few bytes that would fill the memory is told by its header, before anything is decoded.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class BadFileError(Exception):
    """The file cannot be kept; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that may be kept.

    Attributes:
        content: what is kept: of a picture a new one, of anything else the file as it came.
        small: a JPEG of `SMALL_SIDE` for lists; None where there is nothing to see.
        taken_at: when the camera says it took the picture.
        likeness, likeness_inside: what the whole picture looks like, and what it looks like without its edges.
    """

    content: bytes
    type: str
    small: bytes | None = None
    taken_at: datetime | None = None
    likeness: int | None = None
    likeness_inside: int | None = None


def look(content: bytes, most: int = MAX_SIZE) -> Looked:
    """What may be kept of a file; what it was called or said to be does not matter.

    Raises:
        BadFileError: it is too large, of no kind that is kept, or spoiled.
    """
    if not content:
        raise BadFileError("文件是空的")
    if len(content) > most:
        raise BadFileError(f"文件超过{most // 1024 // 1024}MB")
    if (kind := _heard(content)) is not None:
        return Looked(content, kind)
    return _drawn(content)


def _heard(content: bytes) -> str | None:
    """The type of what is kept as it came: sound, film, document."""
    found = next((kind for start, kind in _STARTS if content.startswith(start)), None)
    if found is None and content[:2] in _MP3_FRAMES:
        return "audio/mpeg"
    if found is None and content[4:8] == b"ftyp" and content[8:12] in _MP4_BRANDS:
        return "video/mp4"
    return found


def _drawn(content: bytes) -> Looked:
    try:
        with Image.open(BytesIO(content), formats=_DRAWN) as header:
            if header.width * header.height > MAX_PIXELS:
                raise BadFileError("照片的像素太多（超过6000万）")
            header.verify()
        with Image.open(BytesIO(content), formats=_DRAWN) as image:
            taken_at = _taken_at(image)
            picture = _upright(image)
        return Looked(_jpeg(picture, 88), JPEG, _small(picture), taken_at, *likeness(picture))
    except BadFileError:
        raise
    except UnidentifiedImageError as error:
        raise BadFileError("不是能保存的类型，只收照片（JPG、PNG、WebP、GIF）、语音、MP4视频和PDF") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadFileError("照片的像素太多（超过6000万）") from error
    except Exception as error:
        # What a spoiled picture makes its decoder raise is of every kind.
        raise BadFileError("照片打不开，可能传坏了") from error


def _upright(image: Image.Image) -> Image.Image:
    """The picture as it is seen, at most `LONGEST_SIDE`, without anything transparent."""
    # A JPEG is decoded at the size that is needed, which saves most of the memory.
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    turned = _turned(image)
    if not turned.has_transparency_data:
        return turned.convert("RGB")
    seen = turned.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _turned(image: Image.Image) -> Image.Image:
    """As the camera was held; where what it says of that is spoiled, as it lies."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the picture may be whole
        image.load()
        return image


def _small(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    for quality in (80, 60, 40):
        if len(body := _jpeg(small, quality)) <= SMALL_SIZE:
            return body
    return _jpeg(small, 20)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    body = BytesIO()
    picture.save(body, "JPEG", quality=quality, optimize=True)
    return body.getvalue()


def _taken_at(image: Image.Image) -> datetime | None:
    """The camera's own time; without a zone it is taken for ours. Nothing where it is missing or nonsense."""
    try:
        tags = image.getexif().get_ifd(_EXIF)
        taken = datetime.strptime(str(tags[_TAKEN]).strip(), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the zone follows
        zone = datetime.strptime(str(tags[_ZONE]).strip(), "%z").tzinfo if _ZONE in tags else CHINA
        return taken.replace(tzinfo=zone)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the picture is not
        return None
