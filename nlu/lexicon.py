"""Word groups from lexicon.yml: which subjects a message touches, known before any example is read."""

from __future__ import annotations

from pathlib import Path

import yaml

LEXICON_FILE = Path(__file__).with_name("lexicon.yml")


def load_lexicon(path: Path = LEXICON_FILE) -> dict[str, tuple[str, ...]]:
    """Word -> its groups.

    Raises:
        ValueError: the file is no mapping of group to words; the message names it.
    """
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not all(isinstance(words, str) for words in raw.values()):
        raise ValueError(f"{path}: a lexicon maps each group to its words")
    groups: dict[str, set[str]] = {}
    for group, words in raw.items():
        for word in words.split():
            groups.setdefault(word, set()).add(group)
    return {word: tuple(sorted(names)) for word, names in groups.items()}
