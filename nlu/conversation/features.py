"""What is looked at to decide where a remark belongs. The same for learning and for listening. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from nlu.conversation.remarks import (
    DIMENSIONS,
    NOTHING,
    RECENT,
    UNHEARD,
    Remark,
    Scene,
    Sketch,
    minutes,
    pairs,
    seed_place,
)
from nlu.judging import Meaning

_AT_MINE = re.compile(r"[我俺额咱](?:们)?(?:家|这|屋|楼|单元|也)|也是|一样|\+1|同问|同求")
_OVER = re.compile("好了|来了|热了|通了|亮了|修好|解决|挪走|恢复|不用|算了|谢")
_ASKS = re.compile("[?？吗呢么]|啥|谁|几|哪|怎么|咋")

_CALLS_OFFICE = re.compile("物业|社区|网格|院长|服务长|管家|居委|书记|有人管|谁管|管管|反映|投诉")

INTENTS = ("me_too", "follow_up", "restored", "thanks", "cancel", "ask_progress", "greeting", "chatter")
_OWN_WITHIN = 6.0  # minutes within which one person's remarks are one burst
_ANSWERED_WITHIN = 10.0  # minutes within which a remark may answer the one before
_AWAKE = 2400.0  # minutes after which a trouble nobody speaks of is not one of its rivals

# A remark by itself and in its burst: what is read off two meanings, and these.
SOUNDS = (
    "appeal", "characters", "wordless", "picture", "voice", "office", "in_burst", "quotes", "at_mine", "over",
    "calls_office", "asks", "burst_appeal", *INTENTS,
)  # fmt: skip
# That it begins a trouble of its own.
BEGINS = (
    "begins", "told", "plainly_told", "one_category", "me_too", "follow_up", "restored", "thanks", "office", "quotes",
    "wordless", "known_category", "at_mine", "appeal", "own_lately", "quiet", "follow_up_in_quiet", "asks",
    "calls_office", "burst_told", "burst_told_too",
)  # fmt: skip
# That it belongs to one that is spoken of.
BELONGS = (
    "belongs", "told", "teller", "speaker", "gap", "distance", "latest", "after_it", "answers_it", "quotes_it",
    "category", "meaning", "nearest_meaning", "words", "same_building", "other_building", "me_too", "me_too_answering",
    "follow_up", "follow_up_answering", "restored", "restored_speaker", "thanks", "teller_gap", "teller_told",
    "teller_picture", "wordless", "office", "office_answering", "meaning_told", "hours_ago", "at_mine",
    "at_mine_meaning", "hardly_told", "speaker_at_once", "speaker_at_once_hardly_told", "size", "brief_answer",
    "rivals", "quotes_other", "speaker_asks", "over", "speaker_over", "speaker_meaning", "done",
    "seed", "seed_told", "seed_own", "seed_own_told", "seed_office", "seed_office_told", "seed_me_too", "seed_meaning",
    "seed_quoted", "seed_answered",
)  # fmt: skip
# That something said before, which belonged nowhere, belongs to a trouble that has just begun.
BEFORE = ("before", "told", "same_sender", "gap", "distance", "category", "meaning", "words", "chatter", "asks",
          "same_sender_told", "picture", "between")  # fmt: skip


def odds(probability: float) -> float:
    """The logit, cut where probabilities mean nothing any more."""
    held = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))


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
        _is(_AT_MINE, text), _is(_OVER, text), _is(_CALLS_OFFICE, text), _is(_ASKS, text),
        max((odds(one.sense.appeal if one.sense else 0.02) / 3 for one in burst), default=-1.5),
        *(2 * _intent(remark, name) for name in INTENTS),
    ]  # fmt: skip
    return np.concatenate([remark.meaning * 3, own, np.array(values, np.float32)]).astype(np.float32)


def _same_burst(one: Remark, remark: Remark) -> bool:
    return one.sender == remark.sender and minutes(remark.at - one.at) < _OWN_WITHIN


def begins(remark: Remark, scene: Scene, told: float) -> list[float]:
    """That a remark begins a trouble of its own.

    Args:
        told: logit that it belongs to any trouble at all, from what it sounds like.
    """
    awake = [one for one in scene.sketches if one.seed is None and minutes(remark.at - one.last_at) < _AWAKE]
    lately = [one for one in awake if minutes(remark.at - one.last_at) < 240]
    categories = remark.sense.categories if remark.sense else {}
    own = min((minutes(remark.at - one.speakers[remark.sender]) for one in awake if remark.sender in one.speakers),
              default=999.0)  # fmt: skip
    quiet = float(not any(minutes(remark.at - one.last_at) < 30 for one in awake))
    follow_up = _intent(remark, "follow_up")
    # What the same person said just before, and nobody took for a trouble.
    said = (one.told for one in scene.recent if _same_burst(one, remark) and not one.threads)
    burst = max(said, default=UNHEARD / 2)
    return [
        1.0, told / 3, max(told, 0.0) / 3, max(categories.values(), default=0.0), _intent(remark, "me_too"), follow_up,
        _intent(remark, "restored"), _thanks(remark), float(remark.office), float(remark.quotes is not None),
        float(remark.sense is None), max((one.alike(categories) for one in lately), default=0.0),
        _is(_AT_MINE, remark.text), odds(remark.sense.appeal if remark.sense else 0.02) / 3,
        float(own < _OWN_WITHIN), quiet, follow_up * quiet, _is(_ASKS, remark.text),
        _is(_CALLS_OFFICE, remark.text), burst / 3, max(burst, 0.0) * max(told, 0.0) / 9,
    ]  # fmt: skip


class Belonging:
    """Everything about a remark that is the same for each trouble it may belong to."""

    def __init__(self, remark: Remark, scene: Scene, told: float) -> None:
        self.told = told
        self._remark, self._recent = remark, scene.recent
        self._order = sorted(scene.sketches, key=lambda one: one.last_at, reverse=True)
        self._pairs = pairs(remark.text)
        self._before = scene.recent[-1].threads if scene.recent else ()
        others = (one for one in reversed(scene.recent) if one.sender != remark.sender)
        other = next(others, None)
        soon = other is not None and minutes(remark.at - other.at) < _ANSWERED_WITHIN
        self._answered = other.threads if other is not None and soon else ()
        awake = [one for one in self._order if one.seed is None]
        self._latest = awake[0] if awake else None
        self._rivals = {one.id: place for place, one in enumerate(awake)}
        self._intents = {name: _intent(remark, name) for name in INTENTS}
        self._looks = (_is(_AT_MINE, remark.text), _is(_OVER, remark.text), _is(_ASKS, remark.text), _thanks(remark))
        # Seeds among the last two remarks are what is answered at once.
        self._answered_from = len(scene.recent) - 2

    def of(self, sketch: Sketch) -> list[float]:
        """That the remark belongs to this trouble."""
        remark, told = self._remark, self.told
        gap = minutes(remark.at - sketch.last_at)
        teller, speaker = float(remark.sender == sketch.teller), float(remark.sender in sketch.speakers)
        at_once = float(bool(speaker) and minutes(remark.at - sketch.speakers[remark.sender]) < 4)
        answers = float(sketch.id in self._answered)
        wordless, office = float(remark.sense is None), float(remark.office)
        me_too, follow_up, restored = (self._intents[name] for name in ("me_too", "follow_up", "restored"))
        near, nearest = self._meaning(sketch), self._nearest(sketch)
        mine, over, asks, thanks = self._looks
        named = remark.building
        quotes = remark.quotes or ()
        hardly = min(told, 0.0) / 3
        return [
            1.0, told / 3, teller, speaker, math.log1p(max(gap, 0.0)) / 3, math.log1p(self._distance(sketch)) / 3,
            float(sketch is self._latest), float(sketch.id in self._before), answers, float(sketch.id in quotes),
            math.log(sketch.alike(remark.sense.categories if remark.sense else {}) + 0.02) / 2, near, nearest,
            self._words(sketch), float(named is not None and named in sketch.buildings),
            float(named is not None and bool(sketch.buildings) and named not in sketch.buildings), me_too,
            me_too * answers, follow_up, follow_up * answers, restored, restored * speaker, thanks,
            teller * math.log1p(min(max(gap, 0.0), 3000.0)) / 3, teller * told / 3, wordless * at_once, wordless,
            office, office * answers, told / 3 * near, float(gap > 180), mine, mine * near, hardly, at_once,
            at_once * -hardly, min(sketch.count, 5) / 5, answers * float(len(remark.text) <= 8),
            math.log1p(self._rivals[sketch.id] if sketch.seed is None else self._later(sketch)),
            float(bool(quotes) and sketch.id not in quotes),
            asks * speaker, over, over * speaker, near * speaker, float(sketch.done),
            *self._seed(sketch, near),
        ]  # fmt: skip

    def _later(self, sketch: Sketch) -> int:
        """How many real troubles were spoken of after a seed was said."""
        return sum(one.seed is None and one.last_at > sketch.last_at for one in self._order)

    def _seed(self, sketch: Sketch, near: float) -> list[float]:
        """That the remark makes a trouble of what was hardly one."""
        if sketch.seed is None:
            return [0.0] * 10
        remark, told = self._remark, sketch.seed / 3
        own, office = float(remark.sender == sketch.teller), float(remark.office)
        place = seed_place(sketch.id)
        answered = float(place is not None and place >= self._answered_from)
        return [
            1.0, told, own, own * told, office, office * told, _intent(remark, "me_too"), near,
            float(place is not None and place == remark.quoted), answered,
        ]  # fmt: skip

    def _meaning(self, sketch: Sketch) -> float:
        length = float(np.linalg.norm(sketch.centre))
        return float(self._remark.meaning @ sketch.centre) / length if length else 0.0

    def _nearest(self, sketch: Sketch) -> float:
        if sketch.seed is not None:
            return self._meaning(sketch)
        said = (one for one in self._recent if sketch.id in one.threads and one.sense is not None)
        return max((float(self._remark.meaning @ one.meaning) for one in said), default=0.0)

    def _words(self, sketch: Sketch) -> float:
        return len(self._pairs & pairs(sketch.words)) / max(3, len(self._pairs)) if self._pairs else 0.0

    def _distance(self, sketch: Sketch) -> int:
        """How many remarks ago it was spoken of; `RECENT` and one more where that is longer ago than is looked at."""
        if (place := seed_place(sketch.id)) is not None:
            return len(self._recent) - place
        back = (place for place, one in enumerate(reversed(self._recent), 1) if sketch.id in one.threads)
        return next(back, RECENT + 1)


def before(said: Remark, remark: Remark, sketch: Sketch, distance: int, between: int) -> list[float]:
    """That something said before belongs to the trouble that this remark has just begun.

    Args:
        distance: how many remarks ago it was said; `between` of them belong to other troubles.
    """
    same = float(said.sender == remark.sender)
    length = float(np.linalg.norm(sketch.centre))
    near = float(said.meaning @ sketch.centre) / length if length else 0.0
    shared, own = pairs(said.text) & pairs(sketch.words), pairs(said.text)
    return [
        1.0, said.told / 3, same, math.log1p(minutes(remark.at - said.at)) / 3, math.log1p(distance) / 3,
        math.log(sketch.alike(said.sense.categories if said.sense else {}) + 0.02) / 2, near,
        len(shared) / max(3, len(own)) if own else 0.0, _intent(said, "chatter"), _is(_ASKS, said.text),
        same * said.told / 3, float(said.picture), float(between > 0),
    ]  # fmt: skip


def names() -> Sequence[str]:
    """The choice's features in the order of its weights: of beginning, then of belonging."""
    return [*(f"begins.{name}" for name in BEGINS), *(f"belongs.{name}" for name in BELONGS)]


def sound_size() -> int:
    """How many numbers `sounds` gives."""
    return 2 * DIMENSIONS + len(SOUNDS)


def _is(pattern: re.Pattern[str], text: str) -> float:
    return float(pattern.search(text) is not None)


def _intent(remark: Remark, name: str) -> float:
    return remark.sense.intents.get(name, 0.0) if remark.sense else 0.0


def _thanks(remark: Remark) -> float:
    return _intent(remark, "thanks") + _intent(remark, "cancel")
