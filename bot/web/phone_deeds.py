"""What an official can do with a ticket on his phone: the buttons of his card, and what each of them asks for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.web import words
from bot.web.names import Official
from bot.web.words import Sheet, Telling
from handlers import cards, dispatching, entitled, extending, routing, waiting, wording
from handlers.deeds import DEEDS
from handlers.entitled import RefusedError
from handlers.messages import Action
from handlers.work import Case
from storage.events import Event

_ANSWERS = (Action.APPROVE, Action.DECLINE)  # to a request for more time: on a card of their own
_REQUESTS = (extending.ASKED, extending.GRANTED, extending.DECLINED)
_IN_CHAT = "请直接回复"
LONGEST = 2000  # characters of what somebody writes


@dataclass(frozen=True, slots=True)
class Deed:
    """A button.

    Attributes:
        sheet: the small form it opens; None where one touch does it.
        least: characters that must be written.
        rule: what the policy says about it, in a sentence; people, offices: who can be chosen.
    """

    action: str
    label: str
    sheet: Sheet | None
    least: int = 0
    rule: str = ""
    people: tuple[Official, ...] = ()
    offices: tuple[tuple[str, str], ...] = ()


def deeds(case: Case, person: str, telling: Telling) -> list[Deed]:
    """The buttons of the card in this state, without those he would be refused."""
    answers = list(_ANSWERS) if asked(case, person) else []
    actions = [*answers, *(Action(button.action) for button in cards.fitting(case, person))]
    return [_deed(case, person, action, telling) for action in actions if _his(case, person, action)]


def pressable(case: Case, action: str) -> bool:
    """Whether it stands on any card: a page may be older than its ticket, and the handler says so then."""
    return action in _ANSWERS or any(action in buttons for buttons in case.work.policy.cards.values())


def asked(case: Case, person: str) -> bool:
    """Whether somebody waits for this person's word on more time."""
    request = _request(case)
    return request is not None and person != request.actor and entitled.stands_above(case, person)


def _request(case: Case) -> Event | None:
    """The request for more time that nobody has answered yet."""
    told = [event for event in case.history() if event.kind in _REQUESTS]
    return told[-1] if told and told[-1].kind == extending.ASKED else None


def _his(case: Case, person: str, action: Action) -> bool:
    deed = DEEDS.get(action)
    if deed is None:
        return False
    try:
        if deed.decides:
            entitled.only_responsible(case, person)
        if action is Action.RESOLVE:
            entitled.not_a_bystander(case, person)
    except RefusedError:
        return False
    return not _over(case, action)


def _over(case: Case, action: Action) -> bool:
    """Whether the policy has nothing left to give."""
    if action is Action.EXTEND:
        used_up = case.ticket.extended >= case.work.policy.extend.times
        return used_up or not case.running("resolve") or _request(case) is not None
    return action is Action.WAIT and waiting.until(case) is None


def _deed(case: Case, person: str, action: Action, telling: Telling) -> Deed:
    people = _near(case, person, telling) if action is Action.TRANSFER else ()
    offices = tuple(telling.names.offices(case.ticket.category)) if action is Action.WHISTLE else ()
    return Deed(
        action.value, cards.LABELS[action], _sheet(action), least(case, action), _rule(case, action), people, offices
    )


def _sheet(action: Action) -> Sheet | None:
    """The form of a button; where the pages have no words of their own, what the chat asks for."""
    ask = DEEDS[action].ask.removeprefix(_IN_CHAT).lstrip("：")
    return words.SHEETS.get(action) or (Sheet(cards.LABELS[action], ask) if ask else None)


def least(case: Case, action: str) -> int:
    """How many characters the policy wants; letters and numbers, not dots."""
    if action == Action.RESOLVE:
        return case.work.policy.conversation.resolution_length
    sheet = _sheet(Action(action))
    return 1 if sheet and sheet.required else 0


def _rule(case: Case, action: Action) -> str:
    rules = case.work.policy
    if action is Action.RESOLVE:
        return f"至少{rules.conversation.resolution_length}个字，居民会看到。"
    if action is Action.EXTEND:
        agreed = "要上一级同意，同意之前时限不变。" if rules.extend.approval == "above" else ""
        return f"最多延期{rules.extend.times}次，已经延了{case.ticket.extended}次。{agreed}"
    if action is Action.GRADE:
        return f"可以写的级别：{'、'.join(rules.grades.values())}。"
    if action is Action.WAIT and (until := waiting.until(case)):
        return f"最晚{wording.moment(until, case.work.now)}自动恢复。原因会告诉居民。"
    return ""


def _near(case: Case, person: str, telling: Telling) -> tuple[Official, ...]:
    """Whom it may be passed on to: who knows it, who stands above, and whose business it is."""
    org, ticket, today = case.work.org, case.ticket, case.work.today
    ladder = [one for rung in dispatching.rungs_of(case) for one in rung.people]
    office = routing.department_people(org, ticket.unit, ticket.category, today)
    found = dict.fromkeys([*case.people, *ladder, *office])
    return tuple(telling.names.official(one) for one in found if one != person and org.duties_of(one, today))


def missing(case: Case, action: str, whom: str, text: str) -> str:
    """What has to be filled in before it can be sent, in a sentence; empty when nothing has."""
    if action == Action.TRANSFER and not whom:
        return "请选接手的人，或者写他的姓名。"
    wanted = least(case, action)
    if sum(char.isalnum() for char in text) >= wanted:
        return ""
    if action == Action.RESOLVE:
        return f"请写明做了什么、现在怎样，至少{wanted}个字，居民会看到。"
    return f"{cards.LABELS[Action(action)]}要写一句话。"
