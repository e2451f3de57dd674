"""人民调解: how a dispute ended, and the way to a court that confirms the agreement.

调解协议 take effect by themselves; within 30 days both parties together may ask a court to confirm one
(人民调解法 article 33). Where mediation fails, the parties are told of arbitration and the courts (article 26).
"""

from __future__ import annotations

from handlers import clocks, dispatching, entitled, notices, officials, texts, wording
from handlers.entitled import RefusedError
from handlers.joint import suited
from handlers.messages import Kind
from handlers.work import Case
from handlers.workflow import Status
from storage.clocks import Clock

_ELSEWHERE = "您可以依法通过仲裁、行政、司法等途径维护自己的权利"


def settled(case: Case, person: str, words: str) -> str:
    """调解成功: what was agreed."""
    _check(case, person, words)
    case.record("settled", person, text=words)
    # Whoever mediated sees to what follows.
    case.assign([person])
    rule = case.work.policy.joint.mediation
    length = rule.judicial if rule else None
    by = ""
    if length is not None:
        due = clocks.start_one(case, "judicial", length, case.work.now).due_at
        by = f"需要司法确认的，双方请在{wording.moment(due, case.work.now)}前一起向法院申请。"
    told = f"您反映的{texts.about(case)}，调解成功了：{words}。{by}\n情况属实吗？请回“解决了”或“没解决”。"
    officials.finish(case, person, words, told)
    return "调解成功已记录，系统会回访"


def not_settled(case: Case, person: str, words: str) -> str:
    """调解不成: why; the parties hear where else they can go."""
    _check(case, person, words)
    case.record("not_settled", person, text=words)
    told = f"您反映的{texts.about(case)}，这次没有调解成：{words}。{_ELSEWHERE}。"
    officials.finish(case, person, words, told, asks=False)
    return "调解不成已记录，已告诉当事人还能去哪里"


def judicial(case: Case, person: str, words: str) -> str:
    """司法确认: which court was asked, and when."""
    if not case.running("judicial"):
        raise RefusedError("这件没有可以申请司法确认的调解协议，或者已经过了期限。")
    case.record("judicial", person, text=words)
    clocks.meet(case, "judicial")
    text = f"{case.ticket.number}的调解协议已申请司法确认：{words}"
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    return "司法确认已记录"


def tick(case: Case, clock: Clock) -> None:
    """One reminder ahead; when the time is over nothing is broken, for nobody has to ask a court."""
    if case.work.now >= clock.due_at or case.ticket.status not in (Status.RESOLVED, Status.CLOSED):
        clocks.stop(case, "judicial")
        return
    clock.remind_at, clock.next_at = None, clock.due_at
    case.save_clock(clock)
    left = wording.span(clock.due_at - case.work.now)
    for person in case.assignees:
        dispatching.tell(case, person, Kind.REMIND, f"还有{left}可以申请司法确认")


def _check(case: Case, person: str, words: str) -> None:
    if not suited.mediated(case):
        raise RefusedError("这张工单不走人民调解，请办结。")
    entitled.not_a_bystander(case, person)
    if sum(char.isalnum() for char in words) < case.work.policy.conversation.resolution_length:
        raise RefusedError("请写明调解的情况：谈成了什么，或者为什么没谈成。")
