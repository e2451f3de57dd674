"""What is looked at to decide where a remark belongs. The same for learning and for listening. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nlu.conversation.belonging import linked
from nlu.conversation.ear import Heard
from nlu.conversation.looks import (
    ASKS,
    ASKS_NEIGHBOURS,
    AT_MINE,
    CALLS_OFFICE,
    CONCEDES,
    INTENTS,
    KINDS,
    OFFERS,
    RELAPSES,
    intent,
    kinds,
    odds,
    read,
    says_over,
    shows,
    thanks,
)
from nlu.conversation.remarks import NOTHING, UNHEARD, Remark, Scene, Sketch, minutes, pairs
from nlu.judging import Meaning

_OWN_WITHIN = 6.0  # minutes within which one person's remarks are one burst
_AWAKE = 2400.0  # minutes after which a trouble nobody speaks of is not one of its rivals

# A remark by itself and in its burst: what is read off two meanings, and these.
SOUNDS = (
    "appeal", "characters", "wordless", "picture", "voice", "office", "in_burst", "quotes", "at_mine", "over",
    "calls_office", "asks", "cold", "measured", "burst_appeal", "asks_neighbours", "offers",
    *KINDS, *INTENTS,
)  # fmt: skip
# That it begins a trouble of its own.
BEGINS = (
    "begins", "told", "plainly_told", "one_category", "me_too", "follow_up", "restored", "thanks", "office", "quotes",
    "wordless", "known_category", "at_mine", "appeal", "own_lately", "quiet", "follow_up_in_quiet", "asks",
    "calls_office", "burst_told", "burst_told_too", "cold", "asks_neighbours", "offers",
    "concedes_calmed", "relapses_calmed", "known_category_of_old", "known_words", "ear_begins", "ear_linked",
    "ear_begins_told", "ear_known_category",
)  # fmt: skip
# That it belongs to one that is spoken of.
BELONGS = (
    "belongs", "told", "teller", "speaker", "gap", "distance", "latest", "after_it", "answers_it", "quotes_it",
    "category", "meaning", "nearest_meaning", "words", "same_building", "other_building", "me_too", "me_too_answering",
    "follow_up", "follow_up_answering", "restored", "restored_speaker", "thanks", "teller_gap", "teller_told",
    "teller_picture", "wordless", "office", "office_answering", "meaning_told", "hours_ago", "at_mine",
    "at_mine_meaning", "hardly_told", "speaker_at_once", "speaker_at_once_hardly_told", "size", "brief_answer",
    "rivals", "quotes_other", "speaker_asks", "over", "speaker_over", "speaker_meaning", "done", "sure_category",
    "sure_other_category", "told_other_category", "calmed", "calmed_told", "calmed_follow_up",
    "calmed_concedes", "calmed_relapses", "calmed_meaning", "calmed_speaker",
    "relapses_speaker", "hours_ago_speaker", "hours_ago_category", "only_category", "other_category", "only_speaker",
    "seed", "seed_told", "seed_own", "seed_own_told", "seed_office", "seed_office_told", "seed_me_too", "seed_meaning",
    "seed_quoted", "seed_answered", "ear_unlinked", "ear_linked", "ear_linked_surely", "ear_begins", "ear_category",
    "ear_opener", "ear_linked_other", "ear_category_other", "ear_linked_more",
)  # fmt: skip
# That something said before, which belonged nowhere, belongs to a trouble that has just begun.
BEFORE = ("before", "told", "same_sender", "gap", "distance", "category", "meaning", "words", "chatter", "asks",
          "same_sender_told", "picture", "between", "ear_linked", "ear_linked_surely",
          "same_sender_ear_linked")  # fmt: skip


def sounds(remark: Remark, scene: Scene) -> Meaning:
    """A remark by itself, with what the same person said just before."""
    burst = [one for one in scene.recent[-8:] if _same_burst(one, remark)]
    before = [one.meaning for one in burst if one.sense is not None]
    own = np.mean(before, axis=0) if before else NOTHING
    sense = remark.sense
    appeal, characters = (sense.appeal, sense.characters) if sense else (0.02, 0.02)
    text = remark.text
    values = [
        odds(appeal) / 3, odds(characters) / 3, float(sense is None or sense.meaning is None), float(remark.picture),
        float(remark.voice), float(remark.office), float(bool(burst)), float(remark.quotes is not None),
        shows(AT_MINE, text), says_over(text), shows(CALLS_OFFICE, text), shows(ASKS, text), *read(text),
        max((odds(one.sense.appeal if one.sense else 0.02) / 3 for one in burst), default=-1.5),
        shows(ASKS_NEIGHBOURS, text), shows(OFFERS, text), *kinds(remark),
        *(2 * intent(remark, name) for name in INTENTS),
    ]  # fmt: skip
    return np.concatenate([remark.meaning * 3, own, np.array(values, np.float32)]).astype(np.float32, copy=False)


def _same_burst(one: Remark, remark: Remark) -> bool:
    return one.sender == remark.sender and minutes(remark.at - one.at) < _OWN_WITHIN


def begins(remark: Remark, scene: Scene, told: float, heard: Heard | None = None) -> list[float]:
    """That a remark begins a trouble of its own.

    Args:
        told: logit that it belongs to any trouble at all, from what it sounds like.
        heard: what the ear heard in it.
    """
    awake = [one for one in scene.sketches if one.seed is None and minutes(remark.at - one.last_at) < _AWAKE]
    lately = [one for one in awake if minutes(remark.at - one.last_at) < 240]
    categories = remark.sense.categories if remark.sense else {}
    known = {one.id: one.alike(categories) for one in awake}
    own = min((minutes(remark.at - one.speakers[remark.sender]) for one in awake if remark.sender in one.speakers),
              default=999.0)  # fmt: skip
    calmed = float(any(one.calmed for one in lately))
    quiet = float(not any(minutes(remark.at - one.last_at) < 30 for one in awake))
    follow_up = intent(remark, "follow_up")
    # What the same person said just before, and nobody took for a trouble.
    said = (one.told for one in scene.recent if _same_burst(one, remark) and not one.threads)
    burst, own_words = max(said, default=UNHEARD / 2), pairs(remark.text)
    return [
        1.0, told / 3, max(told, 0.0) / 3, max(categories.values(), default=0.0), intent(remark, "me_too"), follow_up,
        intent(remark, "restored"), thanks(remark), float(remark.office), float(remark.quotes is not None),
        float(remark.sense is None), max((known[one.id] for one in lately), default=0.0),
        shows(AT_MINE, remark.text), odds(remark.sense.appeal if remark.sense else 0.02) / 3,
        float(own < _OWN_WITHIN), quiet, follow_up * quiet, shows(ASKS, remark.text),
        shows(CALLS_OFFICE, remark.text), burst / 3, max(burst, 0.0) * max(told, 0.0) / 9,
        read(remark.text)[0], shows(ASKS_NEIGHBOURS, remark.text), shows(OFFERS, remark.text),
        shows(CONCEDES, remark.text) * calmed, shows(RELAPSES, remark.text) * calmed,
        max(known.values(), default=0.0),
        max((one.shares(own_words) for one in awake), default=0.0), *_begins_heard(heard, told, awake),
    ]  # fmt: skip


def _begins_heard(heard: Heard | None, told: float, awake: Sequence[Sketch]) -> list[float]:
    """What the ear heard that speaks for a new one, and against it."""
    if heard is None:
        return [0.0] * 4
    tie = linked((*heard.links, *heard.long_ago.values()))
    known = max((one.alike(heard.subject) for one in awake), default=0.0)
    return [heard.begins / 3, tie, heard.begins * max(told, 0.0) / 9, known]


def before(said: Remark, remark: Remark, sketch: Sketch, distance: int, between: int, tie: float) -> list[float]:
    """That something said before belongs to the trouble that this remark has just begun.

    Args:
        distance: how many remarks ago it was said; `between` of them belong to other troubles.
        tie: what the ear heard that ties both, as `linked` tells it.
    """
    same = float(said.sender == remark.sender)
    length = float(np.linalg.norm(sketch.centre))
    near = float(said.meaning @ sketch.centre) / length if length else 0.0
    return [
        1.0, said.told / 3, same, math.log1p(minutes(remark.at - said.at)) / 3, math.log1p(distance) / 3,
        math.log(sketch.alike(said.sense.categories if said.sense else {}) + 0.02) / 2, near,
        sketch.shares(pairs(said.text)), intent(said, "chatter"), shows(ASKS, said.text),
        same * said.told / 3, float(said.picture), float(between > 0), tie, max(tie, 0.0), same * tie,
    ]  # fmt: skip


def names() -> Sequence[str]:
    """The choice's features in the order of its weights: of beginning, then of belonging."""
    return [*(f"begins.{name}" for name in BEGINS), *(f"belongs.{name}" for name in BELONGS)]
