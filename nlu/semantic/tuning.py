"""Tuning the encoder's upper layers on our corpus; the only place that knows PyTorch.

`make semantic` runs it where PyTorch is installed and writes `opinion.npz`, which is all that ships. Weights
are rounded to the packed file's 4 bits in every step, so that what is learned is what will be read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from numpy.typing import NDArray
from torch.nn.attention import SDPBackend, sdpa_kernel

from nlu.semantic.packed import Floats, Layout, pack, unpack
from nlu.semantic.targets import Targets

Tensors = dict[str, Any]
Progress = Callable[[str], None]

LOWEST = 6  # layers of the encoder below this one stay as they are
SCALE = 20.0  # directions are unit vectors: logits need longer ones
EPSILON = 1e-12
_PACKED = {f"{matrix}.w" for matrix in ("q", "k", "v", "ao", "fi", "fo")}


@dataclass(frozen=True)
class Course:
    """How to learn: passes over the corpus, messages a step, and how far a step goes."""

    passes: float = 3.0
    batch: int = 64
    rate: float = 3e-4


class Weights:
    """The tensors of a packed file, opened for training."""

    def __init__(self, data: bytes, layout: Layout) -> None:
        self._data, self._layout = data, layout
        self.width, self.layers, self.heads = layout.shape[:3]

    def floats(self, name: str) -> Any:
        """A tensor stored as it is."""
        place = self._layout.tensors[name]
        return torch.from_numpy(np.frombuffer(self._data, "<f4", place.size // 4, place.offset).copy())

    def blocks(self, name: str) -> NDArray[np.uint8]:
        """A packed tensor's blocks."""
        place = self._layout.tensors[name]
        return np.frombuffer(self._data, np.uint8, place.size, place.offset).reshape(-1, 18)

    def layer(self, number: int, tuned: Mapping[str, NDArray[np.generic]]) -> Tensors:
        """All tensors of one layer by their short names; a tuned one wins."""
        found: Tensors = {}
        for name in self._layout.tensors:
            if name.startswith(f"l{number}."):
                short = name.split(".", 1)[1]
                found[short] = self._one(name, tuned.get(name))
        return found

    def _one(self, name: str, tuned: NDArray[np.generic] | None) -> Any:
        if not self._layout.tensors[name].packed:
            return self.floats(name) if tuned is None else torch.from_numpy(np.asarray(tuned, np.float32).copy())
        blocks = self.blocks(name) if tuned is None else np.asarray(tuned, np.uint8)
        inputs = self._layout.shape[3] if ".fo." in name else self.width
        return torch.from_numpy(unpack(blocks).reshape(-1, inputs))


def rounded(weights: Any) -> Any:
    """The weights as four bits can say them; gradients pass as if nothing had happened."""
    rows = weights.view(-1, 32)
    largest = rows.gather(1, rows.abs().argmax(1, keepdim=True))
    scale = (largest / -8).half().float()
    safe = torch.where(scale == 0, torch.ones_like(scale), scale)
    nearest = ((rows / safe).round().clamp(-8, 7) * scale).view_as(weights)
    return weights + (nearest - weights).detach()


def run_layer(layer: Tensors, x: Any, mask: Any, heads: int) -> Any:
    """One transformer layer over a batch of sentences."""

    def linear(value: Any, name: str) -> Any:
        return F.linear(value, layer[f"{name}.w"], layer[f"{name}.b"])

    def split(value: Any) -> Any:
        return value.view(*value.shape[:2], heads, -1).transpose(1, 2)

    width = x.shape[-1]
    # Sentences are short: in blocks, learning from them took a fifth longer.
    with sdpa_kernel(SDPBackend.MATH):
        seen = F.scaled_dot_product_attention(
            split(linear(x, "q")), split(linear(x, "k")), split(linear(x, "v")), attn_mask=mask[:, None, None, :]
        )
    x = x + linear(seen.transpose(1, 2).reshape(x.shape), "ao")
    x = F.layer_norm(x, (width,), layer["aln.w"], layer["aln.b"], EPSILON)
    x = x + linear(F.gelu(linear(x, "fi")), "fo")
    return F.layer_norm(x, (width,), layer["oln.w"], layer["oln.b"], EPSILON)


