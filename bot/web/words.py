"""The Chinese of the pages: what each event, state, clock and action is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.web import numbers
from bot.web.names import Names
from bot.web.numbers import Numbers
from handlers.importing.record import CHANNEL as IMPORTED
from handlers.importing.record import name_of
from handlers.messages import Action
from handlers.wording import moment, place
from handlers.workflow import NAMES as STATUS_NAMES
from handlers.workflow import Status
from storage.tickets import Ticket

Data = dict[str, Any]

OUTCOMES = {
    "solved": "居民说已解决",
    "partly": "居民说部分解决",
    "unsolved": "居民说没解决",
    "out_of_scope": "不属职责",
    "unanswered": "居民没有回复",
    "cancelled": "居民撤销",
    "restored": "已恢复正常",
    "no_appeal": "不是诉求",
    "called_off": "不用报到了",
    "handled": "预警单办完，下面的工单逐户回访",
    "dissolved": "预警单已解散，各单单独办理",
}
# In the place of what is confidential.
HIDDEN = "涉及隐私的调解，仅经办人可见"
FILES = {
    "application/pdf": "PDF 文件", "video/mp4": "视频", "audio/amr": "语音", "audio/ogg": "语音", "audio/mpeg": "语音",
}  # fmt: skip
URGENCIES = {"emergency": "紧急", "urgent": "加急"}
SURVEY_STATES = {
    "planned": "还没发",
    "sent": "已发出，等回复",
    "reminded": "已再问一次",
    "answered": "已回复",
    "silent": "没有回复",
    "dropped": "不再需要",
}


def account(channel: str, code: str) -> str:
    """Whom we know by an account only, as lists name him."""
    if channel == "hotline":
        return f"来电 {numbers.masked(code)}"
    if channel == IMPORTED:
        return f"群聊记录 {name_of(code)}"
    return f"网页居民 {code[-4:]}" if channel == "web" else code


def status(key: str) -> str:
    """The name of a state; the key itself when a newer version wrote it."""
    return STATUS_NAMES[Status(key)] if key in set(Status) else key


@dataclass(frozen=True, slots=True)
class Telling:
    """What is needed to tell something: who is who, what time it is, and which number a caller has."""

    names: Names
    now: datetime
    numbers: Numbers = field(default_factory=Numbers)

    def people(self, data: Data, key: str = "to") -> str:
        """The people an event names, e.g. 院长王秀英、网格员张伟民."""
        value = data.get(key) or []
        codes = [value] if isinstance(value, str) else value
        return "、".join(self.names.person(str(code)) for code in codes) or "（没有人）"

    def clock(self, kind: str) -> str:
        """What must have happened when this clock runs out."""
        return self.names.clock(kind)

    def place(self, ticket: Ticket) -> str:
        """Where it is, down to the door: who reads our pages has to go there."""
        return place(self.names.org, ticket, room=True)

    def until(self, data: Data) -> str:
        """The moment an event names."""
        try:
            return moment(datetime.fromisoformat(str(data.get("until"))), self.now)
        except (TypeError, ValueError):
            return "以后"


def quoted(data: Data) -> str:
    """The words a person wrote with it."""
    return str(data.get("text") or data.get("reason") or data.get("summary") or "")


def actor(code: str, names: Names) -> str:
    """Who did it."""
    return {"resident": "居民", "system": "系统"}.get(code) or names.person(code)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The small form an action opens when it needs words.

    Attributes:
        required: whether it cannot be sent without words.
        whom: whether a person has to be chosen first; offices: whether a department may be.
    """

    title: str
    hint: str
    required: bool = True
    whom: bool = False
    offices: bool = False


SHEETS: dict[str, Sheet] = {
    Action.RETURN: Sheet("退单", "为什么不该由您办？比如：这是供水公司的管网，请转供水公司。"),
    Action.TRANSFER: Sheet("转派给谁", "转派的理由，接手的人会看到。", required=False, whom=True),
    Action.PROGRESS: Sheet("报进展", "现在进行到哪一步？这句话会告诉居民。"),
    Action.RESOLVE: Sheet("办结", "做了什么、现在怎样？比如：已放气排水，3号楼室温21度。"),
    Action.EXTEND: Sheet("申请延期", "为什么来不及？这句话会告诉居民。"),
    Action.WAIT: Sheet("挂起", "在等什么？比如：等配件到货，预计周五。"),
    Action.REJECT: Sheet("没解决", "哪里还没好？说一句就行，也可以不写。", required=False),
    Action.WHISTLE: Sheet("吹哨", "为什么要部门来？紧急的写“紧急哨”开头；还要叫别的部门，先写部门名称。", offices=True),
    Action.CONTACT: Sheet("已联系吹哨人", "约好什么时候来？可以不写。", required=False),
    Action.REPORT: Sheet("报到结果", "做了什么、现在怎样？吹哨人会看到并打分。"),
    Action.RELEASE: Sheet("放弃认领", "为什么来不了？可以不写。", required=False),
    Action.SETTLED: Sheet("调解成功", "双方谈成了什么？"),
    Action.NOT_SETTLED: Sheet("调解不成", "为什么没有谈成？"),
    Action.JUDICIAL: Sheet("申请司法确认", "向哪个法院、什么时候申请的？"),
    Action.DETACH: Sheet("移出预警单", "为什么不是同一件事？在预警单上请先写要移出的编号。"),
    Action.DISSOLVE: Sheet("解散预警单", "为什么不是同一件事？各张工单会单独办理。"),
    Action.EXCLUDE: Sheet("申请剔除", "情形和理由，比如：重复反映 和另一张单是同一件事。值班台决定，统计里公开列出。"),
    Action.REFUSE: Sheet("不受理", "为什么不受理，应该去哪里办？这句话会告诉居民。"),
}
