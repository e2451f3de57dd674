"""不要记录我, in the words in which people say it, and what only sounds like it. Pure."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from nlu.normalise import plain
from nlu.tables import simplification

_LONGEST = 60  # characters as written; whoever says more speaks of something else as well
_simplification = cache(simplification)  # a table that takes a tenth of a second to make

_SPEAKS_OF_IT = re.compile("[记記录錄收采採保登]")
_SPOKEN_TO = re.compile(r"@\S{1,20}\s+")
_POLITE = (
    r"(?:[\W_]|你好|您好|更正(?:一下)?|请(?!勿)|麻烦|拜托|求求?|民小呼|小呼|机器人|管理员|群主|你们?|您们?|大家|以后|今后|从?现在(?:起|开始)?"
    r"|我?(?:要求|请求|希望)|千万|那就?|都|也)"
)
_FEW = "{0,12}+"  # polite words and signs in a row; nobody says more
_LEAD = re.compile(rf"^{_POLITE}{_FEW}")
_TAIL = re.compile(
    r"(?:[\W_]|谢谢|多谢|感谢|拜托|麻烦|辛苦|[你您](?:们)?|大家|好吗|行吗|可以吗|好不好|行不行|了|吧|啊|哈|哦|噢|呀|呢|ok){1,12}$"
)

_NOT = (
    r"(?:不要|不准|不许|不得|不允许|不可以?|不能|不同意|不接受|不希望|不愿意?|不想|不给"
    r"|别|勿|请勿|莫|甭|停止|禁止|拒绝|谢绝)"
)
# Said of a list as often as of talk (接龙，不用记我): not with the short verbs.
_NEED_NOT = r"(?:不用|不必|不需要|无需|取消|退出)"
_WHOM = r"(?:再|继续|随便|私自|偷偷|让|由|给)?(?:你们?|您们?|机器人|民小呼|小呼|别人|任何人|平台|系统)?(?:再|来|去|给)?"
_WRITE = r"(?:登记记录|记录|收集|采集|保存)(?:下来?|在案)?"
_SHORT = r"(?:记(?:下来?)?|录(?:下来?)?)"
_WHO = r"(?:我们?|俺们?|咱们?|本人)(?:这个人|本人|个人)?"
_WORDS = r"(?:个人|聊天|私人)?(?:话语?|消息|信息|发言|言论|说话|聊天|记录|内容|东西|语音|资料|数据|隐私)"
_SAYS = rf"(?:在?(?:这个)?群里面?)?(?:所?(?:说|讲|发|聊)(?:过|出来)?的?|的)(?:任何|一切|所有|全部)?(?:{_WORDS})?"
_SAID = rf"{_WHO}{_SAYS}"
_ME = rf"{_WHO}(?:(?:们|全)?家(?:人|里)?)?(?:{_SAYS}|{_WORDS})?"
_SOMEBODY = r"(?:@\S{1,20}?)?"

_STOP = re.compile(
    rf"{_SOMEBODY}{_POLITE}{_FEW}(?:我们?|本人)?(?:"
    rf"(?:{_NOT}|{_NEED_NOT}){_WHOM}{_WRITE}{_ME}"
    rf"|{_NOT}{_WHOM}{_SHORT}{_ME}"
    # 登记 alone is what we do with troubles, and what neighbours do with lists.
    rf"|{_NOT}{_WHOM}登记{_SAID}"
    rf"|(?:{_NOT}|{_NEED_NOT}){_WHOM}(?:把|将){_ME}(?:{_WRITE}|{_SHORT}|登记(?:下来)?)"
    rf"|(?:{_NOT}|{_NEED_NOT})(?:再)?被{_WHOM}{_WRITE}(?:{_ME})?"
    rf"|(?:拒绝|不同意|不接受|退出)(?:再)?记录"
    rf")"
)
_STOP_LAST = re.compile(rf"{_SAID}(?:都|请|就)?(?:{_NOT}|{_NEED_NOT}){_WHOM}(?:{_WRITE}|{_SHORT})")
_AGAIN = re.compile(
    rf"{_SOMEBODY}{_POLITE}{_FEW}我?(?:可以|恢复|同意|允许|重新|继续)(?:再|重新|继续|恢复)?(?:你们?|您)?(?:记录|收集)(?:{_ME})?"
)
_UNCLEAR = re.compile(rf"{_SOMEBODY}{_POLITE}{_FEW}(?:我们?)?(?:{_NOT}|{_NEED_NOT}|不){_WHOM}(?:{_WRITE}|{_SHORT})")


class Refusal(Enum):
    """What somebody wants of us.

    Attributes:
        STOP: not to be recorded; AGAIN: to be recorded again.
        UNCLEAR: that something is not recorded: what he says in groups, or the trouble he just told?
    """

    STOP = "stop"
    AGAIN = "again"
    UNCLEAR = "unclear"


def meant(text: str) -> Refusal | None:
    """What a message asks for; None where it says anything else besides."""
    # Cheap, before a text is folded: nearly no message of a group speaks of it.
    if len(text) > _LONGEST or not _SPEAKS_OF_IT.search(text):
        return None
    core = _core(text)
    if _STOP.fullmatch(core) or _STOP_LAST.fullmatch(core):
        return Refusal.STOP
    if _AGAIN.fullmatch(core):
        return Refusal.AGAIN
    return Refusal.UNCLEAR if _UNCLEAR.fullmatch(core) else None


def _core(text: str) -> str:
    """The words without who is spoken to, pictures, politeness and spaces, in simplified characters."""
    folded = _SPOKEN_TO.sub("", plain(text, _simplification()).strip(), count=1)
    bare = "".join(folded.split())
    return _TAIL.sub("", bare if bare.startswith("@") else _LEAD.sub("", bare))
