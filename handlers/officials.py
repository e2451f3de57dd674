"""What officials do with a ticket: accept, on site, progress, return, extend, wait, resolve, refuse.

Every function here answers one press. `words` is what was typed with it; where words are needed and
missing, the press table has asked for them already. Passing a ticket on to somebody is in
`transferring`, who may do what in `entitled`.
"""

from __future__ import annotations

from handlers import clocks, dispatching, entitled, notices, routing, surveys, texts, transferring, waiting, wording
from handlers.entitled import RefusedError
from handlers.messages import Action, Button, Card, Kind
from handlers.work import Case
from handlers.workflow import Status

__all__ = ["RefusedError", "transfer"]

transfer = transferring.transfer


def accept(case: Case, person: str, words: str) -> str:
    """接单: this person, and nobody else, is responsible now; whoever waited for it need not go on."""
    emergency = case.ticket.urgency == "emergency"
    # An emergency was everybody's: all of them hear that somebody has it.
    others = [other for other in (case.people if emergency else case.assignees) if other != person]
    take(case, person)
    for other in others:
        text = f"{case.ticket.number}已由{wording.name_of(case.work, person)}接单，您无需处理。"
        notices.to_person(case.work, other, Kind.NOTICE, text, ticket=case.ticket)
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, texts.accepted(case, person))
    return "已接单"


def take(case: Case, person: str) -> None:
    """Become responsible; any other deed on a ticket that waits to be accepted implies it.

    The ticket stands on the acceptor's rung from now on: what goes wrong next is told one above.
    """
    if case.ticket.status != Status.DISPATCHED:
        return
    case.ticket.accepted_at = case.work.now
    level = routing.level_of(dispatching.rungs_of(case), person)
    if level is not None:
        case.ticket.level = level
    case.assign([person])
    case.record("accepted", person, Status.ACCEPTED)
    clocks.meet(case, "accept")


def on_site(case: Case, person: str, words: str) -> str:
    """已到场: the first action is done."""
    take(case, person)
    first = not case.happened("on_site", person)
    case.record("on_site", person, text=words)
    clocks.meet(case, "first_action")
    if first:
        name = wording.name_of(case.work, person)
        text = f"{name}已到现场处理（{case.ticket.number}）。"
        notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    return "已记录到场"


def progress(case: Case, person: str, words: str) -> str:
    """报进展: the resident hears how it goes; on the complex track the next report is due in its time."""
    take(case, person)
    case.record("progress", person, text=words)
    clocks.meet(case, "first_action", "feedback")
    if case.ticket.status != Status.WAITING:
        clocks.start(case, *clocks.track_of(case.work.policy, case.ticket).repeat)
    text = f"{case.ticket.number}进展：{words}（{wording.name_of(case.work, person)}）"
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    return "进展已告诉居民"


def send_back(case: Case, person: str, words: str) -> str:
    """退单: with a reason; the ticket goes to the level above, never to nobody."""
    entitled.only_responsible(case, person)
    ticket, rungs = case.ticket, dispatching.rungs_of(case)
    rung = routing.next_rung(rungs, routing.level_above(rungs, ticket.level, [person]), without={person})
    if rung is None:
        raise RefusedError("上面没有可以接手的人，这张工单不能再退，请办理或转派。")
    ticket.returned += 1
    case.record("returned", person, Status.RETURNED, reason=words)
    heading = f"退单：{wording.short(words, 16)}"
    dispatching.dispatch(case, rung.level, heading=heading, without=frozenset({person}))
    return f"已退单，转{wording.names_of(case.work, case.assignees)}"


def extend(case: Case, person: str, words: str) -> str:
    """延期: with a reason, as often as the policy allows; the ticket is graded complex by it.

    The new deadline is that of the complex track, counted from the start; where that is no later,
    the policy's `at_most` more. The level above is told, and follows it.
    """
    entitled.only_responsible(case, person)
    work, ticket, rule = case.work, case.ticket, case.work.policy.extend
    if ticket.extended >= rule.times:
        raise RefusedError(f"最多延期{rule.times}次，这张工单不能再延了。")
    running = case.running("resolve")
    if not running:
        raise RefusedError("这张工单没有办结时限，不需要延期。")
    clock = running[0]
    ticket.extended += 1
    track = clocks.track_of(work.policy, ticket)
    ticket.track = track.name
    latest = max(clock.due_at, work.now)
    due = track.clocks["resolve"].after(clock.started_at, work.policy.calendar) if "resolve" in track.clocks else latest
    if due <= latest:
        due = rule.at_most.after(latest, work.policy.calendar)
    case.record("extended", person, reason=words, until=due.isoformat())
    clocks.move(case, clock, due)
    clocks.start(case, *track.repeat)
    _name_a_leader(case)
    by = wording.moment(due, work.now)
    notices.to_reporter(work, ticket, Kind.PROGRESS, f"{ticket.number}需要延期到{by}，原因：{words}")
    return f"已延期到{by}"


def _name_a_leader(case: Case) -> None:
    rung = routing.next_rung(dispatching.rungs_of(case), case.ticket.level + 1, without=set(case.assignees))
    for person in case.tell(list(rung.people)) if rung else []:
        dispatching.tell(case, person, Kind.NOTICE, "延期工单，请跟踪督促")


def wait(case: Case, person: str, words: str) -> str:
    """挂起: with a reason; all waits of a ticket together have a cap, then work goes on by itself."""
    entitled.only_responsible(case, person)
    until = waiting.until(case)
    if until is None:
        longest = case.work.policy.wait.at_most.said
        raise RefusedError(f"一张工单总共只能挂起{longest}，已经用完了，请办理或延期。")
    waiting.begin(case, person, words, until)
    by = wording.moment(until, case.work.now)
    text = f"{case.ticket.number}暂时挂起，原因：{words}。最晚{by}继续。"
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    return f"已挂起，最晚{by}自动恢复"


def resume(case: Case, person: str, words: str) -> str:
    """恢复: work goes on."""
    entitled.only_responsible(case, person)
    waiting.end(case, person)
    return "已恢复办理"


def resolve(case: Case, person: str, words: str) -> str:
    """办结: what was done, in a sentence; then the resident is asked."""
    entitled.not_a_bystander(case, person)
    least = case.work.policy.conversation.resolution_length
    if sum(char.isalnum() for char in words) < least:
        raise RefusedError(f"请说明做了什么、现在怎样（至少{least}个字），居民会看到。")
    take(case, person)
    ticket = case.ticket
    ticket.resolved_at, ticket.resolution = case.work.now, words
    clocks.go_on(case)
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
    entitled.only_responsible(case, person)
    case.ticket.closed_at, case.ticket.outcome = case.work.now, "out_of_scope"
    case.record("out_of_scope", person, Status.OUT_OF_SCOPE, text=words)
    clocks.stop(case)
    text = f"{case.ticket.number}不属于本平台受理范围：{words}"
    notices.to_reporter(case.work, case.ticket, Kind.RESULT, text)
    return "已告知居民去哪里办理"
