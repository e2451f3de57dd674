"""`make hearing`: from the conversations of the corpus to `ear.npz`: the encoder's upper layers and the net above.

Both are learned together: what a message is to a group's talk is heard by the encoder, what was said before by the
net. Conversations are told in another way each time, single messages said among them and words left out, or they
would be learned by heart (`nlu/conversation/varying.py`). Every sixth one is spared, so that `make listening` can
learn from it how far to trust the ear.
"""

from __future__ import annotations

import json
import random
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name

from nlu.conversation.corpus import Conversation, Line, conversations, spared
from nlu.conversation.ear import NET, PROOF, PROOF_PHOTO, PROOF_QUOTED, PROOF_REMARKS, gap
from nlu.conversation.offices import is_office
from nlu.conversation.remarks import DIMENSIONS, RECENT
from nlu.conversation.singles import Part, as_conversation, singles
from nlu.conversation.varying import varied
from nlu.semantic.building import tell
from nlu.semantic.encoder import ORIGINAL, PACKAGE, readable
from nlu.semantic.labels import LABELS
from nlu.semantic.net import Net, Talk
from nlu.semantic.opinion import EAR_FILE, WORDLESS, load_opinion
from nlu.semantic.packed import read_layout
from nlu.semantic.tokens import read_tokenizer
from nlu.semantic.tuning import Tuner, Weights, pace
from nlu.tables import simplification

