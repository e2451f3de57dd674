"""Buttons: which ticket is meant, who may press, which words are needed, and what is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers import (
    asking,
    cancelling,
    cards,
    entitled,
    insisting,
    locking,
    notices,
    offered,
    phrases,
    surveys,
    texts,
    wording,
)
from handlers.answered import RESULTS, Answer
from handlers.cadences.said import ON_ROUND
from handlers.deeds import DEEDS, ON_MESSAGE
from handlers.entitled import RefusedError
from handlers.figures import afterwards
from handlers.joint import choosing
from handlers.joint.finishing import UnsaidError
from handlers.knowing import answering
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.volunteering import claiming, refreshing
from handlers.work import Case, Work
from handlers.workflow import NotAllowedError, Status, may, suits
from storage.inbox import InboxRow
from storage.residents import Dialogue

WORDS = choosing.WORDS
_WORDS_WAIT = timedelta(hours=1)
_STOP = {"取消", "算了", "不了", "不办了", "先不办", "放弃"}


def press(work: Work, message: Inbound, row: InboxRow | None = None) -> Outcome:
    """A pressed button, whatever the platform; `row` is the message it came with."""
    pressed = offered.pressed(work, message)
    if message.button is not None and pressed is None:
        return _say(work, message, phrases.NOT_YOUR_BUTTON, ok=False)
    name, _, value = (pressed.action if pressed else message.press or "").partition(":")
    if name not in set(Action):
        return _say(work, message, phrases.NO_SUCH_BUTTON, ok=False)
    action = Action(name)
    if action in ON_ROUND:
        return ON_ROUND[action](work, row, message, value)
    if action in answering.ACTIONS:
        return answering.pressed(work, message, action, value)
    if action in ON_MESSAGE:
        return _at_desk(work, message, action)
    case = work.case(pressed.ticket_id) if pressed else offered.meant(work, message, action, value)
    if case is None:
        return _say(work, message, texts.nothing_to(cards.LABELS[action]), ok=False)
    if action is Action.CALLBACK:
        return _called_back(case, message, value)
    if action in DEEDS:
        return _official(case, message, action, value)
    if action is Action.APPEAL_ANYWAY:
        return insisting.press(case, message)
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


def _official(case: Case, message: Inbound, action: Action, value: str = "") -> Outcome:
    work, deed = case.work, DEEDS[action]
    person = work.org.person_of(message.channel, message.sender)
    if person is None or (refusal := _refusal(case, message, action, person)):
        return _unchanged(case, message, person, refusal) if person else _not_yours(case, message)
    # Another button is another thought: words still owed to the one before are not wanted any more.
    words = message.text.strip()
    if (asked := asking.pending(work, message)) and asked.topic == WORDS:
        asking.settle(work, asked)
        if value and asked.data["action"] == action and asked.data["ticket"] == case.ticket.id:
            words = words or asked.data.get("kept", "")
    words = f"{value} {words}".strip()
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
    kept = asked.data.get("kept", "")
    asking.settle(work, asked)
    if case is None or person is None:
        return _say(work, message, phrases.UNCHANGED, case)
    if said in _STOP:
        return replace(_unchanged(case, message, person, phrases.UNCHANGED), ok=True)
    if refusal := _refusal(case, message, action, person):
        return _unchanged(case, message, person, refusal)
    least = 1 if kept else _least(work, action)
    if len(said) < least:
        asking.ask(work, message, WORDS, dict(asked.data), _WORDS_WAIT)
        text = f"{case.ticket.number}：请多写几个字，至少{least}个字；不办了回“取消”。"
        return replace(_say(work, message, text, case, kind=Kind.ASK), reason="说明太短", ok=False)
    return carry_out(case, message, action, person, f"{said} {kept}".strip())


def still_waits(work: Work, message: Inbound, asked: Dialogue) -> Outcome:
    """A photo without words came while words were asked for: it is kept, and the question stays open."""
    action, case = Action(asked.data["action"]), work.case(asked.data["ticket"])
    person = work.org.person_of(message.channel, message.sender)
    if case is None or person is None:
        asking.settle(work, asked)
        return _say(work, message, phrases.NOT_YOURS, case, ok=False)
    if refusal := _refusal(case, message, action, person):
        asking.settle(work, asked)
        return _unchanged(case, message, person, refusal)
    return _say(work, message, f"{case.ticket.number}：照片收到了。{DEEDS[action].ask}", case, kind=Kind.ASK)


def carry_out(case: Case, message: Inbound, action: Action, person: str, words: str) -> Outcome:
    """Do it, and answer with what was done and the next buttons."""
    had = [other for other in case.assignees if other != person]
    helped = person not in case.assignees and case.ticket.status != Status.DISPATCHED
    try:
        done = DEEDS[action].do(case, person, words)
    except UnsaidError as unsaid:
        return choosing.choose(case, message, action, words, unsaid)
    except (RefusedError, NotAllowedError) as refused:
        return _unchanged(case, message, person, str(refused))
    if helped and not DEEDS[action].tells:
        _tell_who_has_it(case, had, person, action, words)
    card = cards.for_official(case, person, done, acting=person in case.assignees)
    to = Address(message.channel, message.sender)
    notices.owe(case.work, to, Kind.ANSWER, cards.with_text(card), card=card, ticket=case.ticket)
    return Outcome(f"{cards.LABELS[action]}：{wording.short(words, 30)}", case.ticket.id)


def no_words(work: Work, asked: Dialogue) -> None:
    """The words never came: nothing was done, and whoever pressed has his buttons again."""
    asking.resume(work, asked)
    case, person = work.case(asked.data["ticket"]), work.org.person_of(asked.channel, asked.account)
    if case is None or person is None or not _may_go_on(case, person):
        return
    label = cards.LABELS[Action(asked.data["action"])]
    card = cards.for_official(case, person, f"没有收到您的说明，{label}没有办")
    at = work.policy.quiet.end_after(work.now)
    to = Address(asked.channel, asked.account)
    notices.owe(work, to, Kind.NOTICE, cards.with_text(card), card=card, ticket=case.ticket, not_before=at)


def _unchanged(case: Case, message: Inbound, person: str, text: str) -> Outcome:
    """Nothing was done. A pressed card may have lost its buttons: whoever has the ticket gets those that fit now."""
    if not _may_go_on(case, person):
        return _say(case.work, message, text, case, ok=False)
    card = cards.for_official(case, person, text)
    to = Address(message.channel, message.sender)
    notices.owe(case.work, to, Kind.ANSWER, cards.with_text(card), card=card, ticket=case.ticket)
    return Outcome(text, case.ticket.id, ok=False)


def _may_go_on(case: Case, person: str) -> bool:
    return person in case.assignees and bool(cards.buttons(case, person))


def _not_yours(case: Case, message: Inbound) -> Outcome:
    return _say(case.work, message, phrases.NOT_YOURS, case, ok=False)


def _tell_who_has_it(case: Case, had: list[str], person: str, action: Action, words: str) -> None:
    about = f"：{wording.short(words, 60)}" if words else ""
    text = f"{case.ticket.number}：{wording.name_of(case.work, person)}{cards.LABELS[action]}{about}"
    for other in had:
        notices.to_person(case.work, other, Kind.NOTICE, text, ticket=case.ticket)


def _called_back(case: Case, message: Inbound, value: str) -> Outcome:
    """A seat called the resident: his words, recorded as taken by the seat."""
    work, (result, _, score) = case.work, value.partition(":")
    person = work.org.person_of(message.channel, message.sender)
    if person is None or not entitled.may_call_back(work, person):
        return _not_yours(case, message)
    if result not in RESULTS or (score and score not in work.policy.survey.texts):
        return _say(work, message, phrases.NO_SUCH_BUTTON, case, ok=False)
    if not may(Action.CALLBACK, case.ticket.status):
        return _say(work, message, f"{case.ticket.number}还没有办结，现在不用回访。", case, ok=False)
    answer = Answer(person, result, int(score) if score else None, message.text.strip())
    return _say(work, message, surveys.called_back(case, answer), case)


def _resident(case: Case, message: Inbound, action: Action, value: str) -> Outcome:
    work, words = case.work, message.text.strip()
    if not choosing.reported(case, message):
        return _say(work, message, phrases.NOT_YOUR_TICKET, case, ok=False)
    if not may(action, case.ticket.status, case.ticket.form):
        return _say(work, message, texts.too_late(case), case, ok=False)
    if action is Action.CANCEL:
        text = cancelling.cancel(case)
    elif action is Action.NEEDED:
        text = refreshing.still_needed(case)
    elif action is Action.CONFIRM:
        text = surveys.confirm(case, message.sender, words)
    elif action is Action.REJECT:
        text = surveys.reject(case, message.sender, words)
    elif action in afterwards.ACTIONS:
        return afterwards.pressed(case, message, action, value)
    elif value in work.policy.survey.texts:
        return afterwards.rated(case, message, int(value), words)
    else:
        return _say(work, message, phrases.SCORES, case, ok=False)
    return _say(work, message, text, case)


def _refusal(case: Case, message: Inbound, action: Action, person: str) -> str:
    """Why this official may not do this now; empty when he may."""
    if action is Action.CLAIM:
        return claiming.refusal(case, person)
    if not _told(case, message, person):
        return phrases.NOT_YOURS
    if not suits(action, case.ticket.form):
        return phrases.OTHER_FORM
    if not may(action, case.ticket.status, case.ticket.form):
        return texts.too_late_for_official(case, person)
    try:
        if DEEDS[action].decides:
            entitled.only_responsible(case, person)
        if action is Action.RETURN:
            locking.refuse_return(case)
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
