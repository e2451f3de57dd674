"""What officials do with a ticket: accept, on site, progress, return, transfer, extend, wait, resolve.

Every function here answers one press. `words` is what was typed with it; where words are needed and
missing, the press table has asked for them already.
"""

from __future__ import annotations

from handlers import clocks, dispatching, notices, routing, surveys, texts, wording
from handlers.messages import Action, Button, Card, Kind
from handlers.work import Case
from handlers.workflow import Status


class RefusedError(Exception):
    """A press that cannot be carried out; the message tells the official why, in one sentence."""


def accept(case: Case, person: str, words: str) -> str:
    """接单: this person, and nobody else, is responsible now."""
    others = [other for other in case.assignees if other != person]
    take(case, person)
    for other in others:
        text = f"{case.ticket.number}已由{wording.name_of(case.work, person)}接单，您无需处理。"
        notices.to_person(case.work, other, Kind.NOTICE, text, ticket=case.ticket)
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, texts.accepted(case, person))
    return "已接单"


def take(case: Case, person: str) -> None:
    """Become responsible; any other deed on a ticket that waits to be accepted implies it."""
    if case.ticket.status != Status.DISPATCHED:
        return
    case.ticket.accepted_at = case.work.now
    case.assign([person])
    case.record("accepted", person, Status.ACCEPTED)
    clocks.meet(case, "accept")


def on_site(case: Case, person: str, words: str) -> str:
    """已到场: the first action is done."""
    take(case, person)
    case.record("on_site", person, text=words)
    clocks.meet(case, "first_action")
    name = wording.name_of(case.work, person)
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, f"{name}已到现场处理（{case.ticket.number}）。")
    return "已记录到场"


def progress(case: Case, person: str, words: str) -> str:
    """报进展: the resident hears how it goes."""
    take(case, person)
    case.record("progress", person, text=words)
    clocks.meet(case, "first_action", "feedback")
    text = f"{case.ticket.number}进展：{words}（{wording.name_of(case.work, person)}）"
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    return "进展已告诉居民"


def send_back(case: Case, person: str, words: str) -> str:
    """退单: with a reason; the ticket goes to the level above, never to nobody."""
    ticket = case.ticket
    rung = routing.next_rung(dispatching.rungs_of(case), ticket.level + 1, without={person})
    if rung is None:
        raise RefusedError("上面没有可以接手的人，这张工单不能再退，请办理或转派。")
    ticket.returned += 1
    case.record("returned", person, Status.RETURNED, reason=words)
    clocks.stop(case, "accept")
    heading = f"退单：{wording.short(words, 16)}"
    dispatching.dispatch(case, rung.level, heading=heading)
    return f"已退单，转{wording.names_of(case.work, case.assignees)}"


def transfer(case: Case, person: str, words: str) -> str:
    """转派: `words` begins with the person's code or name; the rest is the reason."""
    target, reason = _person_meant(case, words)
    if target == person:
        raise RefusedError("不能转派给自己。")
    case.record("transferred", person, to=target, reason=reason)
    dispatching.hand_over(case, [target], person, rule=f"转派：{reason or '未说明'}")
    dispatching.tell(case, target, Kind.NOTIFY, "转派给您的工单")
    return f"已转派给{wording.name_of(case.work, target)}"


def _person_meant(case: Case, words: str) -> tuple[str, str]:
    org = case.work.org
    head, _, reason = words.strip().replace("，", " ").replace(",", " ").partition(" ")
    if org.person(head):
        return head, reason.strip()
    named = [person.code for person in org.tree.people if person.name == head]
    if len(named) == 1:
        return named[0], reason.strip()
    problem = f"有{len(named)}位同名的{head}，请写编码" if named else f"找不到“{wording.short(head, 20)}”"
    raise RefusedError(f"转派给谁？{problem}。请写：姓名（或编码） 理由。")


def extend(case: Case, person: str, words: str) -> str:
    """延期: once, with a reason, no further than the policy allows."""
    work, rule = case.work, case.work.policy.extend
    if case.ticket.extended >= rule.times:
        raise RefusedError(f"最多延期{rule.times}次，这张工单已经延过了。")
    running = case.running("resolve")
    if not running:
        raise RefusedError("这张工单没有办结时限，不需要延期。")
    clock = running[0]
    due = rule.at_most.after(max(clock.due_at, work.now), work.policy.calendar)
    case.ticket.extended += 1
    case.record("extended", person, reason=words, until=due.isoformat())
    clocks.move(case, clock, due)
    by = wording.moment(due, work.now)
    notices.to_reporter(work, case.ticket, Kind.PROGRESS, f"{case.ticket.number}需要延期到{by}，原因：{words}")
    return f"已延期到{by}"


def wait(case: Case, person: str, words: str) -> str:
    """挂起: with a reason and a cap; the deadline moves by the cap at most."""
    work = case.work
    until = work.policy.wait.at_most.after(work.now, work.policy.calendar)
    case.record("waiting", person, Status.WAITING, reason=words, until=until.isoformat())
    for clock in case.running("resolve", "feedback"):
        clocks.move(case, clock, max(until, clock.due_at))
    text = f"{case.ticket.number}暂时挂起，原因：{words}。最晚{wording.moment(until, work.now)}继续。"
    notices.to_reporter(work, case.ticket, Kind.PROGRESS, text)
    return "已挂起"


def resume(case: Case, person: str, words: str) -> str:
    """恢复: work goes on."""
    case.record("resumed", person, Status.ACCEPTED)
    return "已恢复办理"


def resolve(case: Case, person: str, words: str) -> str:
    """办结: what was done, in a sentence; then the resident is asked."""
    take(case, person)
    ticket = case.ticket
    ticket.resolved_at, ticket.resolution = case.work.now, words
    case.record("resolved", person, Status.RESOLVED, text=words)
    clocks.meet(case, "first_action", "feedback", "resolve")
    text = texts.resolved(case, person, words)
    buttons = (Button(Action.CONFIRM.value, "已解决"), Button(Action.REJECT.value, "没解决"))
    card = Card("请您确认", (("编号", ticket.number),), text, buttons)
    notices.to_reporter(case.work, ticket, Kind.RESULT, text, card=card)
    surveys.plan(case)
    return "已办结，系统会回访居民"


def refuse(case: Case, person: str, words: str) -> str:
    """不受理: out of scope; the resident is told where to go instead."""
    case.ticket.closed_at, case.ticket.outcome = case.work.now, "out_of_scope"
    case.record("out_of_scope", person, Status.OUT_OF_SCOPE, text=words)
    clocks.stop(case)
    text = f"{case.ticket.number}不属于本平台受理范围：{words}"
    notices.to_reporter(case.work, case.ticket, Kind.RESULT, text)
    return "已告知居民去哪里办理"