CATEGORIES = LABELS["category"]
AT_ONCE = 96  # remarks of a step, of whole conversations
SLICE = 48  # of those that the encoder reads in one go
NET_RATE, NET_DECAY, DECAY = 1e-3, 0.05, 0.01
BEGINS, SUBJECT, LINKS = 0.5, 0.4, 0.5  # what they weigh beside "does it belong to any trouble?"
SILENCED, AT_LEAST, LOST = 0.5, 6, 0.12  # sentences of so many pieces that lose some, and how many of these are lost
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn and write the file."""
    parser = ArgumentParser(prog="make hearing", description=main.__doc__)
    parser.add_argument(
        "--passes", type=float, default=3.0, help="times each conversation is heard; more are learned by heart"
    )
    parser.add_argument("--rate", type=float, default=3e-4, help="how far one step goes")
    parser.add_argument("--out", type=Path, default=EAR_FILE)
    given = parser.parse_args(arguments)
    torch.manual_seed(SEED)
    learned = [one for one in conversations() if not spared(one)]
    data = (files(PACKAGE) / ORIGINAL).read_bytes()
    tuner = Tuner(Weights(data, read_layout(data)), load_opinion()[1], 1)
    net = Net(DIMENSIONS, len(CATEGORIES))
    strangers = [as_conversation(one) for one in singles(Part.EAR)]
    tell(f"reading {sum(len(one.lines) for one in learned)} messages of {len(learned)} conversations")
    _learn(tuner, net, Lessons(tuner, data, learned, strangers), given.passes, given.rate)
    named = {f"{NET}{name}": value.detach().numpy().astype(np.float16) for name, value in net.state_dict().items()}
    facts = {"categories": CATEGORIES, "conversations": len(learned), "made": time.strftime("%Y-%m-%d", time.gmtime())}
    blob = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    np.savez(given.out, facts=blob, **named, **proof(net), **tuner.result()[0])  # type: ignore[arg-type]
    tell(f"written to {given.out}")


def proof(net: Net) -> dict[str, Any]:
    """What the net hears in a made-up conversation, so that whoever has no PyTorch can prove that he hears the same."""
    minute = datetime(2026, 1, 1, tzinfo=UTC)
    lines = [
        Line(minute + timedelta(minutes=place), "ab"[place % 2], "…", False, False, None, (), (), False, False, None)
        for place in range(PROOF_REMARKS)
    ]
    lines[PROOF_PHOTO] = replace(lines[PROOF_PHOTO], text="", picture=True)
    lines[-1] = replace(lines[-1], quotes=PROOF_QUOTED)
    tones = F.normalize(torch.randn(PROOF_REMARKS, DIMENSIONS, generator=torch.Generator().manual_seed(SEED)), dim=1)
    net.eval()
    with torch.no_grad():
        told, begins, subject, links = net(tones, talk_of(lines))
    found = {"tones": tones, "told": told, "begins": begins, "subject": subject.softmax(1), "links": links[-1]}
    return {f"{PROOF}{name}": value.numpy() for name, value in found.items()}


class Lessons:
    """Conversations to learn from, told in another way each time.

    Args:
        strangers: single messages, each as a conversation of its own.
    """

    def __init__(
        self, tuner: Tuner, data: bytes, learned: Sequence[Conversation], strangers: Sequence[Conversation]
    ) -> None:
        self._learned, self._strangers, self._dice = learned, strangers, random.Random(SEED)  # noqa: S311
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
                some.append(Lesson(words, talk_of(one.lines), labels_of(one)))
            yield some

    def _read(self, line: Line) -> str:
        return readable(line.text, self._simplify) or WORDLESS

    def _heard(self, words: Any) -> Any:
        """A sentence, or what is left of it: the first piece stands for the whole and stays."""
        if len(words) < AT_LEAST or self._dice.random() > SILENCED:
            return words
        return words[[True, *(self._dice.random() > LOST for _ in range(len(words) - 1))]]


def talk_of(lines: Sequence[Line]) -> Talk:
    """Everything about a conversation but its words."""
    count = len(lines)
    flags = [(is_office(one.sender), one.picture, not one.text, one.voice, one.quotes is not None) for one in lines]
    same, between, quoted = (torch.zeros(count, count) for _ in range(3))
    for later, line in enumerate(lines):
        for earlier in range(max(0, later - RECENT), later + 1):
            before = lines[earlier]
            same[later, earlier] = float(before.sender == line.sender)
            between[later, earlier] = gap(line.at - before.at)
            quoted[later, earlier] = float(line.quotes == earlier)
    place = torch.arange(count)
    apart = place[:, None] - place[None, :]
    seen = (apart >= 0) & (apart <= RECENT)
    return Talk(torch.tensor(flags, dtype=torch.float32), same, between, quoted, apart.clamp(0, RECENT), seen)


def labels_of(one: Conversation) -> Labels:
    """What is right of its remarks."""
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
        for earlier in range(max(0, place - RECENT), place):
            if not one.lines[earlier].neutral:
                links[place, earlier] = float(bool(belongs & set(one.lines[earlier].belongs)))
    told = torch.tensor([float(bool(line.belongs)) for line in one.lines])
    return Labels(told, begins, subject, links, torch.tensor([line.neutral for line in one.lines]))


def _learn(tuner: Tuner, net: Net, lessons: Lessons, passes: float, rate: float) -> None:
    steps = max(1, int(passes * len(lessons) / AT_ONCE))
    groups = [
        {"params": tuner.moving(), "lr": rate, "weight_decay": DECAY},
        {"params": list(net.parameters()), "lr": NET_RATE, "weight_decay": NET_DECAY},
    ]
    optimiser = torch.optim.AdamW(groups)
    course = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(min(step, steps), steps))
    begin = time.monotonic()
    for step, some in enumerate(lessons.batches(steps), 1):
        tones = iter(_tones(tuner, [words for one in some for words in one.words]))
        heard = sum(len(one.words) for one in some)
        loss = sum(_loss(net, torch.stack([next(tones) for _ in one.words]), one) for one in some) / heard
        optimiser.zero_grad()
        loss.backward()
        for moved in groups:
            torch.nn.utils.clip_grad_norm_(moved["params"], 1.0)
        optimiser.step()
        course.step()
        if step % 50 == 0 or step == steps:
            tell(f"step {step} of {steps}, loss {loss.item():.3f}, {time.monotonic() - begin:.0f} s")


def _tones(tuner: Tuner, words: Sequence[Any]) -> list[Any]:
    """The unit vectors of sentences in their order; those of one length are read together."""
    order, above = sorted(range(len(words)), key=lambda place: len(words[place])), tuner.written()
    found: list[Any] = [None] * len(words)
    for start in range(0, len(order), SLICE):
        places = order[start : start + SLICE]
        for place, tone in zip(places, tuner.directions([words[at] for at in places], above), strict=True):
            found[place] = tone
    return found


def _loss(net: Net, tones: Any, one: Lesson) -> Any:
    """How far what is heard in a conversation is from what is right, summed over its remarks."""
    told, begins, subject, links = net(tones, one.talk)
    right, asked = one.labels, ~one.labels.neutral
    total = F.binary_cross_entropy_with_logits(told[asked], right.told[asked], reduction="sum")
    of_one = asked & (right.told > 0)
    total = total + BEGINS * F.binary_cross_entropy_with_logits(
        begins[of_one], right.begins[of_one], reduction="sum"
    )  # fmt: skip
    known = torch.log(right.subject[of_one] + 1e-6)
    surprise = torch.logsumexp(subject[of_one], 1) - torch.logsumexp(subject[of_one] + known, 1)
    pairs = right.links != UNKNOWN
    tied = F.binary_cross_entropy_with_logits(links[pairs], right.links[pairs], reduction="sum")
    return total + SUBJECT * surprise.sum() + LINKS * tied


if __name__ == "__main__":
    main()
