"""The time of a promise: a reminder before it, a question to both sides after it, and no mark where nobody answers."""

from __future__ import annotations

from datetime import timedelta

from handlers import cards, notices
from handlers.commitments import beneath, hearing, making, settling, telling
from handlers.messages import Card, Kind
from handlers.regrouping.merging import looked_after
from handlers.work import Case, Work
from handlers.workflow import Status
from storage import commitments as rows
from storage import residents
from storage.commitments import Commitment
from storage.residents import Dialogue


def tick(work: Work, limit: int) -> int:
    """Everything whose moment has come."""
    due = rows.due(work.conn, work.district, work.now, limit)
    for one in due:
        if case := work.case(one.ticket_id):
            _look(case, one)
    return len(due)


def put_off(work: Work, by: timedelta) -> None:
    """Look at the first one later: it could not be handled now."""
    for one in rows.due(work.conn, work.district, work.now, 1):
        one.next_at = work.now + by
        rows.save(work.batch, one)


def _look(made_on: Case, one: Commitment) -> None:
    # A promise goes on where its ticket is looked after, but stays with the ticket: 并案 may be taken back.
    case = looked_after(made_on)
    if _over(case, one):
        kept = case.ticket.outcome == "solved"
        settling.settle(case, one, "kept" if kept else "void", "resolved" if kept else None)
    elif one.state == "asked":
        settling.settle(case, one, "unknown", None)
    elif case.work.now < one.due_at:
        _remind(case, one)
    else:
        _ask(case, made_on, one)


def _over(case: Case, one: Commitment) -> bool:
    """Whether the end of its ticket has decided it: not of what was promised with the completion or after it.

    "已临时放气，明天来换新阀门" is still to come when the resident calls the ticket solved.
    """
    ticket = case.ticket
    if ticket.status != Status.CLOSED:
        return not making.counts(case)
    later = ticket.resolved_at is not None and one.made_at >= ticket.resolved_at
    return not (later and ticket.outcome == "solved" and making.counts(case))


def _remind(case: Case, one: Commitment) -> None:
    work, rule = case.work, case.work.policy.commitments
    one.next_at = work.policy.quiet.end_after(rule.grace.after(one.due_at, work.policy.calendar))
    rows.save(work.batch, one)
    for person in _people(case, one):
        _card(case, person, telling.reminder(case, one))


def _ask(case: Case, made_on: Case, one: Commitment) -> None:
    work, rule = case.work, case.work.policy.commitments
    one.state, one.next_at = "asked", rule.answer_within.after(work.now, work.policy.calendar)
    rows.save(work.batch, one)
    for person in _people(case, one):
        _card(case, person, telling.question(case, one))
    for waits in beneath.asked(made_on):
        _ask_resident(waits, one)


def _people(case: Case, one: Commitment) -> list[str]:
    return [one.person] if one.person else case.assignees


def _card(case: Case, person: str, card: Card) -> None:
    notices.to_person(case.work, person, Kind.REMIND, cards.with_text(card), card=card, ticket=case.ticket)


def _ask_resident(case: Case, one: Commitment) -> None:
    """Once, in private; whoever is asked something else already answers that first, and has the buttons."""
    work, ticket = case.work, case.ticket
    if not work.org.writes_to(ticket.channel):
        return
    card = telling.to_resident(case, one)
    notices.to_reporter(work, ticket, Kind.PROGRESS, card.note, card=card)
    if residents.asked(work.conn, work.district, ticket.channel, ticket.reporter) is None:
        data = {"ticket": ticket.id, "promise": one.id}
        asked = Dialogue(work.district, ticket.channel, ticket.reporter, hearing.TOPIC, data, work.now, one.next_at)
        residents.ask(work.conn, asked)
