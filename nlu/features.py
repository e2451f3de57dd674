"""What the models look at: short runs of characters, of syllables, and which subjects are touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.pinyin import Pinyin

RUN = 3  # longest run of characters or of syllables
WORD = 4  # longest word of the lexicon
GROUP_MARK = "\ue00f"  # begins the feature of a word group, so that it never equals a run of characters

_MOST_HITS = 3  # a subject touched more often than this is touched no more surely


@dataclass(frozen=True)
class Reader:
    """Reads features off a text.

    Attributes:
        lexicon: word, or its syllables for what is typed in Latin letters -> groups it belongs to.
    """

    pinyin: Pinyin
    lexicon: dict[str, tuple[str, ...]]

    def features(self, masked: str) -> set[str]:
        """Every run of the message once, and a feature for the first, second and third hit of a group.

        Args:
            masked: text after `nlu.normalise.mask`.
        """
        heard = self.pinyin.hear(masked)
        runs = {*_runs(f"^{heard}$", RUN)}
        words = self.lexicon.keys() & runs.union(_slices(heard, WORD))
        hits = Counter(group for word in words for group in self.lexicon[word])
        groups = {
            f"{GROUP_MARK}{group}{count}"
            for group, total in hits.items()
            for count in range(1, min(total, _MOST_HITS) + 1)
        }
        spelled = self.pinyin.spell(heard)
        return runs.union(_runs(f"^{spelled}$", RUN), groups)


def _runs(text: str, longest: int) -> Iterator[str]:
    for size in range(1, longest + 1):
        yield from _slices(text, size)


def _slices(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(len(text) - size + 1)]
