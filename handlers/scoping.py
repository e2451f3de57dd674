"""准入清单: what another office looks after is told where to go; who insists is heard like anybody else."""

from __future__ import annotations

from handlers import clocks, dispatching, notices, routes, texts
from handlers.messages import Action, Button, Card, Kind
from handlers.rules.routing import ScopeRule
from handlers.work import Case
from handlers.workflow import Status
from storage.tickets import Ticket

INSISTS = "仍要反映"
OUTCOME = "out_of_scope"


def send_elsewhere(case: Case) -> bool:
    """End a fresh appeal that another office looks after; False when it is ours.

    Nobody is bothered with it. The event names the rule, so that such appeals are counted by it.
    """
    work, ticket = case.work, case.ticket
    rule = routes.elsewhere(work.org, work.policy, ticket, work.now)
    if rule is None or ticket.status != Status.OPEN or case.saw("appeal_anyway", since=ticket.opened_at):
        return False
    ticket.closed_at, ticket.outcome = work.now, OUTCOME
    case.record("out_of_scope", dispatching.SYSTEM, Status.OUT_OF_SCOPE, rule=rule.name, text=rule.say)
    clocks.stop(case)
    _tell(case, rule)
    return True


def _tell(case: Case, rule: ScopeRule) -> None:
    """In private also when it was said in a group: nobody is shown up before his neighbours."""
    text = _elsewhere(case, rule.say, rule.phone)
    rows = (("编号", case.ticket.number), *((("电话", rule.phone),) if rule.phone else ()))
    card = Card("这件事请到别处办", rows, text, (Button(Action.APPEAL_ANYWAY.value, INSISTS),))
    at = case.work.policy.quiet.end_after(case.work.now) if case.ticket.chat is not None else None
    notices.to_reporter(case.work, case.ticket, Kind.ACK, text, card=card, at=at)


def listed_elsewhere(ticket: Ticket) -> bool:
    """Whether a rule of the scope list ended this ticket, rather than an official who looked at it."""
    return ticket.outcome == OUTCOME and ticket.dispatched_at is None


def insist(case: Case, actor: str, words: str) -> None:
    """仍要反映: the ticket begins as if there were no list, and its time begins now."""
    ticket = case.ticket
    ticket.closed_at = ticket.outcome = None
    case.record("appeal_anyway", actor, Status.OPEN, text=words)
    clocks.begin(case)
    dispatching.choose(case)


def _elsewhere(case: Case, say: str, phone: str | None) -> str:
    """To the reporter: another office looks after this, and how to insist."""
    call = f"电话{phone}。" if phone else ""
    end = "" if say.endswith(("。", "！", "!")) else "。"
    insist = "如果您觉得还是该由我们管，请点或回“仍要反映”，我来转给负责的人。"
    return f"您说的{texts.about(case)}不归我们这里办。{say}{end}{call}\n{insist}"
