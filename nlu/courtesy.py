"""What is put around a message out of courtesy or habit: "你好，…", "跟你们说个事，…", "…，谢谢". Pure.

Who greets before he tells a trouble tells a trouble. Models that read whole messages see the greeting.
"""

from __future__ import annotations

import re

_CALLED = (
    "师傅|同志|领导|老师|书记|主任|经理|社区|物业|客服|管理员|群主|大家|各位|家人们|邻居们?|亲们?|美女|帅哥|姑娘|小伙子"
)
_HELLO = "(?:[你您]们?好|早上好|上午好|中午好|下午好|晚上好|哈喽|嗨)[啊呀哈]?"
_GREETING = f"(?:(?:{_CALLED})的?(?:同志|工作人员|邻居们?)?[,，、 ]?)?{_HELLO}"
_GREETED = f"(?:{_GREETING}|(?:{_CALLED})好[啊呀]?)"
# "师傅电梯坏了" calls him, "师傅没来" speaks of him: what is said of people begins with what they do or do not.
_CALLED_ON = (
    "(?:师傅|师父|同志|领导|大哥|大姐)们?"
    "(?![不没来去还也在说讲已都有要给把被让叫的是到走就又刚收管做干会能再对跟和打太很真家])"
)
_ASIDE = (
    "喂{1,4}|在[吗么不]|有人[吗么]|打扰(?:一下|了)?|不好意思|(?:请|麻烦)问(?:一?下)?|我?想?问(?:一?下)|那个|就是(?:那个|说)?|对了"
    "|哎[呀哟]?|唉|嗯|还有(?:就是)?|另外|顺便说一?下"
    "|(?:跟|给|和)?(?:你们|您|大家)?(?:说|讲|反映|汇报)(?:一?[个下声]|个)(?:事儿?|情况|问题)?|有[个件]事|有个(?:情况|问题)"
    "|我?[来想要]?(?:反映|投诉|举报|报修)(?![了过])(?:一下|个?(?:问题|情况|事儿?))?"
)
_BEFORE = re.compile(
    rf"\s{{0,4}}(?:{_GREETED}|(?:{_CALLED})(?=[,，。！! ])|{_CALLED_ON}|{_ASIDE})"
    r"[\s,，。.!！~～、:：?？]{0,6}"
)
_AFTER = re.compile(
    r"[\s,，。.!！~～、]{0,6}(?:(?:太|非常|十分|很|先)?(?:谢谢|多谢|感谢|谢了|谢啦|辛苦|麻烦|拜托)(?:[你您](?:们)?|大家|师傅|领导|社区|物业)?"
    r"(?:了|啦|啊|哈|呀){0,3}(?:处理|看)?(?:一?下)?|烦死(?:人|我)?了|急死(?:人|我)?了|(?<=[\s,，。])急|无语|愁人|真烦)[\s,，。.!！~～、]{0,6}\Z"
)
_MOST = 3  # one after the other
_LEAST = 2  # characters that are left


def core(text: str) -> tuple[int, int]:
    """Where what is meant begins and ends; the whole message where nothing is put around it, or nothing else said."""
    start, end = 0, len(text)
    for _ in range(_MOST):
        found = _BEFORE.match(text, start, end)
        if found is None or found.end() == start:
            break
        start = found.end()
    for _ in range(_MOST):
        found = _AFTER.search(text, start, end)
        if found is None or found.start() == end:
            break
        end = found.start()
    return (start, end) if end - start >= _LEAST else (0, len(text))
