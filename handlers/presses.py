"""Buttons: which ticket is meant, who may press, which words are needed, and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers import (
    asking,
    cancelling,
    cards,
    correcting,
    entitled,
    missed,
    notices,
    offered,
    officials,
    phrases,
    surveys,
    texts,
    wording,
)
from handlers.entitled import RefusedError
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.work import Case, Work
from handlers.workflow import NotAllowedError, Status, may
from storage.residents import Dialogue

Doing = Callable[[Case, str, str], str]

WORDS = "words"
_WORDS_WAIT = timedelta(hours=1)
_STOP = {"取消", "算了", "不了", "不办了", "先不办", "放弃"}


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button of an official does, and what is asked when its words are missing.

    Attributes:
        decides: whether it is for whoever has the ticket alone; others are told so before they write words.
    """

    do: Doing
    ask: str = ""
    decides: bool = False


# Every button of an official, and what it does.
DEEDS: dict[Action, Deed] = {
    Action.ACCEPT: Deed(officials.accept),
    Action.ON_SITE: Deed(officials.on_site),
    Action.PROGRESS: Deed(officials.progress, "请直接回复进展情况，我会告诉居民。"),
    Action.RETURN: Deed(officials.send_back, "请直接回复退单理由。", decides=True),
    Action.TRANSFER: Deed(officials.transfer, "请直接回复：接手人姓名 理由。", decides=True),
    Action.EXTEND: Deed(officials.extend, "请直接回复延期原因。", decides=True),
    Action.WAIT: Deed(officials.wait, "请直接回复挂起原因。", decides=True),
    Action.RESUME: Deed(officials.resume, decides=True),
    Action.RESOLVE: Deed(officials.resolve, "请直接回复办理结果：做了什么、现在怎样。"),
    Action.REFUSE: Deed(officials.refuse, "请直接回复：不受理的原因和应去哪里办。", decides=True),
    Action.RECATEGORISE: Deed(correcting.recategorise, "请直接回复正确的类别，比如“电梯”或“电梯 紧急”。", decides=True),
    Action.NO_APPEAL: Deed(correcting.no_appeal, decides=True),
}

# What the desk does with a message that has no ticket.
ON_MESSAGE = {Action.REGISTER: missed.register, Action.DISMISS: missed.dismiss}


def press(work: Work, message: Inbound) -> Outcome:
    """A pressed button, whatever the platform."""
    pressed = offered.pressed(work, message)
    if message.button is not None and pressed is None:
        return _say(work, message, phrases.NOT_YOUR_BUTTON, ok=False)
    name, _, value = (pressed.action if pressed else message.press or "").partition(":")
    if name not in set(Action):
        return _say(work, message, phrases.NO_SUCH_BUTTON, ok=False)
    action = Action(name)
    if action in ON_MESSAGE:
        return _at_desk(work, message, action)
    case = work.case(pressed.ticket_id) if pressed else offered.meant(work, message, action, value)
    if case is None:
        return _say(work, message, texts.nothing_to(cards.LABELS[action]), ok=False)
    if action in DEEDS:
        return _official(case, message, action)
    return _resident(case, message, action, value)


def _at_desk(work: Work, message: Inbound, action: Action) -> Outcome:
    person = work.org.person_of(message.channel, message.sender)
    if person is None or not entitled.at_desk(work, person):
        return _say(work, message, phrases.NOT_YOURS, ok=False)
    try:
        case, done = ON_MESSAGE[action](work, person, message.text)
    except RefusedError as refused:
        return _say(work, message, str(refused), ok=False)
    return _say(work, message, done, case)


def _official(case: Case, message: Inbound, action: Action) -> Outcome:
    work, deed = case.work, DEEDS[action]
    person = work.org.person_of(message.channel, message.sender)
    if person is None or (refusal := _refusal(case, message, action, person)):
        return _say(work, message, refusal if person else phrases.NOT_YOURS, case, ok=False)
    # Another button is another thought: words still owed to the one before are not wanted any more.
    if (asked := asking.pending(work, message)) and asked.topic == WORDS:
        asking.settle(work, asked)
    words = message.text.strip()
    if deed.ask and len(words) < _least(work, action):
        data: dict[str, object] = {"action": action.value, "ticket": case.ticket.id}
        asking.ask(work, message, WORDS, data, _WORDS_WAIT)
        return _say(work, message, f"{case.ticket.number}：{deed.ask}不办了回“取消”。", case, kind=Kind.ASK)
    return carry_out(case, message, action, person, words)


