"""What a resident's words say of a promise: that it was done, that it was not, both, or neither. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASKS = re.compile(r"[?？]|吗|没有[。！!]?$")
_WHERE_IS_HE = re.compile(r"人呢|人影|人[都也]没有")
# What is not said to have happened: a condition, a wish, and what nobody need do any more.
_UNSAID = re.compile(
    r"等(?![了到着半一两几好很]).{0,10}?(?:来|到|[修换弄装做]好|好|解决|恢复|处理|热|通).{0,2}了(?:[再才]说?)?"
    r"|(?:来|到|好|解决|恢复|处理|热|通)了(?:再(?:说|看|联系|打|给|付|谈)|才(?:算|行|说|信|能|给|付))"
    r"|(?:不用|不要|不必|不需要|用不着|甭|别)再?(?:派人|叫人)?(?:过?来|上门|修|换|弄|装|处理)[了啊吧]?"
    r"|(?:希望|盼着?|但愿|要是|如果|假如|[什啥]么?时候|几时|何时|早点|尽快).{0,12}?了"
    r"|怕.{0,6}?不来|没来得及|好了[,，]?(?:别|不)说|[时期]间?到了|到时间了|到点了"
)
# Nobody was there, or nothing was done. What follows is taken along: in "没人来过" nobody came.
_ABSENT = re.compile(
    r"(?<!有)没(?:有|看)?见?(?:到|着)?人(?:影|过?来|管|到|上门|修|理|处理|联系)(?:过|了)*"
    r"|(?<![家里屋有])没有?人(?![在受被伤接住用])|人(?:还|也|都|一直)?没(?:有)?(?:到|来|影|见)|人影"
    r"|人[都也]没有|(?<![别没有家老男女个])人呢"
    r"|还没(?!到(?:时间|点))(?:有?人)?(?:过?来|到|上门|修|换|处理|解决|做|弄|回复|答复|联系|好|热|通|恢复)?[好完过上]?了?"
    r"|(?<!有)(?<!(?<![从后本原说好天午晚上了])[来修])没有?(?:给(?:我们?)?)?(?:过?来|上门|修|换|处理|解决|做|弄|回复|答复|联系|见人|见到|见着)[好完过上]?了?"
    r"|(?<![时期间])没有?到(?![时点货期])了?|(?<![来会])不(?:过来|上门|来)(?:修|换|弄)?了?(?![来及得])|来不了|没动静|说话不算|放鸽子|[白干空]等|白[来跑]"
)
_WORSE = r"坏|停|堵|漏|断|灭|凉|冷|冰|黑|响|臭|跳闸|没(?!事)|走|不(?:热|暖|通|亮|行|出水|好(?!意思))"
_WAS = r"(?:[修换弄搞装做]?好|解决|恢复|处理|热|通|亮|来[水电暖气]?|[水电暖气]来)(?:了|过)"
# It was so and is so no more: of "修好了又坏了" only the end counts.
_TURNED = re.compile(
    rf"{_WAS}[^。！!；;]{{0,8}}?又(?:{_WORSE})了?|(?:来|到)(?:了|过)(?:(?![修换弄装好。！!]).){{0,8}}?就(?:走|跑|撤)了?"
)
# The trouble itself is as before, which says nothing of whether somebody came to look at it.
_STILL = re.compile(
    rf"又(?:{_WORSE})了?|(?<![热好通来行])不(?:热|暖和?|通|亮|制热|出水|行)(?:了|的)?|不好了|没(?:好|热(?!水)|通(?!知)|恢复)了?"
    r"|(?:还是?|仍然?|依然|依旧|照样|照旧)(?:[这那]样|老样子|凉|冷|冰|堵|漏|黑|坏|停|臭|响)|老样子"
)
_DONE = re.compile(
    r"[修换弄搞装做]好了|解决了|恢复了|处理(?:好|完)?了|来[水电暖气]了|[水电暖气]来了|(?<!太)热(?:起来)?了|通了|好了|回复了|做了"
)
_CAME = re.compile(
    r"(?<![别下出起回上又])来了|来过|上门了"
    r"|(?<![收看听遇碰想拿得等找点])到了(?![晚早中午上下半夜现今明昨点时冬没该就0-9一二三四五六七八九十])"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What words say.

    Attributes:
        done: that it is done; `came`: at least that somebody came.
        absent: that nobody came or nothing was done; `still`: that the trouble is as it was.
    """

    done: bool = False
    came: bool = False
    absent: bool = False
    still: bool = False

    @property
    def answer(self) -> bool | None:
        """Done or not; None where the words say neither, or both."""
        yes, no = self.done or self.came, self.absent or self.still
        return None if yes == no else yes

    @property
    def both(self) -> bool:
        """Whether they say yes and no, so that only he knows what he means."""
        return (self.done or self.came) and (self.absent or self.still)


def told(text: str) -> Told:
    """What a message says of what was promised."""
    rest, turned = _TURNED.subn(" ", _UNSAID.sub(" ", text))
    rest, absent = _ABSENT.subn(" ", rest)
    # "人呢？" asks nothing.
    if _ASKS.search(text) and not _WHERE_IS_HE.search(text):
        return Told()
    rest, still = _STILL.subn(" ", rest)
    return Told(_DONE.search(rest) is not None, _CAME.search(rest) is not None, absent > 0, turned > 0 or still > 0)
