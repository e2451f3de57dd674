"""Coming back to the resident: is it solved? When he is asked, reminded, and no longer waited for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from handlers import cards, clocks, notices, solved_texts
from handlers.closing import sampling, settling, telling, voices
from handlers.closing.voices import Voice
from handlers.messages import Card, Kind
from handlers.org import Address
from handlers.work import Case
from handlers.workflow import Status
from storage import surveys as rows
from storage.surveys import Survey


def plan(case: Case, without: Collection[Address] = ()) -> None:
    """After 办结: a question to the reporter and to a sample of the neighbours, and the clock by which he is asked.

    A reporter who did it himself is not asked: his row waits for the end of the window, which is silence.

    Args:
        without: neighbours who are asked about another ticket.
    """
    work, ticket = case.work, case.ticket
    himself = voices.judges_himself(case)
    _plan(case, ticket.channel, ticket.reporter, _end(case) if himself else None)
    for one in sampling.chosen(case, without):
        _plan(case, one.channel, one.account)
    if not himself:
        clocks.start_one(case, "callback", work.policy.survey.close_after, work.now)


def include(case: Case, channel: str, account: str) -> None:
    """Somebody joined what is said to be done: he is asked as well."""
    asked = {(row.channel, row.recipient) for row in settling.asked(case)}
    if case.ticket.status == Status.RESOLVED and (channel, account) not in asked:
        _plan(case, channel, account)


def _plan(case: Case, channel: str, account: str, at: datetime | None = None) -> None:
    work, ticket = case.work, case.ticket
    due = at or work.policy.quiet.end_after(work.policy.survey.after.after(work.now, work.policy.calendar))
    row = Survey(work.district, work.new_id(), ticket.id, ticket.reopened + 1, channel, account, "planned", due)
    rows.add(work.batch, row)
    case.surveys.append(row)


def tick(case: Case, due: Survey) -> None:
    """A question's moment has come: ask, remind the reporter once, or go on without an answer."""
    survey = next((row for row in case.surveys if row.id == due.id), due)
    if survey.next_at is None or survey.next_at > case.work.now:
        return  # answered, or ended together with another, in this round of the clock
    if not _stands(case, survey):
        _give_up(case, survey, "dropped")
    elif survey.state == "planned":
        _ask(case, survey)
    elif survey.state == "sent" and _own(case, survey) and case.ticket.status == Status.RESOLVED:
        _remind(case, survey)
    else:
        _give_up(case, survey)


def _stands(case: Case, survey: Survey) -> bool:
    """Whether the question still makes sense; one household's yes ends nobody else's."""
    ticket = case.ticket
    judged = ticket.status == Status.CLOSED and ticket.outcome in settling.JUDGED
    if survey.round != ticket.reopened + 1 or not (ticket.status == Status.RESOLVED or judged):
        return False
    if _own(case, survey):
        return not voices.judges_himself(case)
    # Who was taken out again, because his words were about another trouble, is not asked about this one.
    return voices.neighbour(case, survey.channel, survey.recipient) is not None


def _own(case: Case, survey: Survey) -> bool:
    return (survey.channel, survey.recipient) == (case.ticket.channel, case.ticket.reporter)


def _ask(case: Case, survey: Survey) -> None:
    work = case.work
    survey.state, survey.sent_at = "sent", work.now
    if _own(case, survey):
        remind = work.policy.survey.remind_after.after(work.now, work.policy.calendar)
        survey.next_at = work.policy.quiet.end_after(remind)
        case.record("surveyed", "system", round=survey.round)
        clocks.meet(case, "callback")
        _send(case, solved_texts.survey(case), "回访")
    else:
        # Once: who only joined is not reminded.
        survey.next_at = _end(case)
        telling.ask(case, Voice(survey.channel, survey.recipient, own=False))
    rows.save(work.batch, survey)


def _end(case: Case) -> datetime:
    """Until when an answer is waited for; who is asked late still has time to answer."""
    work, rule = case.work, case.work.policy.survey_of(case.ticket.form)
    end = rule.close_after.after(case.ticket.resolved_at or work.now, work.policy.calendar)
    return max(end, rule.remind_after.after(work.now, work.policy.calendar))


def _remind(case: Case, survey: Survey) -> None:
    survey.state, survey.reminded_at, survey.next_at = "reminded", case.work.now, _end(case)
    rows.save(case.work.batch, survey)
    case.record("survey_reminded", "system", round=survey.round)
    _send(case, solved_texts.survey_reminder(case), "回访提醒")


def _send(case: Case, text: str, title: str) -> None:
    card = Card(title, (("编号", case.ticket.number),), text, cards.rating_buttons(case.work))
    notices.to_reporter(case.work, case.ticket, Kind.SURVEY, text, card=card)


def _give_up(case: Case, survey: Survey, state: str = "silent") -> None:
    """No answer came; with the last of them the ticket is filed with what the others said, or as unanswered."""
    settling.end(case, survey, state)
    if case.ticket.status == Status.RESOLVED and not settling.waits(case):
        settling.close(case, "system", settling.votes(case))
