"""An official's button: who may press it, which words it needs, and what he is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers import asking, cards, entitled, locking, matters, notices, phrases, privacy, texts, wording
from handlers.commitments import settling
from handlers.deeds import DEEDS
from handlers.entitled import RefusedError, WordsError
from handlers.hints import watching
from handlers.joint import choosing
from handlers.joint.finishing import UnsaidError
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.volunteering import claiming
from handlers.work import Case, Work
from handlers.workflow import NotAllowedError, Status, may, suits
from storage.residents import Dialogue

WORDS = choosing.WORDS
_A_FEW = 8
_WORDS_WAIT = timedelta(hours=1)
_PAGES = ("desk", "m")  # where words are written into the page itself
_STOP = {"取消", "算了", "不了", "不办了", "先不办", "放弃"}


def press(case: Case, message: Inbound, action: Action, value: str = "", *, kept: str = "") -> Outcome:
    """A button on a ticket: refused in a sentence, asked for its words, or carried out.

    Args:
        kept: what was said already, and goes behind the words that are asked for.
    """
    work, deed = case.work, DEEDS[action]
    person = work.org.person_of(message.channel, message.sender)
    if person is None or (refusal := _refusal(case, message, action, person)):
        return _unchanged(case, message, person, refusal) if person else not_yours(case, message)
    # Another button is another thought: words still owed to the one before are not wanted any more.
    words = message.text.strip()
    if (asked := asking.pending(work, message)) and asked.topic == WORDS:
        asking.settle(work, asked)
        if value and asked.data["action"] == action and asked.data["ticket"] == case.ticket.id:
            words = words or asked.data.get("kept", "")
    words = f"{value} {words}".strip()
    if deed.ask and len(words) < _least(work, action):
        return _ask_words(case, message, action, person, kept=f"{words} {kept}".strip())
    return carry_out(case, message, action, person, words)


def _ask_words(case: Case, message: Inbound, action: Action, person: str, *, kept: str, before: str = "") -> Outcome:
    """Ask for the words of a button, with a button for each that is likely, where such are known."""
    deed = DEEDS[action]
    text = f"{before or deed.ask}不办了回“取消”。"
    if deed.choices and (choices := deed.choices(case, person)):
        return choosing.choose(case, message, action, kept, UnsaidError(text, choices))
    data: dict[str, object] = {"action": action.value, "ticket": case.ticket.id, "kept": kept}
    asking.ask(case.work, message, WORDS, data, _WORDS_WAIT)
    return say(case.work, message, f"{case.ticket.number}：{text}", case, kind=Kind.ASK)


def words(work: Work, message: Inbound, asked: Dialogue) -> Outcome:
    """The words an official's button was waiting for."""
    action, case = Action(asked.data["action"]), work.case(asked.data["ticket"])
    person = work.org.person_of(message.channel, message.sender)
    said = message.text.strip()
    kept = asked.data.get("kept", "")
    asking.settle(work, asked)
    if case is None or person is None:
        return say(work, message, phrases.UNCHANGED, case)
    if said in _STOP:
        return replace(_unchanged(case, message, person, phrases.UNCHANGED), ok=True)
    if refusal := _refusal(case, message, action, person):
        return _unchanged(case, message, person, refusal)
    least = 1 if kept else _least(work, action)
    if len(said) < least:
        asking.ask(work, message, WORDS, dict(asked.data), _WORDS_WAIT)
        text = f"{case.ticket.number}：请多写几个字，至少{least}个字；不办了回“取消”。"
        return replace(say(work, message, text, case, kind=Kind.ASK), reason="说明太短", ok=False)
    return carry_out(case, message, action, person, f"{said} {kept}".strip(), kept=kept)


