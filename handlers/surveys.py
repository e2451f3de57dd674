"""Coming back to the resident: is it solved? A "no" reopens the ticket."""

from __future__ import annotations

from handlers import cards, clocks, dispatching, notices, routing, texts, wording
from handlers.messages import Card, Kind
from handlers.work import Case
from handlers.workflow import Status
from storage import surveys as rows
from storage.surveys import Rating, Survey

OPEN = ("planned", "sent", "reminded")


def plan(case: Case) -> None:
    """After 办结: the survey at its hour, and the clock by which the resident must have been asked."""
    work, ticket, rule = case.work, case.ticket, case.work.policy.survey
    due = work.policy.quiet.end_after(rule.after.after(work.now, work.policy.calendar))
    rows.add(
        work.batch,
        Survey(
            work.district,
            work.new_id(),
            ticket.id,
            ticket.reopened + 1,
            ticket.channel,
            ticket.reporter,
            "planned",
            due,
        ),
    )
    clocks.start_one(case, "callback", rule.close_after, work.now)


def tick(case: Case, survey: Survey) -> None:
    """The survey's moment has come: ask, remind once, or go on without an answer."""
    if case.ticket.status != Status.RESOLVED:
        _end(case, survey, "dropped")
    elif survey.state == "planned":
        _ask(case, survey)
    elif survey.state == "sent":
        _remind(case, survey)
    else:
        _close_silent(case, survey)


def _ask(case: Case, survey: Survey) -> None:
    work = case.work
    survey.state, survey.sent_at = "sent", work.now
    remind = work.policy.survey.remind_after.after(work.now, work.policy.calendar)
    survey.next_at = work.policy.quiet.end_after(remind)
    rows.save(work.batch, survey)
    case.record("surveyed", "system", round=survey.round)
    clocks.meet(case, "callback")
    _send(case, texts.survey(case), "回访")


def _remind(case: Case, survey: Survey) -> None:
    work, ticket = case.work, case.ticket
    survey.state, survey.reminded_at = "reminded", work.now
    end = work.policy.survey.close_after.after(ticket.resolved_at or work.now, work.policy.calendar)
    survey.next_at = max(end, work.now)
    rows.save(work.batch, survey)
    case.record("survey_reminded", "system", round=survey.round)
    _send(case, texts.survey_reminder(case), "回访提醒")


def _send(case: Case, text: str, title: str) -> None:
    card = Card(title, (("编号", case.ticket.number),), text, cards.rating_buttons(case.work))
    notices.to_reporter(case.work, case.ticket, Kind.SURVEY, text, card=card)


def _close_silent(case: Case, survey: Survey) -> None:
    """Nobody answered: archived as unanswered, which is not the same as solved."""
    _end(case, survey, "silent")
    clocks.stop(case)
    _archive(case, "system", "unanswered")


def rate(case: Case, account: str, score: int, words: str) -> str:
    """A score from 1 to 5; a low one reopens. Returns what the resident is answered."""
    case.ticket.rating = score
    _keep(case, account, score, None, words)
    case.record("rated", "resident", score=score, text=words)
    clocks.meet(case, "callback")
    if score <= case.work.policy.survey.low_score:
        return _again(case, f"回访{score}分" + (f"：{words}" if words else ""))
    return _happy_end(case)


def confirm(case: Case, account: str, words: str) -> str:
    """已解决: archived as solved; a score may still follow."""
    _keep(case, account, None, True, words)
    case.record("confirmed", "resident", text=words)
    clocks.meet(case, "callback")
    return _happy_end(case)


def reject(case: Case, account: str, words: str) -> str:
    """没解决: reopened, and the level above knows."""
    _keep(case, account, None, False, words)
    case.record("rejected", "resident", text=words)
    clocks.meet(case, "callback")
    return _again(case, "居民反映没解决" + (f"：{words}" if words else ""))


def _keep(case: Case, account: str, score: int | None, solved: bool | None, words: str) -> None:
    work, ticket = case.work, case.ticket
    rating = Rating(
        work.district, work.new_id(), ticket.id, ticket.reopened + 1, ticket.channel, account, score, solved,
        words or None, work.now,
    )  # fmt: skip
    rows.add_rating(work.batch, rating)
    for survey in rows.of_ticket(work.conn, work.district, ticket.id):
        if survey.state in OPEN:
            _end(case, survey, "answered")


def _end(case: Case, survey: Survey, state: str) -> None:
    survey.state, survey.next_at, survey.closed_at = state, None, case.work.now
    rows.save(case.work.batch, survey)


def _happy_end(case: Case) -> str:
    if case.ticket.status == Status.RESOLVED:
        clocks.stop(case)
        _archive(case, "resident", "solved")
    return texts.rated_well(case)


def _archive(case: Case, actor: str, outcome: str) -> None:
    case.ticket.closed_at, case.ticket.outcome = case.work.now, outcome
    case.record("closed", actor, Status.CLOSED, outcome=outcome)


def _again(case: Case, reason: str) -> str:
    if not _may_reopen(case):
        return f"{case.ticket.number}已过重开期限，请把现在的情况再说一遍，我重新登记。"
    reopen(case, reason)
    return texts.reopened(case)


def _may_reopen(case: Case) -> bool:
    window = case.work.policy.survey.reopen_window
    end = window.after(case.ticket.resolved_at or case.work.now, case.work.policy.calendar)
    return case.ticket.status == Status.RESOLVED or case.work.now <= end


def reopen(case: Case, reason: str) -> None:
    """Back to work, one level up; who had it stays with it and the whole chain is visible."""
    ticket = case.ticket
    ticket.reopened += 1
    ticket.closed_at = ticket.outcome = None
    before = case.assignees
    rungs = dispatching.rungs_of(case)
    rung = routing.next_rung(rungs, ticket.level + 1, without=set(before)) or routing.next_rung(rungs, ticket.level)
    case.record("reopened", "resident", Status.DISPATCHED, reason=reason)
    clocks.stop(case)
    clocks.start(case, "resolve", "feedback")
    people = list(rung.people) if rung else before
    level = rung.level if rung else ticket.level
    dispatching.hand_over(case, people, "system", level=level, rule="重开：上一级负责")
    for person in dict.fromkeys([*people, *before]):
        dispatching.tell(case, person, Kind.ESCALATE, f"重开：{wording.short(reason, 18)}")
