"""How it sounds: people type homophones (暖汽, 电剃) and bare pinyin, and both sound right."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Every syllable gets one private-use character, so that n-grams of syllables are slices of a string
# and can never be taken for n-grams of characters.
FIRST_SYLLABLE = 0xE100

_LATIN = re.compile(r"[a-z]{2,60}(?:\s{1,3}[a-z]{1,60}){0,60}")
_LONGEST = 6  # "zhuang", "shuang"


class Pinyin:
    """Spells text as a string with one private-use character per syllable.

    Args:
        syllables: every toneless syllable known, in the order of their private-use characters.
        sounds: for each Chinese character its syllable's private-use character (`str.translate`).
    """

    def __init__(self, syllables: Sequence[str], sounds: dict[int, str]) -> None:
        self.syllables = tuple(syllables)
        self.sounds = sounds
        self._codes = {
            name: chr(FIRST_SYLLABLE + row)
            for row, name in enumerate(self.syllables)
            if set(name) & set("aeiouv")  # "m" and "n" are sounds, but any word would end in them
        }

    def hear(self, masked: str) -> str:
        """Runs of Latin letters that are pinyin become syllables ("nuan qi", "nuanqi"); the rest stays."""
        return _LATIN.sub(self._latin, masked)

    def spell(self, heard: str) -> str:
        """Characters become the syllables they are read as."""
        return heard.translate(self.sounds)

    def _latin(self, match: re.Match[str]) -> str:
        return "".join(self._split(word) or f" {word} " for word in match.group().split()).strip()

    def _split(self, word: str) -> str | None:
        """The fewest syllables that make up the word exactly, or None: "nuanqi" but not "wifi"."""
        best: list[str | None] = [""] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - _LONGEST), end):
                code, before = self._codes.get(word[start:end]), best[start]
                if code is not None and before is not None:
                    known = best[end]
                    if known is None or len(before) + 1 < len(known):
                        best[end] = before + code
        return best[-1]