def still_waits(work: Work, message: Inbound, asked: Dialogue) -> Outcome:
    """A photo without words came while words were asked for: it is kept, and the question stays open."""
    action, case = Action(asked.data["action"]), work.case(asked.data["ticket"])
    person = work.org.person_of(message.channel, message.sender)
    if case is None or person is None:
        asking.settle(work, asked)
        return say(work, message, phrases.NOT_YOURS, case, ok=False)
    if refusal := _refusal(case, message, action, person):
        asking.settle(work, asked)
        return _unchanged(case, message, person, refusal)
    return say(work, message, f"{case.ticket.number}：照片收到了。{DEEDS[action].ask}", case, kind=Kind.ASK)


def carry_out(case: Case, message: Inbound, action: Action, person: str, words: str, *, kept: str = "") -> Outcome:
    """Do it, and answer with what was done and the next buttons.

    Args:
        kept: the part of the words that stays when others are asked for.
    """
    had = [other for other in case.assignees if other != person]
    helped = person not in case.assignees and case.ticket.status != Status.DISPATCHED
    try:
        done = DEEDS[action].do(case, person, words)
    except UnsaidError as unsaid:
        return choosing.choose(case, message, action, words, unsaid)
    except WordsError as unclear:
        if message.channel not in _PAGES:
            outcome = _ask_words(case, message, action, person, kept=kept, before=str(unclear))
            return replace(outcome, reason=str(unclear), ok=False)
        return _unchanged(case, message, person, str(unclear))
    except (RefusedError, NotAllowedError) as refused:
        return _unchanged(case, message, person, str(refused))
    if helped and not DEEDS[action].tells:
        _tell_who_has_it(case, had, person, action, words)
    settling.after(case, person, action, words, photo=bool(message.images))
    watching.after(case, person)
    card = cards.for_official(case, person, done, acting=person in case.assignees)
    if action is Action.PROGRESS:
        # A sentence may have been meant for another order: he reads whom it went to.
        about = f"（{matters.matter(case, person, place=False, most=_A_FEW)}，{case.ticket.number}）"
        card = replace(card, title=card.title + about)
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
        return say(case.work, message, text, case, ok=False)
    card = cards.for_official(case, person, text)
    to = Address(message.channel, message.sender)
    notices.owe(case.work, to, Kind.ANSWER, cards.with_text(card), card=card, ticket=case.ticket)
    return Outcome(text, case.ticket.id, ok=False)


def _may_go_on(case: Case, person: str) -> bool:
    return person in case.assignees and bool(cards.buttons(case, person))


def not_yours(case: Case, message: Inbound) -> Outcome:
    """The ticket is not for whoever pressed."""
    return say(case.work, message, phrases.NOT_YOURS, case, ok=False)


def _tell_who_has_it(case: Case, had: list[str], person: str, action: Action, words: str) -> None:
    about = f"：{wording.short(words, 60)}" if words else ""
    text = f"{case.ticket.number}：{wording.name_of(case.work, person)}{cards.LABELS[action]}{about}"
    for other in had:
        notices.to_person(case.work, other, Kind.NOTICE, text, ticket=case.ticket)


def _refusal(case: Case, message: Inbound, action: Action, person: str) -> str:
    """Why this official may not do this now; empty when he may."""
    if action is Action.CLAIM:
        return claiming.refusal(case, person)
    if not told(case, message, person):
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


def told(case: Case, message: Inbound, person: str) -> bool:
    """Whoever was given or told the ticket; at the desk also every dispatcher."""
    if person in case.people:
        return person in case.assignees or case.ticket.urgency == "emergency" or not privacy.meant(case, person)
    return message.channel == "desk" and entitled.at_desk(case.work, person)


def _least(work: Work, action: Action) -> int:
    return work.policy.conversation.resolution_length if action is Action.RESOLVE else 1


def say(
    work: Work, message: Inbound, text: str, case: Case | None = None, *, ok: bool = True, kind: Kind = Kind.ANSWER
) -> Outcome:
    """Answer a press with a sentence."""
    ticket = case.ticket if case else None
    notices.owe(work, Address(message.channel, message.sender), kind, text, ticket=ticket)
    return Outcome(text, ticket.id if ticket else None, ok)
