"""What the encoder is to learn from each example: one right answer per decision, where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name

from nlu.corpus import Example
from nlu.semantic.labels import LABELS
from nlu.understanding import Intent

_SHARE = {"category": 1.0, "talk": 0.5, "urgency": 0.3}  # what a decision weighs beside "is it an appeal?"
_SOFT = 0.02  # no answer is quite certain: a corpus has mistakes
_NONE = -1


@dataclass(frozen=True)
class Targets:
    """The right answers of a list of examples, as tensors; -1 where a decision does not arise."""

    appeal: Any
    others: dict[str, Any]
    balance: Any

    def loss(self, logits: Any, rows: Sequence[int]) -> Any:
        """How far the logits of these examples are from what is right."""
        chosen = torch.tensor(rows)
        wanted = self.appeal[chosen] * (1 - _SOFT) + _SOFT / 2
        total = F.binary_cross_entropy_with_logits(logits[:, 0], wanted, pos_weight=self.balance)
        start = 1
        for name, share in _SHARE.items():
            answers, width = self.others[name][chosen], len(LABELS[name])
            if bool((answers != _NONE).any()):
                part = logits[:, start : start + width]
                total = total + share * F.cross_entropy(part, answers, ignore_index=_NONE, label_smoothing=0.05)
            start += width
        return total


def targets_of(examples: Sequence[Example]) -> Targets:
    """The right answers of the examples."""
    appeal = torch.tensor([float(example.intent is Intent.APPEAL) for example in examples])
    said = {
        "category": [example.category for example in examples],
        "talk": [None if example.intent is Intent.APPEAL else example.intent.value for example in examples],
        "urgency": [example.urgency.value if example.urgency else None for example in examples],
    }
    others = {
        name: torch.tensor([_NONE if value is None else LABELS[name].index(value) for value in values])
        for name, values in said.items()
    }
    return Targets(appeal, others, (len(appeal) - appeal.sum()) / appeal.sum().clamp(min=1))
