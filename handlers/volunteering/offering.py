"""派单: a wish is offered to the volunteers near by, and to more of them while nobody claims it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handlers import cards, dispatching, notices, privacy, wording
from handlers.messages import Action, Button, Card, Kind
from handlers.org import Address
from handlers.rules.volunteering import OFFICIALS
from handlers.volunteering import matching
from handlers.volunteering.matching import Ring
from handlers.work import Case
from handlers.workflow import Status
from storage.clocks import Clock
from storage.events import Event
from storage.tree import Chat

OFFER = "offer"
UNCLAIMED = frozenset({Status.OPEN, Status.DISPATCHED, Status.RETURNED})
# With these everybody near by is asked again.
_ANEW = {"released", "reopened", "still_needed", "placed"}


def begin(case: Case) -> None:
    """A new wish: the officials of its place see to it, the wisher hears so, the nearest volunteers are asked."""
    dispatching.dispatch(case, OFFICIALS, heading="新微心愿，正在请志愿者认领")
    _receipt(case)
    _next(case, frozenset(), [])


def anew(case: Case, heading: str, without: frozenset[str] = frozenset()) -> None:
    """Nobody has it any more: back to the officials of its place, and everybody near by is asked again."""
    dispatching.dispatch(case, OFFICIALS, heading=heading, without=without)
    ask_again(case, without)


def ask_again(case: Case, without: frozenset[str] = frozenset()) -> None:
    """Ask everybody near by once more; groups heard of it already."""
    _over(case)
    history = case.history()
    _next(case, without | _gave_up(history), history)


def tick(case: Case, clock: Clock) -> None:
    """Nobody has claimed it for a while: more are asked."""
    _over(case)
    if Status(case.ticket.status) not in UNCLAIMED:
        return
    history = case.history()
    _next(case, _gave_up(history) | _asked(history), history)


def unclaimed(case: Case, clock: Clock) -> None:
    """The time to claim it is over: whoever sees to it is told once, and lists it among what is overdue."""
    clock.remind_at = clock.next_at = None
    case.save_clock(clock)
    case.record("unclaimed", dispatching.SYSTEM, to=case.assignees)
    for person in case.assignees:
        dispatching.tell(case, person, Kind.ESCALATE, "还没有人认领，请想想办法")


def stop(case: Case) -> None:
    """Nobody more is asked."""
    _over(case)


def _over(case: Case) -> None:
    for clock in case.running(OFFER):
        clock.met_at, clock.remind_at, clock.next_at = case.work.now, None, None
        case.save_clock(clock)


def _next(case: Case, told: frozenset[str], history: list[Event]) -> None:
    """Ask the nearest who do not know yet, no more at once than the rules want."""
    work, rule = case.work, case.work.policy.volunteering
    if rule is None:
        return
    heard = {(channel, chat) for event in history for channel, chat in event.data.get("chats", ())}
    for ring in matching.rings(work.org, work.policy, case.ticket, work.today):
        asked = _Asked(_reachable(case, ring, told)[: rule.wishes.at_once], _silent(ring, heard))
        if asked.people or asked.chats:
            at = work.policy.quiet.end_after(work.now)
            _ask(case, ring, asked, at)
            due = work.policy.quiet.end_after(rule.wishes.widen_after.after(at, work.policy.calendar))
            case.add_clock(Clock(work.district, work.new_id(), case.ticket.id, OFFER, work.now, due, None, due))
            return


@dataclass(frozen=True, slots=True)
class _Asked:
    people: list[str]
    chats: list[Chat]


def _reachable(case: Case, ring: Ring, told: frozenset[str]) -> list[str]:
    org, ticket = case.work.org, case.ticket
    wisher = org.person_of(ticket.channel, ticket.reporter)
    return [one for one in ring.people if one not in told and one != wisher and org.reach(one)]


def _silent(ring: Ring, heard: set[tuple[str, str]]) -> list[Chat]:
    """Groups that were not told yet: one line for a wish, however often it is offered."""
    return [chat for chat in ring.chats if (chat.channel, chat.id) not in heard]


def _ask(case: Case, ring: Ring, asked: _Asked, at: datetime) -> None:
    chats = [[chat.channel, chat.id] for chat in asked.chats]
    case.record("offered", dispatching.SYSTEM, place=ring.place.code, to=asked.people, chats=chats)
    for person in asked.people:
        if to := case.work.org.reach(person):
            card = _card(case)
            text = cards.with_text(card)
            notices.owe(case.work, to, Kind.NOTIFY, text, card=card, ticket=case.ticket, not_before=at)
    for chat in asked.chats:
        to = Address(chat.channel, chat.id)
        notices.owe(case.work, to, Kind.NOTIFY, _line(case), ticket=case.ticket, not_before=at)


def _card(case: Case) -> Card:
    """A wish as a volunteer sees it who has not claimed it: no name, no door, no number of anybody."""
    work, ticket = case.work, case.ticket
    rows = (("微心愿", ticket.number), ("想要", matching.want(work.policy, ticket)), ("地点", _where(case)))
    note = wording.short(privacy.masked(ticket.summary), 120)
    return Card("请您认领微心愿", rows, note, (Button(Action.CLAIM.value, cards.LABELS[Action.CLAIM]),))


def _line(case: Case) -> str:
    """One line for a group: not a word of the wisher."""
    work, number = case.work, case.ticket.number
    about = matching.want(work.policy, case.ticket)
    return f"微心愿：{_where(case)}有居民需要“{about}”。愿意帮忙的，私下回我“认领 {number}”。"


def _where(case: Case) -> str:
    unit = case.work.org.unit(case.ticket.unit)
    return unit.name if unit and unit.kind != "district" else "地点待核实"


def _receipt(case: Case) -> None:
    work, ticket = case.work, case.ticket
    about = matching.want(work.policy, ticket)
    text = (
        f"您的微心愿记下了，编号{ticket.number}：{_where(case)}，{about}。\n"
        "我来请附近的志愿者认领，有人认领马上告诉您。"
    )  # fmt: skip
    card = Card("微心愿", (("编号", ticket.number),), text, (Button(Action.CANCEL.value, "不需要了"),))
    notices.to_reporter(work, ticket, Kind.ACK, text, card=card)


def _asked(history: Iterable[Event]) -> frozenset[str]:
    """Who was asked since everybody was last asked anew."""
    people: set[str] = set()
    for event in history:
        if event.kind in _ANEW:
            people.clear()
        elif event.kind == "offered":
            people.update(event.data["to"])
    return frozenset(people)


def _gave_up(history: Iterable[Event]) -> frozenset[str]:
    """Who had claimed it and could not do it."""
    return frozenset(one for event in history if event.kind == "released" for one in event.data["had"])
