"""`make hearing`: from the conversations of the corpus to `ear.npz`: the encoder's upper layers and the net above.

Both are learned together: what a message is to a group's talk is heard by the encoder, what was said before by the
net, which is also told what the engine makes of each message alone. Conversations are told in another way each time,
single messages said among them and words left out, or they would be learned by heart
(`nlu/conversation/varying.py`). Some are spared, so that `make listening` can learn from them how far to trust the ear.
"""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name

from nlu.conversation import building
from nlu.conversation.corpus import Conversation, Line, conversations, spared
from nlu.conversation.ear import NET
from nlu.conversation.impression import impression
from nlu.conversation.proving import BEGAN, PROOF, QUOTED, REMARKS, proof_remarks
from nlu.conversation.remarks import DIMENSIONS
from nlu.conversation.singles import Part, as_conversation, singles
from nlu.judging import Meaning
from nlu.semantic.building import tell
from nlu.semantic.encoder import ORIGINAL, PACKAGE
from nlu.semantic.lessons import AT_ONCE, CATEGORIES, SEED, UNKNOWN, Labels, Lesson, Lessons, talk_of
from nlu.semantic.net import Net
from nlu.semantic.opinion import EAR_FILE, load_opinion
from nlu.semantic.packed import read_layout
from nlu.semantic.tuning import Tuner, Weights, pace

