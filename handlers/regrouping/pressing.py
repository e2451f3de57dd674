"""The desk's words about what belongs together: 并案 260101-0001 理由, 拆分 消息 类别, 移动 消息 编号."""

from __future__ import annotations

import re

from handlers import duplicates, facts
from handlers.entitled import RefusedError
from handlers.facts import Facts
from handlers.regrouping import merging, shifting
from handlers.talk import number_in
from handlers.work import Case
from storage import tickets

# Ids of messages, which are longer than any number.
_IDS = re.compile(r"\A\s*+((?:\d{10,19}[,，、\s]*+)++)(.*)", re.DOTALL)
_ID = re.compile(r"\d{10,19}")
_BIGGEST = 2**63 - 1
_BREAK = re.compile(r"[\s,，、;；:：。.]+")


def merge(case: Case, person: str, words: str) -> str:
    """并案: into the ticket whose number is written."""
    into, reason = _other(case, words)
    merging.merge(case.work, person, case, into, reason)
    return f"{case.ticket.number}已并到{into.ticket.number}，居民都知道了；并错了可以撤销"


def unmerge(case: Case, person: str, words: str) -> str:
    """撤销并案: two again."""
    into = merging.unmerge(case.work, person, case, words)
    return f"{case.ticket.number}已从{into.ticket.number}拆出来，恢复原样"


def split(case: Case, person: str, words: str) -> str:
    """拆分: these messages are another trouble, of another category if one is named."""
    ids, rest = _messages(words)
    head, reason = [*_BREAK.split(rest, maxsplit=1), ""][:2]
    before = Facts.of(case.ticket)
    try:
        meant = facts.read(head, before)
    except RefusedError:
        meant, reason = before, rest
    new = shifting.split(case.work, person, case, ids, meant, reason)
    return f"已拆成新工单{new.ticket.number}（{meant.named()}）"


def move(case: Case, person: str, words: str) -> str:
    """移动: messages to the ticket whose number is written."""
    ids, rest = _messages(words)
    to, reason = _other(case, rest)
    shifting.move(case.work, person, case, ids, to, reason)
    return f"已移到{to.ticket.number}"


def set_aside(case: Case, person: str, words: str) -> str:
    """移出: these messages belong to no ticket."""
    ids, reason = _messages(words)
    shifting.set_aside(case.work, person, case, ids, reason)
    return "已移出，不算这张工单的消息"


def not_twin(case: Case, person: str, words: str) -> str:
    """不是一回事: not suggested again."""
    other, _ = _other(case, words)
    return duplicates.apart(case, other, person)


def _messages(words: str) -> tuple[list[int], str]:
    """Which messages, and what is written behind them."""
    found = _IDS.fullmatch(words)
    if found is None:
        raise RefusedError("请先选中消息。")
    return [min(int(one), _BIGGEST) for one in _ID.findall(found[1])], found[2].strip()


def _other(case: Case, words: str) -> tuple[Case, str]:
    """The ticket whose number is written, and the reason behind it."""
    work, number = case.work, number_in(words)
    ticket = tickets.by_number(work.conn, work.district, number) if number else None
    other = work.case(ticket.id) if ticket else None
    if other is None:
        raise RefusedError(
            "请写另一张工单的编号，比如 261116-0001。" if number is None else f"没有编号{number}的工单。"
        )
    tail = words[words.find(number[-4:], words.find(number[:6])) + 4 :] if number else ""
    return other, tail.strip(" ，,。：:")
