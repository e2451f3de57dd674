"""Questions whether it is done: "修好了没", "师傅来了吗", "啥时候弄". Pure.

They are the good news "修好了" and one syllable, and models that learn from whole messages take them for it.
"""

from __future__ import annotations

import re

from nlu.normalise import bare

_CASE = (
    "我(?:家|们)?(?:的|那个|这个)?|我?(?:报|反映|说)的?(?:那个|那事)?|那个|这个|问题|事情?|单子|工单|报修|投诉|师傅|维修的|物业"
    "|你们|社区|现在|今天|到底|请问|都|已经|有人|人"
)
_THING = "暖气|电梯|路?灯|门禁?|锁|下水道|水管|漏水|路"
_ABOUT = f"(?:{_CASE}|{_THING}){{0,4}}"
_DO = "(?:修|弄|办|处理|解决|搞|查|清理?|疏通|通|换|装|联系|反映|安排|登记|批|落实|恢复|整改?|处置|受理|派人?|审核?)"
_DONE = "(?:(?:好|完|到|通|掉|成|下来|上去)了?|了)"
_OR_NOT = "(?:没有?|吗|么|不)[呢啊呀]?"
_PROGRESS = re.compile(
    f"{_ABOUT}{_DO}(?:{_DONE}{_OR_NOT}|没有?[呢啊呀]?)"
    f"|{_ABOUT}(?:来人|(?:人|师傅|维修的|物业)(?:来|到))了?{_OR_NOT}"
    # "电梯啥时候修" tells a trouble by its name.
    f"|(?:{_CASE}){{0,4}}(?:啥|什么)时候(?:才|能|可以)*{_DO}(?:好|完)?[呢啊呀]?"
    f"|{_ABOUT}有(?:消息|结果|进展|眉目|回音|说法)了?{_OR_NOT}"
)
_ASKS = re.compile(r"(?:[?？]|(?:[了好完来到通亮热](?:没有?|[吗么不]))[呢啊呀]?)[!！。~\s]*\Z")
_LONGEST = 20  # characters; who writes more says what it is about


def after_progress(folded: str) -> bool:
    """Whether a message asks how far something is that was told before, and nothing else.

    Args:
        folded: text after `nlu.normalise.fold`.
    """
    words = bare(folded)
    return len(words) <= _LONGEST and _PROGRESS.fullmatch(words) is not None


def whether(folded: str) -> bool:
    """Whether a message ends as a question: then it does not say that something works again."""
    return _ASKS.search(folded) is not None
