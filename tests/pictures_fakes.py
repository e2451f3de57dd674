"""Pictures as cameras and screens make them, and a platform that keeps files."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from bot.channels.base import Download, Platform
from handlers.messages import Outbound

TAKEN = "2026:11:15 18:30:05"


def photo(
    width: int = 800, height: int = 600, *, kind: str = "JPEG", turned: bool = False, place: bool = True
) -> bytes:
    """A photo: red on the left, blue on the right; with the camera's time, a place, and perhaps lying on its side."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    exif = image.getexif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8769)[0x9003] = TAKEN
    exif.get_ifd(0x8825)[1] = "N"
    if turned:
        exif[0x0112] = 6
    body = BytesIO()
    image.save(body, kind, **({"exif": exif} if kind in ("JPEG", "WEBP", "PNG") else {}))
    return body.getvalue()


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a picture."""
    with Image.open(BytesIO(content)) as image:
        return image.size


class FilePlatform(Platform):
    """Keeps files under references, and fails as told: each entry of `failures` is raised once."""

    name, title = "album", "相册"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.failures: list[Exception] = []
        self.asked: list[str] = []

    async def send(self, message: Outbound) -> None:
        """Everything arrives."""

    async def fetch(self, reference: str) -> Download:
        """The file, or the next failure."""
        self.asked.append(reference)
        if self.failures:
            raise self.failures.pop(0)
        return Download(self.files[reference], "application/x-whatever", "x.exe")
