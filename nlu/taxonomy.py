"""The words a message is sorted by: subject categories, kinds and urgencies, from taxonomy.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

TAXONOMY_FILE = Path(__file__).with_name("taxonomy.yml")


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Keys and Chinese names, each in the order of the file."""

    categories: dict[str, str]
    kinds: dict[str, str]
    urgencies: dict[str, str]


def load_taxonomy(path: Path = TAXONOMY_FILE) -> Taxonomy:
    """Read a taxonomy file.

    Raises:
        ValueError: the file has not the three lists of `{key, name}`; the message names the file.
    """
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Taxonomy(*(_names(raw[section]) for section in ("categories", "kinds", "urgency")))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: a taxonomy needs categories, kinds and urgency with key and name") from error


def _names(entries: list[dict[str, str]]) -> dict[str, str]:
    return {entry["key"]: entry["name"] for entry in entries}


TAXONOMY = load_taxonomy()
CATEGORIES = TAXONOMY.categories
KIND_NAMES = TAXONOMY.kinds
URGENCY_NAMES = TAXONOMY.urgencies
