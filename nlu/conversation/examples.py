"""Single sentences out of the conversations, in the form in which every engine learns: Rasa's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from nlu.conversation.corpus import Conversation

_MOST = 120  # characters; what is longer is a list or a letter, and teaches little of how one talks
_LEAST = 2
HEAD = "# Written by `make listening` from nlu/data/groups; change it there.\n"


def write(found: Iterable[Conversation], appeals: Path, talk: Path) -> None:
    """Write what was said as troubles, and what was said beside them."""
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    spoken: dict[str, list[str]] = defaultdict(list)
    for one in found:
        for line in one.lines:
            if not _LEAST <= len(line.text) <= _MOST or line.neutral:
                continue
            if not line.belongs:
                spoken["chatter"].append(line.text)
            elif line.alone and len(line.belongs) == 1:
                trouble = one.troubles[line.belongs[0]]
                if len(trouble.categories) == 1:
                    told[trouble.categories[0], _plain(trouble.urgencies)].append(line.text)
            elif line.joins and not line.alone:
                spoken["me_too"].append(line.text)
    _write(appeals, [_block(category, texts, urgency) for (category, urgency), texts in sorted(told.items())])
    _write(talk, [_block(intent, texts) for intent, texts in sorted(spoken.items())])


def _plain(urgencies: tuple[str, ...]) -> str:
    """The urgency where one alone is right; else nothing is taught of it."""
    return urgencies[0] if len(urgencies) == 1 else ""


def _block(intent: str, texts: Iterable[str], urgency: str = "") -> str:
    label = f"- intent: {intent}\n" + (f"  metadata:\n    urgency: {urgency}\n" if urgency else "")
    return label + "  examples: |\n" + "".join(f"    - {_one_line(text)}\n" for text in dict.fromkeys(texts))


def _one_line(text: str) -> str:
    return " ".join(text.replace("[", "［").replace("]", "］").split())


def _write(path: Path, blocks: list[str]) -> None:
    path.write_text(f'{HEAD}version: "3.1"\nnlu:\n{"".join(blocks)}', encoding="utf-8")
