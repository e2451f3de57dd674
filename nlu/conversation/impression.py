"""What the engine makes of a remark taken alone, in the numbers that the ear is told. Pure."""

from __future__ import annotations

import numpy as np

from nlu.conversation.looks import INTENTS, KINDS, kinds, odds
from nlu.conversation.remarks import DIMENSIONS, Remark
from nlu.judging import Meaning
from nlu.taxonomy import CATEGORIES

SOUNDS = 3 + len(CATEGORIES) + len(INTENTS) + len(KINDS)  # numbers before the direction of its meaning
SCALE = 10.0  # directions are unit vectors; layers want numbers near one
UNREAD: Meaning = np.zeros(SOUNDS + DIMENSIONS, np.float32)  # of what has no words, or of what nothing is told


def impression(remark: Remark) -> Meaning:
    """How it sounds by itself, `SOUNDS` numbers, and what it means; `UNREAD` where it has no words.

    The first number says that it was read at all.
    """
    sense = remark.sense
    if sense is None:
        return UNREAD
    values = [
        1.0, odds(sense.appeal) / 3, odds(sense.characters) / 3,
        *(sense.categories.get(name, 0.0) for name in CATEGORIES),
        *(sense.intents.get(name, 0.0) for name in INTENTS), *kinds(remark),
    ]  # fmt: skip
    return np.concatenate([np.array(values, np.float32), remark.meaning * np.float32(SCALE)])
