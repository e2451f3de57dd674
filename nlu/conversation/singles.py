"""Single messages of the corpus, as teachers of what a group may hear: broader than its conversations, and weaker."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from enum import IntEnum

from nlu.conversation.corpus import Conversation, Line, Trouble
from nlu.corpus import Example, load_corpus
from nlu.understanding import Intent, Kind

_SHORT = 26  # characters; what is said in a group is seldom longer
_PARTS = 4  # of equal size that the corpus falls into
_CLEAR = {Intent.APPEAL, Intent.CHATTER, Intent.GREETING, Intent.THANKS}
_EITHER = {Kind.PRAISE, Kind.CONSULTATION}  # in a group mostly talk among neighbours, an appeal to an office
_SOME_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Part(IntEnum):
    """Who learns from it; the choice must not learn how far to trust the ear from what the ear has learned."""

    CHOICE = 0
    EAR = 1


def singles(part: Part) -> list[Example]:
    """Short messages that clearly are an appeal or are none; the same ones every time, evenly over the corpus."""
    return [one for one in load_corpus() if _part(one) == part and _is_clear(one)]


def as_conversation(example: Example) -> Conversation:
    """A message as all that is said in a group; its trouble has no urgency where the corpus teaches none."""
    number = zlib.crc32(example.text.encode())
    key, troubles = f"s{number}", dict[str, Trouble]()
    if example.category is not None:
        urgencies = (example.urgency.value,) if example.urgency is not None else ()
        troubles[key] = Trouble(key, (example.category,), urgencies)
    line = Line(_SOME_DAY, f"邻居{number}", example.text, False, False, None, tuple(troubles), (), bool(troubles),
                False, None)  # fmt: skip
    return Conversation(example.source, troubles, [line])


def _is_clear(example: Example) -> bool:
    return len(example.text) <= _SHORT and example.intent in _CLEAR and example.kind not in _EITHER


def _part(example: Example) -> int:
    return zlib.crc32(example.text.encode()) % _PARTS
