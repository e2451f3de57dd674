"""What nobody sees in a text and no column may hold. Pure."""

from __future__ import annotations

import re

# C0/C1 controls except newline and tab, and the marks that turn text around on screen.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


def without(text: str) -> str:
    """The text without it; halves of characters become question marks."""
    return _UNSEEN.sub("", text).encode("utf-8", "replace").decode("utf-8")
