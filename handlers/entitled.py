"""Who may decide about a ticket: whoever has it, whoever stands above, and the desk."""

from __future__ import annotations

from handlers import dispatching, privacy, routing, wording
from handlers.work import Case, Work

# They direct every ticket of the district.
DESK = frozenset({"dispatcher", "district_leader"})


class RefusedError(Exception):
    """A press that cannot be carried out; the message tells the official why, in one sentence."""


class WordsError(RefusedError):
    """The words do not do; other words may, so that the question for them stays open."""


def only_responsible(case: Case, person: str) -> None:
    """Raise `RefusedError` unless this person has the ticket, stands above it or sits at the desk."""
    if person in case.assignees or stands_above(case, person):
        return
    who = wording.names_of(case.work, case.assignees)
    raise RefusedError(f"{case.ticket.number}现在由{who}负责，这一步请由其操作；您可以报进展。")


def only_desk(case: Case, person: str) -> None:
    """Raise `RefusedError` unless this person sits at the desk: nobody sorts out what he has to do himself."""
    if not at_desk(case.work, person):
        raise RefusedError("这一步只有值班坐席能做，请联系值班台。")


def at_desk(work: Work, person: str) -> bool:
    """Whether this person directs every ticket of the district."""
    return bool(routing.roles_of(work.org, person, work.today) & DESK)


def may_call_back(work: Work, person: str) -> bool:
    """Whether this person calls residents and writes down what they say: the desk, and whom the pack names."""
    rule = work.policy.survey.by_people
    called = set(rule.roles) if rule else set()
    return at_desk(work, person) or bool(routing.roles_of(work.org, person, work.today) & called)


def not_a_bystander(case: Case, person: str) -> None:
    """Raise `RefusedError` for somebody the complaint may be about, unless the ticket is his."""
    if privacy.hides_author(case, person) and _taken(case):
        only_responsible(case, person)


def _taken(case: Case) -> bool:
    return case.ticket.status != "dispatched"


def stands_above(case: Case, person: str) -> bool:
    """Whether this person sits at the desk or on a rung above the ticket."""
    if at_desk(case.work, person):
        return True
    return any(person in rung.everybody for rung in dispatching.rungs_of(case) if rung.level > case.ticket.level)
