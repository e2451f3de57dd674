"""Words that tell that something no longer does what it is there for: "暖气不热了", "锁坏了", "水小了". Pure.

Most that ends with "不…了" tells that something bad is over ("不漏了", "不吵了"), and models that learn from whole
messages take the few verbs of things that should work for more of these. What is there to be warm and is not any more
is broken; so is what broke, went out or gave way, though "火灭了" and "雨停了" are good news.
"""

from __future__ import annotations

import re

_NOT = (
    "(?:又|都|也|就|还|全|老|突然|忽然|一直|彻底|完全|已经|开始|现在|今[天早晚]|昨[天晚]|刚才?|这几天|有点|一点都?"
    "|压根|根本)*不"
)
_WARM = "暖气片?|暖汽|地暖|供暖|供热|采暖|管子|片子|热水器?|水|炉子|锅炉|太阳能|空调|屋[里头]|家里|房间|卧室"
_MOVING = "充电桩|充电器|插座|水泵|风机|路闸|道闸|栏杆|探头|监控|摄像头"
_FLOWING = "下水道?|地漏|马桶|厕所|管道|网络?|宽带|电话|天然气|燃气|煤气|路|水"
_WORKS = {
    _WARM: "制?热|暖和?",
    "灯|灯泡|灯管|屏幕?|显示屏|指示灯": "亮|闪亮|工作|着",
    "电梯|扶梯|升降机": "走|动|开|关|停|运行|工作|上|下|动弹",
    "空调|冷气|冰箱|冷库": "凉|冷|制冷|出风|工作|转",
    "门铃|对讲机?|门禁|可视|喇叭|广播": "响|通|好使|工作|灵|认|开",
    _FLOWING: "通",
    _MOVING: "工作|转|动|抬|起|充|好使|能用|管用",
}
_ANYTHING = (
    "来[水电气]|出[水气风热]|供[水电气暖热]|送[电气]|下水|上水|进水|打火|着火|通[水电气]|制[热冷]"
    "|好使|好用|能用|管用|运行|工作"
)
_BROKE = (
    "(?:灯灭|(?<!车)坏|断|堵|塌|陷|裂|爆|跳闸|[冻卡挡堵]住)了|(?:信号|网络?|电|水|气|暖气|灯|井盖)没了|停[水电气暖]了"
    "|水(?:压|流)?(?:都|又|变)?(?:小|黄|浑|臭)了"
)
# Cars are their owners', what is cold again may be the weather, and a meter that stands still is mended.
_STOPPED = re.compile(
    "|".join(f"(?:{thing})[^，,。！!？?；;]{{0,6}}?{_NOT}(?:{works})了" for thing, works in _WORKS.items())
    + f"|{_NOT}(?:{_ANYTHING})了"
)
# Said of itself and of nothing else: "泵坏了，八点前恢复" is an answer.
_JUST_BROKE = re.compile(rf"[^，,。！!？?；;\s]{{0,8}}(?<![不没再])(?:{_BROKE})[啊呀呢嘛。！!]{{0,3}}")
_ANOTHER_THING = re.compile(
    "车[^，,。]{0,3}不着|水表|电表|气表|表换|天[气儿]?不|外[面头]不|[还是]不是|如果|要是|万一|[说问]"
)
_WORKS_AGAIN = re.compile("(?<![不没])(?:热|亮|凉|通|好|修好|恢复|来[水电气])了|[换修弄](?:过|好|完)了")


def says_so(folded: str) -> bool:
    """Whether the words tell that something stopped working, and not that it works again."""
    stopped = _STOPPED.search(folded) or _JUST_BROKE.fullmatch(folded)
    return bool(stopped) and not _ANOTHER_THING.search(folded) and not _WORKS_AGAIN.search(folded)