SLICE = 48  # remarks that the encoder reads in one go
NEVER = -1e9  # a logit
NET_RATE, NET_DECAY, DECAY = 1e-3, 0.05, 0.01
BEFORE_AVERAGE, AVERAGED = 0.5, 0.997  # of the steps that come before the average; what it keeps at each step
BEGINS, SUBJECT, LINKS, WHICH = 0.5, 0.4, 0.5, 0.3  # what they weigh beside "does it belong to any trouble?"


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn and write the file."""
    parser = ArgumentParser(prog="make hearing", description=main.__doc__)
    parser.add_argument(
        "--passes", type=float, default=2.1, help="times each conversation is heard; more are learned by heart"
    )
    parser.add_argument("--rate", type=float, default=3e-4, help="how far one step goes")
    parser.add_argument("--cache", type=Path, default=Path("var/models"), help="where trained models are kept")
    parser.add_argument("--out", type=Path, default=EAR_FILE)
    given = parser.parse_args(arguments)
    torch.manual_seed(SEED)
    learned = [one for one in conversations() if not spared(one)]
    data = (files(PACKAGE) / ORIGINAL).read_bytes()
    tuner = Tuner(Weights(data, read_layout(data)), load_opinion()[1], 1)
    net = Net(DIMENSIONS, len(CATEGORIES))
    strangers = [as_conversation(one) for one in singles(Part.EAR)]
    tell(f"reading {sum(len(one.lines) for one in learned)} messages of {len(learned)} conversations")
    lessons = Lessons(tuner, data, learned, strangers, _alone(learned, given.cache))
    _learn(tuner, net, lessons, given.passes, given.rate)
    named = {f"{NET}{name}": value.detach().numpy().astype(np.float16) for name, value in net.state_dict().items()}
    facts = {"categories": CATEGORIES, "conversations": len(learned), "made": time.strftime("%Y-%m-%d", time.gmtime())}
    blob = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    np.savez(given.out, facts=blob, **named, **proof(net), **tuner.result()[0])  # type: ignore[arg-type]
    tell(f"written to {given.out}")


def _alone(learned: Sequence[Conversation], cache: Path) -> dict[str, Meaning]:
    """What the engine makes of each text."""
    remarks = [remark for one in building.heard(learned, cache, tones=False) for remark in one.remarks]
    return {remark.text: impression(remark) for remark in remarks if remark.sense is not None}


def proof(net: Net) -> dict[str, Any]:
    """What the net hears in a made-up conversation, so that whoever has no PyTorch can prove that he hears the same."""
    dice = torch.Generator().manual_seed(SEED)
    tones, meanings = (F.normalize(torch.randn(REMARKS, DIMENSIONS, generator=dice), dim=1) for _ in range(2))
    remarks = proof_remarks(tones.numpy(), meanings.numpy())
    lines = [
        Line(one.at, one.sender, one.text, one.picture, False, None, (), (), False, False, None) for one in remarks
    ]
    lines[-1] = replace(lines[-1], quotes=QUOTED)
    ago = [*({} for _ in lines[1:]), {"": BEGAN}]
    net.eval()
    with torch.no_grad():
        said = net(tones, talk_of(lines, [impression(one) for one in remarks], ago))
    found = {"tones": tones, "meanings": meanings, **said._asdict(), "subject": said.subject.softmax(1),
             "links": said.links[-1]}  # fmt: skip
    return {f"{PROOF}{name}": value.numpy() for name, value in found.items()}


def _learn(tuner: Tuner, net: Net, lessons: Lessons, passes: float, rate: float) -> None:
    steps = max(1, int(passes * len(lessons) / AT_ONCE))
    groups = [
        {"params": tuner.moving(), "lr": rate, "weight_decay": DECAY},
        {"params": list(net.parameters()), "lr": NET_RATE, "weight_decay": NET_DECAY},
    ]
    optimiser = torch.optim.AdamW(groups)
    course = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(min(step, steps), steps))
    average = _Average([*tuner.moving(), *net.parameters()])
    begin = time.monotonic()
    for step, some in enumerate(lessons.batches(steps), 1):
        tones = iter(_tones(tuner, [words for one in some for words in one.words]))
        count = sum(len(one.words) for one in some)
        loss = sum(_loss(net, torch.stack([next(tones) for _ in one.words]), one) for one in some) / count
        optimiser.zero_grad()
        loss.backward()
        for moved in groups:
            torch.nn.utils.clip_grad_norm_(moved["params"], 1.0)
        optimiser.step()
        course.step()
        if step > steps * BEFORE_AVERAGE:
            average.add()
        if step % 50 == 0 or step == steps:
            tell(f"step {step} of {steps}, loss {loss.item():.3f}, {time.monotonic() - begin:.0f} s")
    average.take_over()


class _Average:
    """A running average over the last steps: it hears conversations nobody learned from better than the last one.

    On those kept out the log loss of "belongs to a trouble" was 0.222 instead of 0.227.
    """

    def __init__(self, learned: Sequence[Any]) -> None:
        self._learned = learned
        self._average: list[Any] = []

    def add(self) -> None:
        """One more step."""
        with torch.no_grad():
            if not self._average:
                self._average = [one.clone() for one in self._learned]
            for kept, one in zip(self._average, self._learned, strict=True):
                kept.lerp_(one, 1 - AVERAGED)

    def take_over(self) -> None:
        """From here on the average is what was learned."""
        with torch.no_grad():
            for kept, one in zip(self._average, self._learned, strict=True):
                one.copy_(kept)


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
    heard, right, asked = net(tones, one.talk), one.labels, ~one.labels.neutral
    of_one, pairs = asked & (right.told > 0), right.links != UNKNOWN
    known = torch.log(right.subject[of_one] + 1e-6)
    surprise = torch.logsumexp(heard.subject[of_one], 1) - torch.logsumexp(heard.subject[of_one] + known, 1)
    return (
        _missed(heard.told, right.told, asked) + BEGINS * _missed(heard.begins, right.begins, of_one)
        + SUBJECT * surprise.sum() + LINKS * _missed(heard.links, right.links, pairs)
        + WHICH * _mistaken(heard.links, right, asked)
    )  # fmt: skip


def _mistaken(links: Any, right: Labels, asked: Any) -> Any:
    """How far remarks are from being tied to one of their own trouble rather than to another's, or to none.

    As mentions are tied to antecedents (Durrett and Klein 2013): what is compared later is learned as a comparison.
    """
    place = torch.arange(len(links))
    troubles = (right.links != UNKNOWN) & (right.told > 0)[None, :] & (place[:, None] > place[None, :])
    own = troubles & (right.links > 0)
    none = torch.where(own.any(1), NEVER, 0.0)[:, None]
    every = torch.logsumexp(torch.cat([torch.zeros_like(none), links.masked_fill(~troubles, NEVER)], 1), 1)
    best = torch.logsumexp(torch.cat([none, links.masked_fill(~own, NEVER)], 1), 1)
    return (every - best)[asked & troubles.any(1)].sum()


def _missed(heard: Any, right: Any, asked: Any) -> Any:
    """How far logits are from what is right where it is asked."""
    return F.binary_cross_entropy_with_logits(heard[asked], right[asked], reduction="sum")


if __name__ == "__main__":
    main()
