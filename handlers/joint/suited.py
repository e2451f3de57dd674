"""Whether a button fits an order and whoever gets it, beyond its state."""

from __future__ import annotations

from handlers.incidents import covering
from handlers.knowing import missing
from handlers.messages import Action
from handlers.volunteering import matching
from handlers.work import Case
from handlers.workflow import suits


def fits(case: Case, person: str | None, action: Action) -> bool:
    """Whether this is offered on a card; `person` None: to anybody at all."""
    if not suits(action, case.ticket.form):
        return False
    if case.ticket.form == "wish" and action is Action.REFUSE:
        # Volunteers grant wishes or leave them; to decline one is for officials.
        work = case.work
        return person is None or matching.declines(work.org, work.policy, case.ticket, person, work.today)
    if action is Action.DETACH and case.ticket.form == "appeal":
        return covering.line(case) is not None
    if action is Action.WHISTLE:
        return whistles(case) and (person is None or blower(case, person) is not None)
    if action in (Action.SETTLED, Action.NOT_SETTLED):
        return mediated(case)
    if action in (Action.BROADCAST, Action.FOUND):
        return missing.fits(case, person, action)
    return action is not Action.JUDICIAL or bool(case.running("judicial"))


def whistles(case: Case) -> bool:
    """Whether anybody may be called for a trouble like this."""
    rule = case.work.policy.joint.whistle
    return rule is not None and case.ticket.category not in rule.guard.not_for


def blower(case: Case, person: str) -> str | None:
    """The unit for which this person may blow a whistle on the ticket; None when he may not."""
    rule, org = case.work.policy.joint.whistle, case.work.org
    above = {unit.code: unit.kind for unit in org.path(case.ticket.unit)}
    for duty in org.duties_of(person, case.work.today) if rule else ():
        kind = above.get(duty.unit)
        if rule and kind and any(kind in who.at and duty.role in who.roles for who in rule.who):
            return duty.unit
    return None


def mediated(case: Case) -> bool:
    """Whether the order is with the mediators."""
    mediation = case.work.policy.joint.mediation
    return mediation is not None and case.ticket.route == mediation.name
