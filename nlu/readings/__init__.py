"""Readings: what a message tells as plain facts ("才14度", "停水三小时", "第四次报修"). Pure.

Exact rather than complete: a number that may mean something else is left out, because people act on it.
"""

from __future__ import annotations

import re

from nlu.facts import Measure, Moment, Part, Quantity, Reading
from nlu.places import MAX_CHARS, PLACE_HINT, PLACE_SPAN
from nlu.readings.lasting import spells
from nlu.readings.moments import moments
from nlu.readings.quantities import quantities, wholes

__all__ = ["Measure", "Moment", "Part", "Quantity", "Reading", "read_facts"]

_BLANK = "\ue000"  # stands for what is read already; no rule knows it
# Where neither is found no reader need be asked.
_NUMBERS = re.compile(
    "[0-9百千万]|[一二两三四五六七八九十几半俩多来](?:个|钟头|小时|分钟|刻钟|星期|礼拜|[度°天周月年次回遍趟块元圆毛户家人名位口栋幢层平、到至])"
)
_TIMES = re.compile(
    "[昨午夜晨晌昏]|今[天日早晚儿]|[前后]天|前晚|明[天日早晚儿]|每[天日晚早]|天天|当[天晚]|[早晚][上间起]|一早"
    "|[0-9一二三四五六七八九十两][点月日号:]"
)


def read_facts(folded: str) -> tuple[Reading, ...]:
    """The facts told in the first `MAX_CHARS` characters, in the order they are told; addresses are no facts.

    Args:
        folded: text after `nlu.normalise.fold`; spans count its characters.
    """
    text = folded[:MAX_CHARS]
    if PLACE_HINT.search(text):
        text = PLACE_SPAN.sub(_blank, text)
    found: list[Reading] = []
    if _NUMBERS.search(text):
        found += quantities(text)
    if "整" in text or "全" in text:
        found += wholes(text)
    found += spells(text)
    if _TIMES.search(text):
        found += moments(_without(text, found))
    return tuple(sorted(found, key=lambda reading: reading.span))


def _blank(match: re.Match[str]) -> str:
    return _BLANK * len(match.group())


def _without(text: str, found: list[Reading]) -> str:
    for start, end in (reading.span for reading in found):
        text = text[:start] + _BLANK * (end - start) + text[end:]
    return text
