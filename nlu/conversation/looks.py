"""Small things to look for in the words of a remark. Pure."""

from __future__ import annotations

import math
import re

from nlu.conversation.remarks import Remark
from nlu.facts import Measure, Quantity, too_cold
from nlu.readings import read_facts

AT_MINE = re.compile(r"[我俺额咱](?:们)?(?:家|这|屋|楼|单元|也)|也是|一样|\+1|同问|同求")
OVER = re.compile("好了|来了|热了|通了|亮了|修好|解决|挪走|恢复|不用|算了|谢")
ASKS = re.compile("[?？吗呢么]|啥|谁|几|哪|怎么|咋")

CALLS_OFFICE = re.compile("物业|社区|网格|院长|服务长|管家|居委|书记|有人管|谁管|管管|反映|投诉")

_DIGIT = re.compile("[0-9一二三四五六七八九十两半]")
_LASTING = {Measure.DURATION, Measure.TIMES, Measure.AFFECTED}
_LONGEST_READ = 80  # characters; longer texts tell more than one number can

INTENTS = ("me_too", "follow_up", "restored", "thanks", "cancel", "ask_progress", "greeting", "chatter")


def odds(probability: float) -> float:
    """The logit, cut where probabilities mean nothing any more."""
    held = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))


def read(text: str) -> tuple[float, float]:
    """Whether the words tell a room colder than it must be, and whether they tell how long or how often at all."""
    if _DIGIT.search(text) is None or len(text) > _LONGEST_READ:
        return 0.0, 0.0
    facts = read_facts(text.lower())
    measured = any(isinstance(fact, Quantity) and fact.measure in _LASTING for fact in facts)
    return float(too_cold(facts)), float(measured)


def shows(pattern: re.Pattern[str], text: str) -> float:
    return float(pattern.search(text) is not None)


def intent(remark: Remark, name: str) -> float:
    return remark.sense.intents.get(name, 0.0) if remark.sense else 0.0


def thanks(remark: Remark) -> float:
    return intent(remark, "thanks") + intent(remark, "cancel")
