"""What the engine makes of a remark taken alone, in the numbers that the ear is told. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nlu.conversation.looks import INTENTS, KINDS, kinds, odds
from nlu.judging import Meaning
from nlu.taxonomy import CATEGORIES

if TYPE_CHECKING:
    from nlu.conversation.remarks import Remark

SOUNDS = 3 + len(CATEGORIES) + len(INTENTS) + len(KINDS)  # numbers before the direction of its meaning
_SCALE = 10.0  # directions are unit vectors; layers want numbers near one


def impression(remark: Remark) -> Meaning:
    """How it sounds by itself, `SOUNDS` numbers, and what it means; nothing where it has no words.

    The first number says that it was read at all.
    """
    sense = remark.sense
    if sense is None:
        return np.concatenate([np.zeros(SOUNDS, np.float32), remark.meaning])
    values = [
        1.0, odds(sense.appeal) / 3, odds(sense.characters) / 3,
        *(sense.categories.get(name, 0.0) for name in CATEGORIES),
        *(sense.intents.get(name, 0.0) for name in INTENTS), *kinds(remark),
    ]  # fmt: skip
    return np.concatenate([np.array(values, np.float32), remark.meaning * np.float32(_SCALE)])
