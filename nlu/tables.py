"""Tables derived from opencc and pypinyin at training time, so that answering needs neither."""

from __future__ import annotations

import opencc
import pypinyin

_HAN = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]


def simplification() -> dict[int, str]:
    """`str.translate` table from traditional to simplified characters, one for one."""
    simplified = opencc.OpenCC("t2s").convert("\n".join(_HAN)).split("\n")
    return {
        ord(before): after
        for before, after in zip(_HAN, simplified, strict=True)
        if len(after) == 1 and after != before
    }


def readings() -> dict[int, str]:
    """The commonest toneless reading of every character that has one."""
    pairs = ((char, pypinyin.lazy_pinyin(char, errors="ignore")) for char in _HAN)
    return {ord(char): reading[0] for char, reading in pairs if reading}
