"""Photos of courtyards, drawn: each scene differs, and each can be sent again the ways people do it."""

from __future__ import annotations

import random
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from storage.types import CHINA

SIZE = (640, 480)
_TAKEN = 0x9003
_EXIF = 0x8769


def scene(seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A place as a phone would photograph it: ground, sky, a wall with windows, things that lie about."""
    chance = random.Random(seed)
    width, height = size
    image = Image.new("RGB", size, _shade(chance, 90, 220))
    draw = ImageDraw.Draw(image)
    horizon = int(height * chance.uniform(0.25, 0.75))
    draw.rectangle((0, horizon, width, height), fill=_shade(chance, 40, 160))
    for _ in range(chance.randint(2, 5)):
        _house(draw, chance, width, horizon)
    for _ in range(chance.randint(8, 22)):
        _thing(draw, chance, width, height)
    return image.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 2.0)))


def again(seed: int, view: int) -> Image.Image:
    """The same place photographed another time: the things in it moved, the camera stood elsewhere, the light changed.

    This is what an honest photo "after" looks like beside the one "before".
    """
    chance = random.Random(seed * 1000 + view)
    image = scene(seed)
    draw = ImageDraw.Draw(image)
    for _ in range(chance.randint(3, 8)):
        _thing(draw, chance, *image.size)
    angle = chance.uniform(-12, 12)
    zoom = chance.uniform(0.6, 0.85)
    width, height = image.size
    left, top = (int(side * (1 - zoom) * chance.random()) for side in image.size)
    cut = image.rotate(angle, Image.Resampling.BICUBIC).crop(
        (left, top, left + int(width * zoom), top + int(height * zoom))
    )
    return ImageEnhance.Brightness(cut.resize(SIZE)).enhance(chance.uniform(0.7, 1.3))


def sent_again(image: Image.Image, how: str) -> Image.Image:
    """The very same photo, as it comes when somebody sends it a second time."""
    width, height = image.size
    if how == "smaller":
        return image.resize((width // 3, height // 3))
    if how == "cropped":
        edge = 0.03
        return image.crop((int(width * edge), int(height * edge), int(width * (1 - edge)), int(height * (1 - edge))))
    if how == "brighter":
        return ImageEnhance.Contrast(ImageEnhance.Brightness(image).enhance(1.15)).enhance(1.1)
    if how == "stamped":
        copy = image.copy()
        ImageDraw.Draw(copy).rectangle((10, height - 60, 330, height - 12), fill="white")
        return copy
    if how == "screenshot":
        return image.resize((int(width * 0.8), int(height * 0.79)))
    return image


WAYS = ("recompressed", "smaller", "cropped", "brighter", "stamped", "screenshot")


def jpeg(image: Image.Image, quality: int = 80, taken: datetime | None = None) -> bytes:
    """As a file, with the camera's time if it is known."""
    body = BytesIO()
    exif = image.getexif()
    if taken is not None:
        exif.get_ifd(_EXIF)[_TAKEN] = f"{taken.astimezone(CHINA):%Y:%m:%d %H:%M:%S}"
    image.save(body, "JPEG", quality=quality, exif=exif)
    return body.getvalue()


def _house(draw: ImageDraw.ImageDraw, chance: random.Random, width: int, horizon: int) -> None:
    left, wide = chance.randint(0, width), chance.randint(width // 6, width // 2)
    top = chance.randint(0, max(1, horizon - 40))
    draw.rectangle((left, top, left + wide, horizon), fill=_shade(chance, 60, 240))
    step = chance.randint(30, 90)
    for x in range(left + 10, left + wide - step // 2, step):
        for y in range(top + 10, horizon - step // 2, step):
            draw.rectangle((x, y, x + step // 2, y + step // 2), fill=_shade(chance, 10, 120))


def _thing(draw: ImageDraw.ImageDraw, chance: random.Random, width: int, height: int) -> None:
    x, y = chance.randint(0, width), chance.randint(0, height)
    wide, high = chance.randint(width // 30, width // 4), chance.randint(height // 30, height // 4)
    box = (x, y, x + wide, y + high)
    draw.ellipse(box, fill=_shade(chance, 0, 255)) if chance.random() < 0.5 else draw.rectangle(
        box, fill=_shade(chance, 0, 255)
    )


def _shade(chance: random.Random, low: int, high: int) -> tuple[int, int, int]:
    middle = chance.randint(low, high)
    red, green, blue = (max(0, min(255, middle + chance.randint(-25, 25))) for _ in range(3))
    return red, green, blue
