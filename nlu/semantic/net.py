"""The transformer that hears a group's talk, in PyTorch; `nlu/conversation/ear.py` is the same in NumPy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import nn

from nlu.conversation.ear import HEADS, LAYERS, LINK, LONG_AGO, WIDTH
from nlu.conversation.impression import SCALE, SOUNDS

FLAGS = 5  # seen of a remark without its words
DROPPED = 0.2  # of what is learned, each time


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as tensors, its remarks in order.

    Attributes:
        flags: of each remark: an office's, a picture, without words, a voice, an answer to another.
        alone: of each remark: what the engine makes of it; nothing where that is not told.
        same, gap, quoted: for each pair, the later first: said by one person, the time between, the one quoted.
        apart, seen: how far they are apart; whether the earlier one is heard with the later: it was said just before,
            or it began a trouble long ago.
    """

    flags: Any
    alone: Any
    same: Any
    gap: Any
    quoted: Any
    apart: Any
    seen: Any


class Opinion(NamedTuple):
    """Logits for the remarks of a conversation, as `nlu/conversation/ear.py` tells them of one.

    Attributes:
        told, begins: of each remark; `subject` of each category.
        links: for each pair, the later first, that both belong to one trouble.
    """

    told: Any
    begins: Any
    subject: Any
    links: Any


class Layer(nn.Module):  # type: ignore[misc]
    """Every remark looks at those before it."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.o = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.f1, self.f2 = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.n1, self.n2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.b = nn.Parameter(torch.zeros(3, HEADS))
        self.db = nn.Parameter(torch.zeros(LONG_AGO + 1, HEADS))
        self.drop = nn.Dropout(DROPPED)

    def forward(self, x: Any, talk: Talk) -> Any:
        """One layer over a conversation."""
        query, key, value = self.qkv(self.n1(x)).view(len(x), 3, HEADS, -1).unbind(1)
        score = torch.einsum("ihc,jhc->ijh", query, key) / math.sqrt(WIDTH // HEADS)
        pairs = torch.stack([talk.same, talk.gap, talk.quoted], -1)
        score = score + pairs @ self.b + self.db[talk.apart]
        share = score.masked_fill(~talk.seen[..., None], -1e9).softmax(1)
        x = x + self.drop(self.o(torch.einsum("ijh,jhc->ihc", share, value).reshape(x.shape)))
        return x + self.drop(self.f2(F.relu(self.f1(self.n2(x)))))


class Net(nn.Module):  # type: ignore[misc]
    """From the tones of a conversation's remarks, and what they are alone, to what is heard in each."""

    def __init__(self, tone: int, categories: int) -> None:
        super().__init__()
        self.alone = nn.Linear(SOUNDS + tone, WIDTH)
        self.inp, self.fl = nn.Linear(tone, WIDTH), nn.Linear(FLAGS, WIDTH, bias=False)
        self.photo = nn.Parameter(torch.zeros(tone))
        self.ly = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.no = nn.LayerNorm(WIDTH)
        both = WIDTH + tone + SOUNDS
        self.told, self.new = nn.Linear(both, 1), nn.Linear(both, 1)
        self.cat = nn.Linear(both, categories)
        self.lq, self.lk = nn.Linear(WIDTH, LINK), nn.Linear(WIDTH, LINK)
        self.lb = nn.Parameter(torch.zeros(4))
        self.ldb = nn.Parameter(torch.zeros(LONG_AGO + 1))
        self.drop = nn.Dropout(DROPPED)
        for small in (self.alone, self.told, self.new, self.cat):
            nn.init.normal_(small.weight, std=0.02)

    def forward(self, tones: Any, talk: Talk) -> Opinion:
        """What is heard in each remark."""
        wordless = talk.flags[:, 2:3]
        tones = self.drop(SCALE * (tones * (1 - wordless) + self.photo * wordless))
        x = self.inp(tones) + self.fl(talk.flags) + self.alone(self.drop(talk.alone))
        for layer in self.ly:
            x = layer(x, talk)
        x = self.no(x)
        both = torch.cat([x, tones, talk.alone[:, :SOUNDS]], 1)
        pairs = torch.stack([talk.same, talk.gap, talk.quoted], -1)
        links = self.lq(x) @ self.lk(x).T / math.sqrt(LINK) + pairs @ self.lb[:3] + self.ldb[talk.apart] + self.lb[3]
        return Opinion(self.told(both)[:, 0], self.new(both)[:, 0], self.cat(both), links)
