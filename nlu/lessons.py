"""What people put right, as one more file of the corpus: written by training, read by whoever loads the model."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu import whole
from nlu.corpus import read_examples

log = logging.getLogger(__name__)

FILE = "lessons.yml"

_HEAD = "# 由 minhu train 写成：已采纳的样例，不含姓名和门牌。请勿手改。\n"
_HIDDEN = re.compile("（([\u4e00-\u9fff]{2})已隐去）")
_NUMBER = "123"  # what stands for a hidden number: models see only that there was one


@dataclass(frozen=True, slots=True, order=True)
class Taught:
    """One lesson: what was said, and the category or intent that was meant.

    Attributes:
        kind, urgency: "" teaches nothing about them.
    """

    meant: str
    kind: str
    urgency: str
    text: str


class _Dumper(yaml.SafeDumper):
    """Writes several lines as a block, the form in which Rasa wants its examples."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _block)


def spoken(masked: str) -> str:
    """Masked words as somebody would have said them: what was hidden must not be learned as a word."""
    plain = _HIDDEN.sub(lambda found: _NUMBER if found[1] == "号码" else "", masked)
    return " ".join("".join(char if char.isprintable() else " " for char in plain).split())


def render(lessons: Iterable[Taught]) -> str:
    """The lessons as a Rasa NLU file; the same lessons give the same file."""
    blocks: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for lesson in sorted(set(lessons)):
        if text := spoken(lesson.text):
            blocks[lesson.meant, lesson.kind, lesson.urgency].append(text)
    nlu: list[dict[str, Any]] = []
    for (meant, kind, urgency), texts in blocks.items():
        labels = {name: value for name, value in (("kind", kind), ("urgency", urgency)) if value}
        examples = "".join(f"- {text}\n" for text in texts)
        nlu.append({"intent": meant} | ({"metadata": labels} if labels else {}) | {"examples": examples})
    document = {"version": "3.1", "nlu": nlu}
    return _HEAD + yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def write(folder: Path, text: str) -> Path:
    """Put the file of the folder in place, whole or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    path = folder / FILE
    whole.put(path, text)
    return path


def adopted(folder: Path) -> list[Path]:
    """The corpus files beside the models of this folder: the adopted lessons, if there are any.

    A damaged file is left out, with a line in the log: better the model without lessons than none.
    """
    path = folder / FILE
    if not path.exists():
        return []
    try:
        read_examples(path)
    except (ValueError, OSError) as error:
        log.error("adopted lessons cannot be used, going on without: %s", error)
        return []
    return [path]
