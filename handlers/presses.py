"""Buttons: which ticket is meant, who may press, which words are needed, and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handlers import cancelling, cards, notices, officials, surveys, wording
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.officials import RefusedError
from handlers.org import Address
from handlers.work import Case, Work
from handlers.workflow import NAMES, NotAllowedError, Status, may
from storage import buttons, residents, tickets
from storage.residents import Dialogue

Doing = Callable[[Case, str, str], str]


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button of an official does, and what is asked when its words are missing."""

    do: Doing
    ask: str = ""


# Every button of an official, and what it does.
DEEDS: dict[Action, Deed] = {
    Action.ACCEPT: Deed(officials.accept),
    Action.ON_SITE: Deed(officials.on_site),
    Action.PROGRESS: Deed(officials.progress, "请直接回复进展情况，我会告诉居民。"),
    Action.RETURN: Deed(officials.send_back, "请直接回复退单理由。"),
    Action.TRANSFER: Deed(officials.transfer, "请直接回复：接手人姓名 理由。"),
    Action.EXTEND: Deed(officials.extend, "请直接回复延期原因。"),
    Action.WAIT: Deed(officials.wait, "请直接回复挂起原因。"),
    Action.RESUME: Deed(officials.resume),
    Action.RESOLVE: Deed(officials.resolve, "请直接回复办理结果：做了什么、现在怎样。"),
    Action.REFUSE: Deed(officials.refuse, "请直接回复：不受理的原因和应去哪里办。"),
}


def press(work: Work, message: Inbound) -> Outcome:
    """A pressed button, whatever the platform."""
    name, _, value = (message.press or "").partition(":")
    try:
        action = Action(name)
    except ValueError:
        return _say(work, message, f"这个按钮现在不能用（{wording.short(name, 20)}）。", ok=False)
    case = _meant(work, message, action)
    if case is None:
        return _say(work, message, f"没有可以“{cards.LABELS.get(action, name)}”的工单。", ok=False)
    if not may(action, case.ticket.status):
        return _say(work, message, _too_late(case), case, ok=False)
    person = work.org.person_of(message.channel, message.sender)
    if action in DEEDS:
        return _official(case, message, action, person)
    return _resident(case, message, action, value)


def _too_late(case: Case) -> str:
    who = wording.names_of(case.work, case.assignees)
    return f"{case.ticket.number}现在是“{NAMES[Status(case.ticket.status)]}”，由{who}负责，这一步不用做了。"


def _official(case: Case, message: Inbound, action: Action, person: str | None) -> Outcome:
    work, deed = case.work, DEEDS[action]
    if person is None or not _entitled(case, message, person):
        return _say(work, message, "这张工单没有派给您，不能操作。", case, ok=False)
    words = message.text.strip()
    if deed.ask and len(words) < _least(work, action):
        data = {"action": action.value, "ticket": case.ticket.id}
        residents.ask(work.conn, Dialogue(
            work.district, message.channel, message.sender, "words", data, work.now, None
        ))  # fmt: skip
        return _say(work, message, f"{case.ticket.number}：{deed.ask}", case, kind=Kind.ASK)
    return carry_out(case, message, action, person, words)


def carry_out(case: Case, message: Inbound, action: Action, person: str, words: str) -> Outcome:
    """Do it, and answer with what was done and the next buttons."""
    try:
        done = DEEDS[action].do(case, person, words)
    except (RefusedError, NotAllowedError) as refused:
        return _say(case.work, message, str(refused), case, ok=False)
    mine = person in case.assignees
    card = cards.for_official(case, person, done, acting=mine)
    text = cards.with_text(card)
    to = Address(message.channel, message.sender)
    notices.owe(case.work, to, Kind.ANSWER, text, card=card, ticket=case.ticket)
    return Outcome(f"{cards.LABELS[action]}：{wording.short(words, 30)}", case.ticket.id)


def _resident(case: Case, message: Inbound, action: Action, value: str) -> Outcome:
    work, words = case.work, message.text.strip()
    if not _concerned(case, message):
        return _say(work, message, "这张工单不是您反映的，不能替别人评价。", case, ok=False)
    if action is Action.CANCEL:
        text = cancelling.cancel(case)
    elif action is Action.CONFIRM:
        text = surveys.confirm(case, message.sender, words)
    elif action is Action.REJECT:
        text = surveys.reject(case, message.sender, words)
    elif value in work.policy.survey.texts:
        text = surveys.rate(case, message.sender, int(value), words)
    else:
        return _say(work, message, "请打1到5分，5分最满意。", case, ok=False)
    return _say(work, message, text, case)


def _meant(work: Work, message: Inbound, action: Action) -> Case | None:
    """The ticket of this very button; else of the newest card that offers the action."""
    if message.ticket is not None:
        ticket = tickets.by_number(work.conn, work.district, message.ticket)
        return work.case(ticket.id) if ticket else None
    if message.button is not None:
        pressed = buttons.get(work.conn, work.district, message.button)
        right = pressed is not None and pressed.recipient == message.sender and pressed.channel == message.channel
        return work.case(pressed.ticket_id) if pressed and right else None
    offered = buttons.offered(work.conn, work.district, message.channel, message.sender, str(message.press))
    cases = [case for button in offered if (case := work.case(button.ticket_id))]
    return next((case for case in cases if may(action, case.ticket.status)), cases[0] if cases else None)


def _entitled(case: Case, message: Inbound, person: str) -> bool:
    """Whoever was given or told the ticket; at the desk also every dispatcher."""
    if person in case.people:
        return True
    on = case.work.today
    return message.channel == "desk" and any(
        duty.role in ("dispatcher", "district_leader") for duty in case.work.org.duties_of(person, on)
    )


def _concerned(case: Case, message: Inbound) -> bool:
    ticket = case.ticket
    return ticket.channel == message.channel and ticket.reporter == message.sender


def _least(work: Work, action: Action) -> int:
    return work.policy.conversation.resolution_length if action is Action.RESOLVE else 1


def _say(
    work: Work, message: Inbound, text: str, case: Case | None = None, *, ok: bool = True, kind: Kind = Kind.ANSWER
) -> Outcome:
    ticket = case.ticket if case else None
    notices.owe(work, Address(message.channel, message.sender), kind, text, ticket=ticket)
    return Outcome(text, ticket.id if ticket else None, ok)
