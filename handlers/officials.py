"""What officials do with a ticket: accept, on site, progress, return, extend, wait, resolve, refuse.

Every function here answers one press. `words` is what was typed with it; where words are needed and
missing, the press table has asked for them already. Passing a ticket on to somebody is in
`transferring`, who may do what in `entitled`.
"""

from __future__ import annotations

from collections.abc import Collection

from handlers import (
    clocks,
    dispatching,
    entitled,
    locking,
    notices,
    routing,
    solved_texts,
    surveys,
    texts,
    transferring,
    waiting,
    wording,
)
from handlers.closing import own_work, telling, voices
from handlers.entitled import RefusedError, WordsError
from handlers.joint import finishing, rooms
from handlers.messages import Card, Kind
from handlers.org import Address
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


def take(case: Case, person: str, *, quietly: bool = False) -> None:
    """Become responsible; any other deed on a ticket that waits to be accepted implies it.

    The ticket stands on the acceptor's rung from now on: what goes wrong next is told one above.

    Args:
        quietly: whether those who joined hear more in the same breath.
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
    clocks.begin(case, "accepted")
    rooms.by_rule(case)
    if not quietly:
        telling.accepted(case, person)


def on_site(case: Case, person: str, words: str) -> str:
    """已到场: the first action is done."""
    take(case, person)
    first = not case.happened("on_site", person)
    case.record("on_site", person, text=words)
    clocks.done(case, "on_site")
    if first:
        name = wording.name_of(case.work, person)
        text = f"{name}已到现场处理（{case.ticket.number}）。"
        notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    return "已记录到场"


def progress(case: Case, person: str, words: str) -> str:
    """报进展: the resident hears how it goes; on the complex track the next report is due in its time."""
    take(case, person)
    case.record("progress", person, text=words)
    clocks.done(case, "progress")
    if case.ticket.status != Status.WAITING:
        clocks.start(case, *clocks.track_of(case.work.policy, case.ticket).repeat)
    text = f"{case.ticket.number}进展：{words}（{wording.name_of(case.work, person)}）"
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    return "已告诉居民" if case.ticket.form in ("appeal", "wish") else "进展已记录"


def plan(case: Case, person: str, words: str) -> str:
    """报方案: how and by when it will be done; a plan is not a resolution, and the ticket stays under way."""
    take(case, person)
    case.record("plan", person, text=words)
    clocks.done(case, "plan")
    text = f"{case.ticket.number}的办理方案：{words}（{wording.name_of(case.work, person)}）"
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    telling.promised(case, "定了办理方案", words)
    return "方案已告诉居民，办好后请再办结"


def send_back(case: Case, person: str, words: str) -> str:
    """退单: with a reason; the ticket goes to the level above, never to nobody.

    Sent back once too often it goes to whoever had it first, and stays there.
    """
    entitled.only_responsible(case, person)
    locking.refuse_return(case)
    ticket, rungs = case.ticket, dispatching.rungs_of(case)
    ticket.returned += 1
    first = locking.lock(case)
    rung = first or routing.next_rung(rungs, routing.level_above(rungs, ticket.level, [person]), without={person})
    if rung is None:
        ticket.returned -= 1
        raise RefusedError("上面没有可以接手的人，这张工单不能再退，请办理或转派。")
    case.record("returned", person, Status.RETURNED, reason=words)
    if first is not None:
        locking.give_back(case, first)
    else:
        heading = f"退单：{wording.short(words, 16)}"
        dispatching.dispatch(case, rung.level, heading=heading, without=frozenset({person}))
    return f"已退单，转{wording.names_of(case.work, case.assignees)}"


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
    telling.promised(case, f"暂时挂起，最晚{by}继续", words)
    return f"已挂起，最晚{by}自动恢复"


def resume(case: Case, person: str, words: str) -> str:
    """恢复: work goes on."""
    entitled.only_responsible(case, person)
    waiting.end(case, person)
    return "已恢复办理"


def resolve(case: Case, person: str, words: str) -> str:
    """办结: what was done, in a sentence, once everybody who was called has reported; then the resident is asked."""
    entitled.not_a_bystander(case, person)
    words = finishing.all_reported(case, person, words)
    least = case.work.policy.conversation.resolution_length
    method, words = finishing.method(case, words)
    if sum(char.isalnum() for char in words) < least:
        raise WordsError(f"请说明做了什么、现在怎样（至少{least}个字），居民会看到。")
    case.ticket.method = method or case.ticket.method
    finish(case, person, words, solved_texts.resolved(case, person, words))
    return "已办结，系统会回访居民"


def finish(
    case: Case, person: str, words: str, told: str, *, asks: bool = True, without: Collection[Address] = ()
) -> None:
    """It is said to be done: the resident hears `told`, with buttons where he is asked at once, and is asked later.

    Args:
        without: neighbours who hear of it, and are asked, with another ticket.
    """
    take(case, person, quietly=True)
    ticket = case.ticket
    ticket.resolved_at, ticket.resolution = case.work.now, words
    clocks.go_on(case)
    method = {"method": ticket.method} if ticket.method else {}
    case.record("resolved", person, Status.RESOLVED, text=words, **method)
    clocks.done(case, "resolve")
    card = Card("请您确认" if asks else "办理结果", (("编号", ticket.number),), told, telling.VERDICTS if asks else ())
    if voices.judges_himself(case):
        card = own_work.told(case, person, words)
    notices.to_reporter(case.work, ticket, Kind.RESULT, card.note, card=card)
    telling.resolved(case, person, words, without)
    surveys.plan(case, without)


def refuse(case: Case, person: str, words: str) -> str:
    """不受理: out of scope; the resident is told where to go instead."""
    entitled.only_responsible(case, person)
    case.ticket.closed_at, case.ticket.outcome = case.work.now, "out_of_scope"
    case.record("out_of_scope", person, Status.OUT_OF_SCOPE, text=words)
    clocks.stop(case)
    finishing.called_off_with(case, "不受理了")
    text = f"{case.ticket.number}不属于本平台受理范围：{words}"
    notices.to_reporter(case.work, case.ticket, Kind.RESULT, text)
    telling.refused(case, words)
    return "已告知居民去哪里办理"
