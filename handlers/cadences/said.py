"""What officials write and press about what comes round: 走访, 纪要, 评议, and the three lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from handlers import asking, notices, wording
from handlers.cadences import households, minutes, polling, records
from handlers.entitled import RefusedError
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.work import Work
from nlu.understanding import Understanding
from storage import meetings
from storage.inbox import InboxRow
from storage.meetings import Listed
from storage.residents import Dialogue

VISIT = "visit"
_WAIT = timedelta(hours=2)
_STOP = {"取消", "算了", "不了", "不办了", "先不办", "放弃"}
_VISITED = re.compile(r"走访(?:记录)?[\s:：,，]*(.*)", re.DOTALL)
# The desk names what it is about: 纪要#12 of a meeting, 评议#dong and 需求清单#dong of a unit.
_MINUTES = re.compile(r"(?:会议)?纪要(?:#(\d{1,19}))?(?:[\s:：,，]+(.*))?", re.DOTALL)
_POLL = re.compile(r"评议(?:#(\S{1,64}))?[\s:：]+(\S+)\s+(\S+)\s+(\S+)(?:\s+(.+))?", re.DOTALL)
_LISTED = re.compile(r"(?:#(\S{1,64}))?[\s:：,，]+(.+)", re.DOTALL)
_HOUSEHOLD = re.compile(r"家庭档案[\s:：,，]+(.+)", re.DOTALL)
_ASK_VISIT = "请直接回复：几号楼 看到的情况。有问题我来登记；不记了回“取消”。"


def said(
    work: Work, row: InboxRow, message: Inbound, told: Understanding, person: str, asked: Dialogue | None
) -> Outcome | None:
    """What an official wrote about what comes round; None when it is about something else."""
    text = message.text.strip()
    if asked is not None and asked.topic == VISIT and text:
        asking.settle(work, asked)
        return _say(work, message, "没有记录。") if text in _STOP else _visited(work, row, message, told, person, text)
    if found := _VISITED.fullmatch(text):
        return _visited(work, row, message, told, person, found[1].strip())
    if found := _MINUTES.fullmatch(text):
        number, words = found[1], found[2] or ""
        return _refusing(work, message, lambda: _minutes(work, person, number, words))
    if found := _POLL.fullmatch(text):
        parts = [part or "" for part in found.groups()]
        return _refusing(work, message, lambda: _poll(work, person, *parts))
    if found := _HOUSEHOLD.fullmatch(text):
        words = found[1]
        return _refusing(work, message, lambda: households.ask(work, person, told.place, words))
    return _listed(work, message, person, text)


def _visited(work: Work, row: InboxRow, message: Inbound, told: Understanding, person: str, words: str) -> Outcome:
    if not words:
        asking.ask(work, message, VISIT, {}, _WAIT)
        return _say(work, message, _ASK_VISIT, kind=Kind.ASK)
    return records.record(work, row, message, told, person, words)


def visited(work: Work, row: InboxRow | None, message: Inbound, value: str) -> Outcome:
    """走访记录 was pressed."""
    person = work.org.person_of(message.channel, message.sender)
    if person is None:
        return _say(work, message, "走访记录由工作人员填写。", ok=False)
    words = message.text.strip()
    if not words or row is None:
        asking.ask(work, message, VISIT, {}, _WAIT)
        return _say(work, message, _ASK_VISIT, kind=Kind.ASK)
    return records.record(work, row, message, records.guessed(work, words), person, words)


def _vote(work: Work, row: InboxRow | None, message: Inbound, value: str) -> Outcome:
    return polling.vote(work, message, value)


def _consent(work: Work, row: InboxRow | None, message: Inbound, value: str) -> Outcome:
    return households.answered(work, message, value)


def _minutes(work: Work, person: str, number: str | None, text: str) -> str:
    meeting = minutes.named(work, person, int(number)) if number else minutes.meant(work, person)
    return minutes.answer(work, meeting, minutes.take(work, meeting, person, text))


def _poll(work: Work, person: str, unit: str, project: str, when: str, question: str, rest: str) -> str:
    """评议 项目 阶段 问题 选项 选项: asked of the panel of the unit whose duty he has."""
    phase = next((key for key in polling.PHASES if when in (key, polling.phase(work, key))), "")
    duties = work.org.duties_of(person, work.today)
    if not duties or {duty.role for duty in duties} <= set(work.policy.governance.panels.roles):
        raise RefusedError("评议由组织单位发起，您现在没有这样的职务。")
    options = tuple(rest.split()) or polling.USUAL
    place = unit if work.org.unit(unit) else duties[0].unit
    poll = polling.ask(work, person, place, project, phase, question, options)
    until = wording.moment(poll.closes_at, work.now)
    return f"已请{len(poll.asked)}位参政团成员评议“{project}”，{until}结束，结果会发给您和他们。"


def _listed(work: Work, message: Inbound, person: str, text: str) -> Outcome | None:
    """资源清单 可借会议室一间: put on a list of the unit he serves."""
    for key, title in work.policy.governance.ledgers.items():
        if text.startswith(title) and (found := _LISTED.fullmatch(text[len(title) :])):
            duties = work.org.duties_of(person, work.today)
            named = work.org.unit(found[1])
            unit = named.code if named else duties[0].unit if duties else work.district
            row = Listed(work.district, work.new_id(), key, unit, found[2].strip(), person, work.now)
            meetings.add_listed(work.conn, row)
            return _say(work, message, f"已记入{title}，下次联席会会看到。")
    return None


def _refusing(work: Work, message: Inbound, do: Callable[[], str]) -> Outcome:
    try:
        return _say(work, message, do())
    except RefusedError as refused:
        return _say(work, message, str(refused), ok=False)


def _say(work: Work, message: Inbound, text: str, *, ok: bool = True, kind: Kind = Kind.ANSWER) -> Outcome:
    notices.owe(work, Address(message.channel, message.sender), kind, text)
    return Outcome(wording.short(text, 40), None, ok)


# Buttons that are about no ticket.
ON_ROUND: dict[Action, Callable[[Work, InboxRow | None, Inbound, str], Outcome]] = {
    Action.VISITED: visited,
    Action.VOTE: _vote,
    Action.CONSENT: _consent,
}