class Tuner:
    """The encoder with its upper layers free to move, and the heads above them.

    Args:
        tuned: where the upper layers begin from; those it does not name begin as they come.
    """

    def __init__(self, weights: Weights, tuned: Mapping[str, NDArray[np.generic]], labels: int) -> None:
        torch.manual_seed(1)
        self._weights = weights
        self._below = [weights.layer(number, {}) for number in range(LOWEST)]
        self._above = [weights.layer(number, tuned) for number in range(LOWEST, weights.layers)]
        self._words = weights.blocks("emb.word").reshape(-1, weights.width // 32 * 18)
        self._places = weights.floats("emb.pos").view(-1, weights.width)
        self._type = weights.floats("emb.type")[: weights.width]
        self._norm = weights.floats("emb.ln.w"), weights.floats("emb.ln.b")
        self.head = torch.nn.init.normal_(torch.empty(labels, weights.width), std=0.02).requires_grad_()
        self.bias = torch.zeros(labels).requires_grad_()
        for value in self.moving():
            value.requires_grad_()

    def moving(self) -> list[Any]:
        """What is to be learned of the encoder."""
        return [value for layer in self._above for value in layer.values()]

    def begin_with(self, weights: Floats, bias: Floats) -> None:
        """Take over heads that were learned before."""
        with torch.no_grad():
            self.head.copy_(torch.from_numpy(np.asarray(weights, np.float32)) / SCALE)
            self.bias.copy_(torch.from_numpy(np.asarray(bias, np.float32)))

    def prepare(self, sentences: Sequence[Sequence[int]]) -> list[Any]:
        """What the lower layers make of each sentence, worked out once: they never change."""
        found: list[Any] = [None] * len(sentences)
        order = sorted(range(len(sentences)), key=lambda row: len(sentences[row]))
        with torch.no_grad():
            for start in range(0, len(order), 128):
                rows = order[start : start + 128]
                x, mask = self._embed([sentences[row] for row in rows])
                with torch.autocast("cpu", torch.bfloat16):
                    for layer in self._below:
                        x = run_layer(layer, x, mask, self._weights.heads)
                for place, row in enumerate(rows):
                    found[row] = x[place, : len(sentences[row])].half().clone()
        return found

    def _embed(self, sentences: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        longest, width = max(map(len, sentences)), self._weights.width
        numbers = np.ones((len(sentences), longest), int)
        mask = torch.zeros(len(sentences), longest, dtype=torch.bool)
        for row, sentence in enumerate(sentences):
            numbers[row, : len(sentence)] = sentence
            mask[row, : len(sentence)] = True
        words = unpack(self._words[numbers.reshape(-1)].reshape(-1, 18)).reshape(*numbers.shape, width)
        x = torch.from_numpy(words) + self._places[:longest] + self._type
        return F.layer_norm(x, (width,), *self._norm, EPSILON), mask

    def written(self) -> list[Tensors]:
        """The upper layers as they will be written: what a step learns by is rounded once, however much it reads."""
        return [
            {name: rounded(value) if name in _PACKED else value for name, value in layer.items()}
            for layer in self._above
        ]

    def directions(self, prepared: Sequence[Any], above: Sequence[Tensors]) -> Any:
        """The unit vectors of sentences, read with these upper layers."""
        longest = max(map(len, prepared))
        x = torch.zeros(len(prepared), longest, self._weights.width)
        mask = torch.zeros(len(prepared), longest, dtype=torch.bool)
        for row, states in enumerate(prepared):
            x[row, : len(states)] = states.float()
            mask[row, : len(states)] = True
        with torch.autocast("cpu", torch.bfloat16):
            for layer in above:
                x = run_layer(layer, x, mask, self._weights.heads)
        mean = (x.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return F.normalize(mean, dim=1)

    def logits(self, directions: Any) -> Any:
        """Of every label of every decision."""
        return F.linear(SCALE * directions, self.head, self.bias)

    def learn(self, prepared: Sequence[Any], targets: Targets, course: Course, tell: Progress) -> None:
        """Move layers and heads towards the targets."""
        steps = max(1, int(course.passes * len(prepared) / course.batch))
        groups = [
            {"params": self.moving(), "lr": course.rate},
            {"params": [self.head, self.bias], "lr": course.rate * 10},
        ]
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        slowing = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(step, steps))
        begin = time.monotonic()
        for step, rows in enumerate(_batches([len(states) for states in prepared], course.batch, steps), 1):
            read = self.directions([prepared[row] for row in rows], self.written())
            directions = F.dropout(read, 0.1)
            loss = targets.loss(self.logits(directions), rows)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.moving(), 1.0)
            optimiser.step()
            slowing.step()
            if step % 50 == 0 or step == steps:
                tell(f"step {step} of {steps}, loss {float(loss):.3f}, {time.monotonic() - begin:.0f} s")

    def result(self) -> tuple[dict[str, NDArray[np.generic]], Floats, Floats]:
        """The tuned tensors as the packed file stores them, the heads' weights and their bias."""
        tensors: dict[str, NDArray[np.generic]] = {}
        for number, layer in enumerate(self._above, LOWEST):
            for name, value in layer.items():
                plain = value.detach().numpy()
                tensors[f"l{number}.{name}"] = pack(plain) if name in _PACKED else plain.astype(np.float32)
        return tensors, self.head.detach().numpy() * SCALE, self.bias.detach().numpy()


def pace(step: int, steps: int) -> float:
    """Warm up over the first sixteenth, then slow down evenly."""
    return min(1.0, (step + 1) / (steps / 16 + 1)) * max(0.02, 1 - step / steps)


def _batches(lengths: Sequence[int], size: int, steps: int) -> Iterator[list[int]]:
    """Rows of similar length together, in an order that changes with every pass."""
    dice = torch.Generator().manual_seed(1)
    given = 0
    while given < steps:
        order = torch.randperm(len(lengths), generator=dice).tolist()
        batches: list[list[int]] = []
        for start in range(0, len(order), 20 * size):
            near = sorted(order[start : start + 20 * size], key=lambda row: lengths[row])
            batches += [near[at : at + size] for at in range(0, len(near), size)]
        for place in torch.randperm(len(batches), generator=dice).tolist()[: steps - given]:
            given += 1
            yield batches[place]
