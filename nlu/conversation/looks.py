"""Small things to look for in the words of a remark. Pure."""

from __future__ import annotations

import math
import re

from nlu.conversation.remarks import Remark
from nlu.facts import Measure, Quantity, too_cold
from nlu.plates import PROVINCE
from nlu.readings import read_facts
from nlu.understanding import Kind

AT_MINE = re.compile(r"[我俺额咱](?:们)?(?:家|这|屋|楼|单元|也)|也是|一样|\+1|同问|同求")
OVER = re.compile("好了|来了|热了|通了|亮了|修好|解决|挪走|恢复|不用|算了|谢")
ASKS = re.compile("[?？吗呢么]|啥|谁|几|哪|怎么|咋")

CALLS_OFFICE = re.compile("物业|社区|网格|院长|服务长|管家|居委|书记|有人管|谁管|管管|反映|投诉")

# A neighbour can answer it: when, where, how much, who has one to lend.
ASKS_NEIGHBOURS = re.compile(
    "几点|几号|几路|周几|在哪|哪里|哪儿|哪家|哪办|多少钱|多钱|啥价|几块|咋走|怎么走|谁有|谁家有|借|推荐|要带|带啥|能进|"
    "开门|上班|下班|限号|预约|截止"
)
# Half a concession: what was wrong is over, something else is not.
HALF_OVER = re.compile(r"(\S)倒?是\1了")
CONCEDES = re.compile(rf"{HALF_OVER.pattern}|不过|可是|但是|就是|倒是|只是|反而|反倒|结果|却")
# It is as it was.
RELAPSES = re.compile("又|还是|还没|仍|照样|依旧|再次|复发|没好|没变|白修")
# Somebody offers something.
OFFERS = re.compile(
    "微信|同号|私聊|私我|加我|找我|联系|随叫随到|上门|包邮|接龙|团购|拼团|下单|截单|优惠|打折|到付|自取|转让|出一|出个|闲置|九成新|八成新|招租|租房|贷款|代办|专业|回收"
)

# Somebody asks whose vehicle is in his way. Neighbours often see to it within a minute, but nobody knows that yet.
_WHOSE = "谁|哪[个位家台]|边个|车主|尾号|车牌|麻烦|开头|打头|那[辆台个]|有挪车的"
_VEHICLE = (
    "车(?![位库棚间费站道厘票])|大众|本田|丰田|奥迪|奔驰|宝马|捷达|哈弗|途观|朗逸|轩逸|五菱|比亚迪|特斯拉|面包|皮卡|摩托|三轮|电瓶"
    f"|{PROVINCE}[A-Za-z]"
)
_IN_MY_WAY = (
    "(?<!不)[挡堵横拦占停][着到住了在死起牢]{0,2}[^，,。！!？?]{0,4}[我俺咱](?!.{0,3}[是在])"
    "|[我俺咱][^，,。]{0,3}[挡堵拦]"
)
_IN_THE_WAY = (
    "[挡堵横拦][^，,。！!？?]{0,6}(?:门|出口|口子|车库|车头|车位|屁股|通道|单元|位子)"
    "|(?:门|口|车库|通道|车位|位子)[挡堵横拦]|[停占][^，,。]{0,4}(?:消防|通道|盲道)"
)
_MAKE_WAY = "[挪移](?:一?[下哈挪]|开|走|车)|让一?下|出不去|进不来|开不出|倒不出"
_BLOCKED = re.compile(
    rf"(?=.{{0,40}}(?:{_WHOSE}))(?=.{{0,40}}(?:{_VEHICLE}))(?=.{{0,40}}(?:{_IN_MY_WAY}|{_IN_THE_WAY}|{_MAKE_WAY}))"
)
_NOT_BLOCKED = re.compile(
    "要是|如果|万一|喊我|叫我|帮|我的车|我挪|我车停|高架|[二三四五六内外]环|高速|路上|堵车|通知|冲洗|清洗|扫地|请[^，,。]{0,6}(?:车主|业主|大家|各位)|"
    "请[挪移]车|尽快|马上|来了|昨天|去年|上次|以前|[挪移走]了|挪开了|[吗么][?？]?$"
)
_LONGEST_CALL = 40  # characters of somebody who wants to get out

_DIGIT = re.compile("[0-9一二三四五六七八九十两半]")
_LASTING = {Measure.DURATION, Measure.TIMES, Measure.AFFECTED}
_LONGEST_READ = 80  # characters; longer texts tell more than one number can

KINDS = (Kind.CONSULTATION, Kind.PRAISE, Kind.SUGGESTION)
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


def blocked(text: str) -> bool:
    """Whether somebody asks for a vehicle to be moved that is in his way, not whether one was, or might be."""
    return len(text) <= _LONGEST_CALL and bool(_BLOCKED.match(text)) and not _NOT_BLOCKED.search(text)


def shows(pattern: re.Pattern[str], text: str) -> float:
    return float(pattern.search(text) is not None)


def kinds(remark: Remark) -> tuple[float, ...]:
    """Which of `KINDS` of appeal it would be."""
    kind = remark.sense.issue.kind if remark.sense else None
    return tuple(float(kind is one) for one in KINDS)


def says_over(text: str) -> float:
    """Whether the words tell that it is over; "来是来了" concedes that, and goes on."""
    return float(OVER.search(text) is not None and HALF_OVER.search(text) is None)


def intent(remark: Remark, name: str) -> float:
    return remark.sense.intents.get(name, 0.0) if remark.sense else 0.0


def thanks(remark: Remark) -> float:
    return intent(remark, "thanks") + intent(remark, "cancel")
