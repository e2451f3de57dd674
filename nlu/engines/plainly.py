"""What is so plain that no mind is asked, or none is believed that says otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from nlu import asked, stopped
from nlu.courtesy import core
from nlu.cries import danger_cried
from nlu.engines.reading import Reading, read_all
from nlu.intents import fixed_intent
from nlu.judging import Judgement
from nlu.model import Model
from nlu.splitter import Clause
from nlu.understanding import Intent

BEYOND_DOUBT = 0.9  # probability of an appeal of a cry for help, and of words that tell that something stopped working


def hear_what_is_plain(whole: Reading) -> None:
    """Take a cry for an appeal, "暖气不热了" for no "不漏了" and "修好了没" for no "修好了", however they sound."""
    stands_still = whole.intent == Intent.RESTORED and stopped.says_so(whole.folded)
    if stands_still or danger_cried(whole.folded):
        others = {name: share for name, share in whole.intents.items() if name != Intent.RESTORED}
        whole.believe(Judgement(max(whole.appeal, BEYOND_DOUBT), whole.categories, others))
    elif whole.intent == Intent.RESTORED and asked.whether(whole.folded):
        asks = dict(whole.intents)
        asks[Intent.ASK_PROGRESS] = asks.get(Intent.ASK_PROGRESS, 0.0) + asks.pop(Intent.RESTORED)
        whole.believe(Judgement(whole.appeal, whole.categories, asks))


def without_model(folded: str) -> Intent | None:
    """The meaning of a message that needs no mind, or None."""
    fixed = fixed_intent(folded)
    if asked.after_progress(folded) or (fixed is Intent.RESTORED and asked.whether(folded)):
        return Intent.ASK_PROGRESS
    if fixed is None and not any(map(str.isalnum, folded)):
        return Intent.CHATTER
    return fixed


_COURTESY = {Intent.GREETING, Intent.THANKS}


def read_peeled(model: Model, shown: Sequence[Clause]) -> list[Reading]:
    """What the model says of messages, each without the courtesies around it where it says more so."""
    spans = {place: core(clause.text) for place, clause in enumerate(shown)}
    around = {place: span for place, span in spans.items() if span != (0, len(shown[place].text))}
    cores = [Clause(shown[place].text[slice(*span)], *span) for place, span in around.items()]
    readings = read_all(model, [*shown, *cores])
    for place, inner in zip(around, readings[len(shown) :], strict=True):
        if _means_more(inner, readings[place]):
            readings[place].peel(inner)
    return readings[: len(shown)]


def _means_more(inner: Reading, whole: Reading) -> bool:
    if inner.appeal > whole.appeal or without_model(inner.folded) is not None:
        return True
    return whole.intent in _COURTESY and inner.intent not in {*_COURTESY, Intent.CHATTER}
