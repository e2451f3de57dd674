"""What people are told of promises: short, and nothing that names somebody."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import privacy, wording
from handlers.messages import Action, Button, Card
from handlers.work import Case
from handlers.workflow import may
from storage.commitments import Commitment

_YES = {"visit": "来了", "fix": "做好了", "answer": "回复了"}
_NO = {"visit": "没来", "fix": "没做好", "answer": "没回复"}
STATES = {
    "open": "还没到时间", "asked": "到时间了，在问", "kept": "做到了", "broken": "没有做到", "moved": "改了时间",
    "unknown": "没有人说做没做到", "void": "工单已结束，不算",
}  # fmt: skip
BY = {
    "resolved": "已办结", "photo": "发了照片", "on_site": "到了现场", "official": "本人说的", "resident": "居民说的",
}  # fmt: skip


def until(case: Case, one: Commitment) -> str:
    """By when."""
    return wording.moment(one.due_at, case.work.now)


def reminder(case: Case, one: Commitment) -> Card:
    """Whoever promised, before its time."""
    whose = "您" if one.person else one.name
    note = f"{whose}说过：“{one.words}”。到{until(case, one)}为止。来不及请先报进展，说个新的时间。"
    offered = (Button(Action.PROGRESS.value, "报进展"),) if may(Action.PROGRESS, case.ticket.status) else ()
    return Card("承诺快到时间了", (("编号", case.ticket.number),), note, offered)


def question(case: Case, one: Commitment) -> Card:
    """Whoever promised, once its time is over."""
    whose = "您" if one.person else one.name
    note = f"{whose}说过：“{one.words}”（{until(case, one)}前）。做到了吗？"
    buttons = (Button(Action.KEPT.value, "做到了"), Button(Action.NOT_KEPT.value, "没做到"))
    return Card("做到了吗？", (("编号", case.ticket.number),), note, buttons)


def to_resident(case: Case, one: Commitment) -> Card:
    """The resident: what was said, and whether it happened."""
    words = privacy.masked(one.words)
    note = f"{one.name}说过：“{words}”（{until(case, one)}前，{case.ticket.number}）。{_YES[one.what]}吗？"
    yes, no = f"{Action.CAME.value}:{one.id}", f"{Action.NOT_CAME.value}:{one.id}"
    buttons = (Button(yes, _YES[one.what]), Button(no, _NO[one.what]))
    return Card("请您说一声", (("编号", case.ticket.number),), note, buttons)


def broken(case: Case, one: Commitment, reason: str, again: Sequence[Commitment]) -> str:
    """The resident: it was not kept, why, and what is promised now."""
    new = f"新的时间：{until(case, again[0])}前。" if again else "新的时间定了再告诉您。"
    said = privacy.masked(one.words)
    why = f"{one.name}说：{privacy.masked(reason)}。" if reason else ""
    return f"{case.ticket.number}：原来说“{said}”，没有做到。{why}{new}"
