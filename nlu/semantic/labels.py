"""The decisions a direction is read for, and their labels in the order of the heads' columns."""

from __future__ import annotations

from nlu.taxonomy import CATEGORIES, URGENCY_NAMES
from nlu.understanding import Intent

LABELS: dict[str, tuple[str, ...]] = {
    "appeal": ("yes",),
    "category": tuple(CATEGORIES),
    "talk": tuple(intent.value for intent in Intent if intent is not Intent.APPEAL),
    "urgency": tuple(URGENCY_NAMES),
}
