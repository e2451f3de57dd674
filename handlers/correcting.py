"""改类别 and 不是诉求: the desk puts right what was understood wrongly, and the lesson is kept."""

from __future__ import annotations

from dataclasses import asdict, replace

from handlers import (
    clocks,
    dispatching,
    entitled,
    facts,
    notices,
    opening,
    phrases,
    teaching,
    waiting,
    wording,
)
from handlers.durations import Duration
from handlers.entitled import RefusedError
from handlers.facts import Facts
from handlers.joint import finishing
from handlers.messages import Kind
from handlers.teaching import Word
from handlers.work import Case
from handlers.workflow import Status
from nlu.understanding import Intent, Urgency
from storage import events, rollups


def recategorise(case: Case, person: str, words: str) -> str:
    """改类别: other facts, so other partners and other promises; residents hear nothing of it."""
    entitled.only_desk(case, person)
    ticket, before = case.ticket, Facts.of(case.ticket)
    after = facts.read(words, before)
    if after == before:
        raise RefusedError(f"没有变化：{ticket.number}现在就是{before.named()}。")
    teaching.learn_from(case, Word("recategorised", person, after.category, after.kind, after.urgency))
    _change(case, person, before, after)
    return f"已改为{after.named()}，办理方式：{ticket.track}"


def understood_better(case: Case, category: str) -> None:
    """What was said since shows another subject: as if the desk had put it right, before anybody has accepted it."""
    before = Facts.of(case.ticket)
    _change(case, dispatching.SYSTEM, before, replace(before, category=category))


def understood_worse(case: Case) -> None:
    """What was said since shows a life at risk: as if the desk had put it right."""
    before = Facts.of(case.ticket)
    _change(case, dispatching.SYSTEM, before, replace(before, urgency=Urgency.EMERGENCY))


def _change(case: Case, person: str, before: Facts, after: Facts) -> None:
    ticket = case.ticket
    told, routed, was = dispatching.partners(case), ticket.route, clocks.lengths(case)
    ticket.category, ticket.kind, ticket.urgency = after.category, after.kind, after.urgency
    moved = _counted(case, before.category) if after.category != before.category else []
    case.record(rollups.MOVE, person, before=asdict(before), after=asdict(after), moved=moved)
    dispatching.choose(case)
    _tell(case, person, (before, after), was)
    if not (after.urgency == Urgency.EMERGENCY != before.urgency):
        _exchange_partners(case, told, rerouted=ticket.route != routed)


def _counted(case: Case, category: str) -> list[tuple[str, str, str, int]]:
    history = events.of_ticket(case.work.conn, case.ticket.district, case.ticket.id)
    return rollups.held([(event.at, event.kind, event.data) for event in history], category)


def _tell(case: Case, person: str, change: tuple[Facts, Facts], was: dict[str, Duration]) -> None:
    before, after = change
    alarmed, alarming = (one.urgency == Urgency.EMERGENCY for one in (before, after))
    if alarming and not alarmed:
        _alarm(case, person, was)
        return
    clocks.retime(case, was)
    named = f"{before.named(after)}→{after.named(before)}"
    if alarmed and not alarming:
        _calm(case, named)
    else:
        _tell_who_has_it(case, named, Kind.EMERGENCY if alarming else Kind.NOTIFY)


def _alarm(case: Case, person: str, was: dict[str, Duration]) -> None:
    """It was an emergency all the time: everybody at once, and what to do meanwhile where it was told."""
    if case.ticket.status == Status.WAITING:
        waiting.end(case, person)
    # Whoever has to accept it hears only now: that time begins now.
    clocks.retime(case, was, without=("dispatch", "accept"))
    dispatching.alarm(case)
    opening.first_aid(case)


def _calm(case: Case, change: str) -> None:
    """It never was an emergency: whoever was alarmed is told at once, also at night; who has it keeps it."""
    who = wording.names_of(case.work, case.assignees)
    text = f"{case.ticket.number}不是紧急情况（{change}），由{who}办理，您无需处理。"
    for person in case.people:
        if person in case.assignees:
            dispatching.tell(case, person, Kind.EMERGENCY, f"解除紧急：{change}")
        else:
            notices.to_person(case.work, person, Kind.EMERGENCY, text, ticket=case.ticket)


def _tell_who_has_it(case: Case, change: str, kind: Kind) -> None:
    for person in case.assignees:
        dispatching.tell(case, person, kind, f"已更正：{change}")


def _exchange_partners(case: Case, before: list[str], *, rerouted: bool) -> None:
    """The department of the right category is told; that of the wrong one need not come.

    What nobody has begun climbs the ladder it should have climbed.
    """
    work, ticket = case.work, case.ticket
    theirs = dispatching.partners(case)
    gone = [person for person in before if person in case.people and person not in theirs]
    wrong = bool(case.assignees) and set(case.assignees) <= set(gone)
    if (wrong or rerouted) and ticket.status == Status.DISPATCHED:
        _hand_on(case)
    else:
        dispatching.tell_partners(case)
    text = f"{ticket.number}类别已改为{wording.category(ticket.category)}，不用您处理了。"
    for person in gone:
        if person not in case.assignees:
            notices.to_person(work, person, Kind.NOTICE, text, ticket=ticket)


def _hand_on(case: Case) -> None:
    """The wrong people had it, and nobody has begun: the right people do, and the resident knows."""
    if dispatching.dispatch(case, 0):
        text = f"您反映的问题（{case.ticket.number}）现在由{wording.names_of(case.work, case.assignees)}负责。"
        notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)


def no_appeal(case: Case, person: str, words: str) -> str:
    """不是诉求: ended and counted; whoever was told need not come, and nobody is scolded for talking."""
    entitled.only_desk(case, person)
    return end(case, person, words)


def end(case: Case, person: str, words: str) -> str:
    """The same for whoever takes back that he registered it."""
    ticket = case.ticket
    ticket.closed_at, ticket.outcome = case.work.now, "no_appeal"
    case.record("no_appeal", person, Status.OUT_OF_SCOPE, text=words)
    clocks.stop(case)
    finishing.called_off_with(case, "核实不是诉求")
    teaching.learn_from(case, Word("no_appeal", person, Intent.CHATTER))
    text = f"{ticket.number}经核实不是诉求，已经撤回，您无需处理。"
    for other in case.people:
        notices.to_person(case.work, other, Kind.NOTICE, text, ticket=ticket)
    if ticket.chat is None:
        notices.to_reporter(case.work, ticket, Kind.NOTICE, phrases.MISHEARD)
    return "已撤回，不算诉求"
