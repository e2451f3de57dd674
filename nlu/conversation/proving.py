"""A made-up conversation that holds hearing in NumPy to learning in PyTorch; what PyTorch heard is in the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from nlu.conversation.remarks import RECENT, Remark
from nlu.judging import Meaning
from nlu.taxonomy import CATEGORIES
from nlu.understanding import Issue, Kind, Sense, Urgency

PROOF = "proof."  # begins the names of what is needed for it and what was heard
REMARKS, PHOTO, QUOTED = 16, 3, 12  # how many; which one is a photo; which one the last quotes
BEGAN = 0  # which one began a trouble that nobody spoke of until the last is heard
_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_ISSUE = Issue("heating", Kind.SUGGESTION, Urgency.NORMAL, 0.5, (0, 1))


def proof_remarks(tones: Meaning, meanings: Meaning) -> list[Remark]:
    """Two people by turns, a minute between; each message sounds a little more like an appeal than the one before.

    Args:
        tones, meanings: a row for each remark.
    """
    found = []
    for place, (tone, meaning) in enumerate(zip(tones, meanings, strict=True)):
        share = (place + 1) / (REMARKS + 1)
        subject = {list(CATEGORIES)[place]: share}
        sense = Sense(share, share / 2, subject, {"me_too": 1 - share}, _ISSUE, meaning, tone)
        found.append(Remark(_NOON + timedelta(minutes=place), "ab"[place % 2], "…", sense))
    found[PHOTO] = replace(found[PHOTO], text="", sense=None, picture=True)
    found[-1] = replace(found[-1], quotes=(), quoted=QUOTED - (REMARKS - 1 - RECENT))
    return found