def words(work: Work, message: Inbound, asked: Dialogue) -> Outcome:
    """The words an official's button was waiting for."""
    action, case = Action(asked.data["action"]), work.case(asked.data["ticket"])
    person = work.org.person_of(message.channel, message.sender)
    said = message.text.strip()
    asking.settle(work, asked)
    if case is None or person is None or said in _STOP:
        return _say(work, message, "好的，没有改动。", case)
    if refusal := _refusal(case, message, action, person):
        return _say(work, message, refusal, case, ok=False)
    least = _least(work, action)
    if len(said) < least:
        asking.ask(work, message, WORDS, dict(asked.data), _WORDS_WAIT)
        text = f"{case.ticket.number}：请多写几个字，至少{least}个字；不办了回“取消”。"
        return replace(_say(work, message, text, case, kind=Kind.ASK), reason="说明太短", ok=False)
    return carry_out(case, message, action, person, said)


def carry_out(case: Case, message: Inbound, action: Action, person: str, words: str) -> Outcome:
    """Do it, and answer with what was done and the next buttons."""
    had = [other for other in case.assignees if other != person]
    helped = person not in case.assignees and case.ticket.status != Status.DISPATCHED
    try:
        done = DEEDS[action].do(case, person, words)
    except (RefusedError, NotAllowedError) as refused:
        return _say(case.work, message, str(refused), case, ok=False)
    if helped:
        _tell_who_has_it(case, had, person, action, words)
    card = cards.for_official(case, person, done, acting=person in case.assignees)
    to = Address(message.channel, message.sender)
    notices.owe(case.work, to, Kind.ANSWER, cards.with_text(card), card=card, ticket=case.ticket)
    return Outcome(f"{cards.LABELS[action]}：{wording.short(words, 30)}", case.ticket.id)


def _tell_who_has_it(case: Case, had: list[str], person: str, action: Action, words: str) -> None:
    about = f"：{wording.short(words, 60)}" if words else ""
    text = f"{case.ticket.number}：{wording.name_of(case.work, person)}{cards.LABELS[action]}{about}"
    for other in had:
        notices.to_person(case.work, other, Kind.NOTICE, text, ticket=case.ticket)


def _resident(case: Case, message: Inbound, action: Action, value: str) -> Outcome:
    work, words = case.work, message.text.strip()
    if (case.ticket.channel, case.ticket.reporter) != (message.channel, message.sender):
        return _say(work, message, phrases.NOT_YOUR_TICKET, case, ok=False)
    if not may(action, case.ticket.status):
        return _say(work, message, texts.too_late(case), case, ok=False)
    if action is Action.CANCEL:
        text = cancelling.cancel(case)
    elif action is Action.CONFIRM:
        text = surveys.confirm(case, message.sender, words)
    elif action is Action.REJECT:
        text = surveys.reject(case, message.sender, words)
    elif value in work.policy.survey.texts:
        text = surveys.rate(case, message.sender, int(value), words)
    else:
        return _say(work, message, phrases.SCORES, case, ok=False)
    return _say(work, message, text, case)


def _refusal(case: Case, message: Inbound, action: Action, person: str) -> str:
    """Why this official may not do this now; empty when he may."""
    if not _told(case, message, person):
        return phrases.NOT_YOURS
    if not may(action, case.ticket.status):
        return texts.too_late_for_official(case, person)
    try:
        if DEEDS[action].decides:
            entitled.only_responsible(case, person)
    except RefusedError as refused:
        return str(refused)
    return ""


def _told(case: Case, message: Inbound, person: str) -> bool:
    """Whoever was given or told the ticket; at the desk also every dispatcher."""
    if person in case.people:
        return True
    return message.channel == "desk" and entitled.at_desk(case.work, person)


def _least(work: Work, action: Action) -> int:
    return work.policy.conversation.resolution_length if action is Action.RESOLVE else 1


def _say(
    work: Work, message: Inbound, text: str, case: Case | None = None, *, ok: bool = True, kind: Kind = Kind.ANSWER
) -> Outcome:
    ticket = case.ticket if case else None
    notices.owe(work, Address(message.channel, message.sender), kind, text, ticket=ticket)
    return Outcome(text, ticket.id if ticket else None, ok)
