"""Training examples in the form Rasa 3.1 reads, so that one set of files teaches every engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.taxonomy import CATEGORIES
from nlu.understanding import Intent, Kind, Urgency

DATA_DIR = Path(__file__).with_name("data")

# [锦绣园](estate) and [锦绣园]{"entity": "estate"}: the words stay, the markup goes.
_ENTITY = re.compile(r"\[([^\[\]]{1,80})\](?:\([^()]{1,80}\)|\{[^{}]{1,160}\})")


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sentence.

    Attributes:
        category: taxonomy key, only for appeals.
        kind, urgency: where the block says so; None teaches nothing about them.
        source: the file it stands in, for whoever has to mend it.
    """

    text: str
    intent: Intent
    category: str | None
    kind: Kind | None
    urgency: Urgency | None
    source: Path


def corpus_files(extra: Iterable[Path] = ()) -> list[Path]:
    """The files of the package in a stable order, then the extra ones as given."""
    return [*sorted(DATA_DIR.rglob("*.yml")), *extra]


def load_corpus(files: Iterable[Path] | None = None) -> list[Example]:
    """Read every example; the same sentence under the same labels counts once.

    Args:
        files: what to read; by default the files of the package.

    Raises:
        ValueError: a file is no Rasa NLU file or bears an unknown label; the message names the file.
    """
    seen: dict[tuple[str, Intent, str | None], Example] = {}
    for path in corpus_files() if files is None else files:
        for example in read_examples(path):
            seen.setdefault((example.text, example.intent, example.category), example)
    return list(seen.values())


def read_examples(path: Path) -> list[Example]:
    """Read one file; lookup tables, synonyms and regexes in it are other people's business.

    Raises:
        ValueError: see `load_corpus`.
    """
    try:
        blocks = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("nlu") or []
        return [example for block in blocks if "intent" in block for example in _block_examples(block, path)]
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: not a usable Rasa NLU file: {error}") from error


def _block_examples(block: dict[str, Any], path: Path) -> Iterator[Example]:
    shared = block.get("metadata") or {}
    for text, own in _texts(block.get("examples") or ""):
        labels = {**shared, **own}
        intent, category = _meaning(str(block["intent"]))
        kind, urgency = labels.get("kind"), labels.get("urgency")
        yield Example(
            text,
            intent,
            category,
            Kind(kind) if kind and category else None,
            Urgency(urgency) if urgency and category else None,
            path,
        )


def _meaning(intent: str) -> tuple[Intent, str | None]:
    if intent in CATEGORIES:
        return Intent.APPEAL, intent
    if intent == Intent.APPEAL or intent not in set(Intent):
        raise ValueError(f"intent {intent!r} is neither a category nor a kind of talk")
    return Intent(intent), None


def _texts(examples: str | list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    entries = examples.splitlines() if isinstance(examples, str) else examples
    for entry in entries:
        if isinstance(entry, dict):
            text, metadata = str(entry.get("text", "")), entry.get("metadata") or {}
        else:
            text, metadata = str(entry), {}
        text = _ENTITY.sub(r"\1", text.strip().removeprefix("-").strip())
        if text:
            yield text, metadata
