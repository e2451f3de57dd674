"""Conversations of the corpus as the ear learns from them: what is said, when and by whom, and what is right."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from nlu.conversation.corpus import Conversation, Line
from nlu.conversation.ear import LONG_AGO, gap
from nlu.conversation.impression import UNREAD
from nlu.conversation.offices import is_office
from nlu.conversation.remarks import RECENT
from nlu.conversation.varying import varied
from nlu.conversation.walking import long_ago
from nlu.judging import Meaning
from nlu.semantic.encoder import readable
from nlu.semantic.labels import LABELS
from nlu.semantic.net import Talk
from nlu.semantic.opinion import WORDLESS
from nlu.semantic.packed import read_layout
from nlu.semantic.tokens import read_tokenizer
from nlu.semantic.tuning import Tuner
from nlu.tables import simplification

CATEGORIES = LABELS["category"]
AT_ONCE = 96  # remarks of a step, of whole conversations
SILENCED, AT_LEAST, LOST = 0.5, 6, 0.12  # sentences of so many pieces that lose some, and how many of these are lost
UNTOLD = 0.15  # of what the engine makes of lines
# Of troubles that began long ago: how many nobody noticed, and of small talk how much was taken for one.
UNNOTICED, IMAGINED = 0.15, 0.03
UNKNOWN = -1.0
SEED = 3


@dataclass(frozen=True, slots=True)
class Labels:
    """What is right of a conversation's remarks.

    Attributes:
        told, begins: 0 or 1; `neutral` where neither is wrong.
        subject: 1 for each category that is right.
        links: for each pair whether both belong to one trouble; `UNKNOWN` where it is not asked.
    """

    told: Any
    begins: Any
    subject: Any
    links: Any
    neutral: Any


@dataclass(frozen=True, slots=True)
class Lesson:
    """A conversation to learn from: what the lower layers make of its words, and all else."""

    words: Sequence[Any]
    talk: Talk
    labels: Labels


class Lessons:
    """Conversations to learn from, told in another way each time.

    Args:
        strangers: single messages, each as a conversation of its own.
        alone: what the engine makes of a text. Nothing is told of strangers, which the engine knows by heart.
    """

    def __init__(
        self, tuner: Tuner, data: bytes, learned: Sequence[Conversation], strangers: Sequence[Conversation],
        alone: Mapping[str, Meaning],
    ) -> None:  # fmt: skip
        self._learned, self._strangers, self._dice = learned, strangers, random.Random(SEED)  # noqa: S311
        self._alone = alone
        tokenizer, self._simplify = read_tokenizer(data, read_layout(data).tokens), simplification()
        texts = sorted({self._read(line) for one in (*learned, *strangers) for line in one.lines})
        self._words = dict(zip(texts, tuner.prepare([tokenizer.numbers(text) for text in texts]), strict=True))

    def __len__(self) -> int:
        return sum(len(one.lines) for one in self._learned)

    def batches(self, steps: int) -> Iterator[list[Lesson]]:
        """Whole conversations, some `AT_ONCE` remarks of them each time."""
        told = varied(self._learned, self._dice, self._strangers)
        for _ in range(steps):
            some = list[Lesson]()
            while sum(len(each.words) for each in some) < AT_ONCE:
                one = next(told)
                words = [self._heard(self._words[self._read(line)]) for line in one.lines]
                alone = [self._made_of(line) for line in one.lines]
                ago = self._noticed(one)
                some.append(Lesson(words, talk_of(one.lines, alone, ago), labels_of(one, ago)))
            yield some

    def _noticed(self, one: Conversation) -> list[dict[str, int]]:
        """Where a listener would think that troubles began which nobody spoke of lately; listeners err."""
        missed = {key for key in one.troubles if self._dice.random() < UNNOTICED}
        idle = (place for place, line in enumerate(one.lines) if line.text and not line.belongs and not line.neutral)
        imagined = [place for place in idle if self._dice.random() < IMAGINED]
        return [
            {key: first for key, first in begun.items() if key not in missed}
            | {f"{first}": first for first in imagined if first < place - RECENT}
            for place, begun in enumerate(long_ago(one.lines))
        ]

    def _read(self, line: Line) -> str:
        return readable(line.text, self._simplify) or WORDLESS

    def _made_of(self, line: Line) -> Meaning:
        """What the engine makes of a line; sometimes nothing, so that it is not relied on alone."""
        told = line.text in self._alone and self._dice.random() > UNTOLD
        return self._alone[line.text] if told else UNREAD

    def _heard(self, words: Any) -> Any:
        """A sentence, or what is left of it: the first piece stands for the whole and stays."""
        if len(words) < AT_LEAST or self._dice.random() > SILENCED:
            return words
        return words[[True, *(self._dice.random() > LOST for _ in range(len(words) - 1))]]


def talk_of(lines: Sequence[Line], alone: Sequence[Meaning], ago: Sequence[Mapping[str, int]]) -> Talk:
    """Everything about a conversation but its tones.

    Args:
        alone: what the engine makes of each line.
        ago: for each line where troubles were begun that are heard with it though they were told long ago.
    """
    count = len(lines)
    flags = [(is_office(one.sender), one.picture, not one.text, one.voice, one.quotes is not None) for one in lines]
    same, between, quoted = (torch.zeros(count, count) for _ in range(3))
    place = torch.arange(count)
    apart = (place[:, None] - place[None, :]).clamp(0, LONG_AGO)
    seen = (place[:, None] >= place[None, :]) & (apart <= RECENT)
    for later, line in enumerate(lines):
        seen[later, list(ago[later].values())] = True
        answers = set() if line.quotes is None else {ago[later].get(key) for key in lines[line.quotes].belongs}
        for earlier in seen[later].nonzero()[:, 0].tolist():
            before = lines[earlier]
            same[later, earlier] = float(before.sender == line.sender)
            between[later, earlier] = gap(line.at - before.at)
            quoted[later, earlier] = float(line.quotes == earlier or earlier in answers)
    sides = torch.tensor(flags, dtype=torch.float32), torch.from_numpy(np.stack(alone))
    return Talk(*sides, same, between, quoted, apart, seen)


def labels_of(one: Conversation, ago: Sequence[Mapping[str, int]]) -> Labels:
    """What is right of its remarks; `ago` is that of `talk_of`."""
    count, begun = len(one.lines), set[str]()
    begins, subject = torch.zeros(count), torch.zeros(count, len(CATEGORIES))
    links = torch.full((count, count), UNKNOWN)
    for place, line in enumerate(one.lines):
        belongs = set(line.belongs)
        begins[place] = float(bool(belongs - begun))
        for key in belongs:
            for category in one.troubles[key].categories:
                subject[place, CATEGORIES.index(category)] = 1
        if line.neutral:
            continue
        begun |= belongs
        for earlier in (*range(max(0, place - RECENT), place), *ago[place].values()):
            if not one.lines[earlier].neutral:
                links[place, earlier] = float(bool(belongs & set(one.lines[earlier].belongs)))
    told = torch.tensor([float(bool(line.belongs)) for line in one.lines])
    return Labels(told, begins, subject, links, torch.tensor([line.neutral for line in one.lines]))
