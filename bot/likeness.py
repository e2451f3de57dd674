"""What a picture looks like in 64 bits: the same photo sent again has nearly the same. Pure.

A difference hash: the picture is drawn nine by eight pixels small and grey, and each bit says whether it gets brighter
from one pixel to the next. Recompression, another size and a little more light change few of them; a cut edge changes
more, so that the picture without its edges has one of its own.
"""

from __future__ import annotations

from PIL import Image, ImageStat

_WIDE, _HIGH = 9, 8
# Standard deviation of the grey values below which a picture shows nothing: a lens cap, a bare wall, fog.
_PLAIN = 8.0
_EDGE = 0.04  # of each side


def likeness(picture: Image.Image) -> tuple[int | None, int | None]:
    """What the whole picture looks like, and what is inside its edges; None where it shows too little to tell.

    Both are signed numbers, as databases keep 64 bits.
    """
    whole = _bits(picture)
    return whole, None if whole is None else _bits(_inside(picture))


def _inside(picture: Image.Image) -> Image.Image:
    wide, high = picture.size
    left, top = round(wide * _EDGE), round(high * _EDGE)
    return picture.crop((left, top, max(left + 1, wide - left), max(top + 1, high - top)))


def _bits(picture: Image.Image) -> int | None:
    small = picture.convert("L").resize((_WIDE, _HIGH), Image.Resampling.LANCZOS)
    if ImageStat.Stat(small).stddev[0] < _PLAIN:
        return None
    grey = small.tobytes()
    bits = 0
    for row in range(_HIGH):
        for column in range(_WIDE - 1):
            at = row * _WIDE + column
            bits = bits << 1 | (grey[at] < grey[at + 1])
    return int.from_bytes(bits.to_bytes(8, "big"), "big", signed=True)
