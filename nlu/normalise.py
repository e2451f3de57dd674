"""From what was typed to what the models read: one script, one width, no noise, details as markers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from nlu.places import PLACE_SPAN
from nlu.plates import PROVINCE

MAX_CHARS = 1_000  # the models see no more; the ticket keeps the whole text

# Private-use characters stand for details whose wording teaches nothing, but whose presence does:
# "<place>也没水" is how one says "mine too".
PLACE, TIME, LINK, PERSON = "\ue000", "\ue001", "\ue002", "\ue003"

_NUMBER = "#"
_LOOKALIKES = str.maketrans("暧", "暖")  # mistaken for each other by hand and by eye
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_STICKER = re.compile(r"\[[\u4e00-\u9fffa-zA-Z]{1,6}\]")
_EMOJI = re.compile("[\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u2bff\U0001f000-\U0001faff\U000e0000-\U000e007f]")
_SPACE_BETWEEN_HAN = re.compile(r"(?<![a-z])\s+|\s+(?![a-z])")
_REPEAT = re.compile(r"(.)\1{2,}", re.DOTALL)
_DIGITS = "0-9〇零一二三四五六七八九十两几"
_DETAILS = (
    (re.compile(r"(?:https?://|www\.)[!-~]{1,300}"), LINK),
    (re.compile(r"@[^\s@,，:：。]{1,20}"), PERSON),
    (re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9])"), PERSON),
    (
        re.compile(rf"{PROVINCE}[a-z][·.]?[a-z0-9]{{5,6}}(?![a-z0-9])"),
        PERSON,
    ),
    (PLACE_SPAN, PLACE),
    (
        re.compile(
            rf"(?<![{_DIGITS}])(?:[{_DIGITS}]{{1,4}}[年月日号](?![楼院门店线路])){{1,3}}"
            rf"|(?<![{_DIGITS}])[{_DIGITS}]{{1,3}}(?:点半?|:)(?:[0-9]{{1,2}}分?)?(?:钟|多)?"
        ),
        TIME,
    ),
    (re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?"), _NUMBER),
)


def fold(text: str, simplify: Mapping[int, str]) -> str:
    """One width, one case, one script, nothing invisible; at most `MAX_CHARS` characters.

    Args:
        simplify: `str.translate` table from traditional to simplified characters.
    """
    # Compatibility forms may expand a character eighteenfold, so the cap comes before and after.
    clean = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[: 4 * MAX_CHARS]))
    return _INVISIBLE.sub("", clean).lower().translate(simplify).translate(_LOOKALIKES)[:MAX_CHARS]


def plain(text: str, simplify: Mapping[int, str]) -> str:
    """The folded text without stickers and emoji."""
    return _without_pictures(fold(text, simplify))


def mask(folded: str) -> str:
    """Replace details by markers, drop stickers and emoji, squeeze spaces and repeated characters."""
    text = _without_pictures(folded)
    for pattern, marker in _DETAILS:
        text = pattern.sub(marker, text)
    text = _SPACE_BETWEEN_HAN.sub("", text.strip())
    return _REPEAT.sub(r"\1\1", text)


def bare(folded: str) -> str:
    """Only letters, digits and characters: the form in which fixed answers such as "5分" are compared."""
    return "".join(char for char in folded if char.isalnum() or char == "+")


def _without_pictures(folded: str) -> str:
    return _EMOJI.sub(" ", _STICKER.sub(" ", folded))
