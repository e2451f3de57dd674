"""Coming back to the resident: is it solved? A "no" reopens the ticket."""

from __future__ import annotations

from handlers import cards, clocks, dispatching, notices, routing, texts, wording
from handlers.answered import RESULTS, Answer
from handlers.messages import Card, Kind
from handlers.volunteering import offering, thanking
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
    rule, calendar = work.policy.survey_of(ticket.form), work.policy.calendar
    end = rule.close_after.after(ticket.resolved_at or work.now, calendar)
    # Asked late, because the clock stood still: the reminder still leaves time to answer.
    survey.next_at = max(end, rule.remind_after.after(work.now, calendar))
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
    if case.ticket.outcome == "cancelled":
        return _withdrawn(case)
    before = _score_before(case, account)
    case.ticket.rating = score
    _keep(case, account, score, None, words)
    if before is None:
        case.record("rated", "resident", score=score, text=words)
    else:
        # One completion is counted once, whatever the resident says about it later.
        case.record("rated_again", "resident", score=score, before=before, text=words)
    clocks.meet(case, "callback")
    if score <= case.work.policy.survey.low_score:
        return _again(case, f"回访{score}分", words)
    thanking.pass_on(case, words, score)
    return _happy_end(case)


def _score_before(case: Case, account: str) -> int | None:
    """What this resident himself said of this completion before."""
    found = rows.ratings_of(case.work.conn, case.work.district, case.ticket.id)
    here = [rating for rating in found if rating.round == case.ticket.reopened + 1 and rating.by is None]
    own = [rating for rating in here if rating.account == account]
    return next((rating.score for rating in reversed(own) if rating.score is not None), None)


def confirm(case: Case, account: str, words: str) -> str:
    """已解决: archived as solved; a score may still follow."""
    _keep(case, account, None, True, words)
    case.record("confirmed", "resident", text=words)
    clocks.meet(case, "callback")
    thanking.pass_on(case, words)
    return _happy_end(case)


def reject(case: Case, account: str, words: str) -> str:
    """没解决: reopened, and the level above knows."""
    if case.ticket.outcome == "cancelled":
        return _withdrawn(case)
    _keep(case, account, None, False, words)
    case.record("rejected", "resident", text=words)
    clocks.meet(case, "callback")
    return _again(case, "居民反映没解决", words)


def called_back(case: Case, answer: Answer) -> str:
    """What the resident said to somebody who called him: it ends or reopens the ticket as his own word does.

    Returns what whoever called is answered.
    """
    ticket = case.ticket
    if ticket.outcome == "cancelled":
        return f"{ticket.number}居民已经撤销，没有记录。"
    ticket.rating = answer.score or ticket.rating
    _keep(case, ticket.reporter, answer.score, answer.result == "solved", answer.words, answer)
    said = {"result": answer.result, "text": answer.words} | ({"score": answer.score} if answer.score else {})
    case.record("called_back", answer.by, **said)
    clocks.meet(case, "callback")
    noted = f"已记录电话回访：{ticket.number}{RESULTS[answer.result]}"
    if answer.result == "solved":
        _happy_end(case)
        return f"{noted}。"
    before = ticket.reopened
    told = _again(case, f"电话回访{RESULTS[answer.result]}", answer.words)
    if ticket.reopened == before:
        return f"{noted}；已过重开期限，没有重办，请把现在的情况重新登记。"
    notices.to_reporter(case.work, ticket, Kind.NOTICE, told)
    return f"{noted}，已经重新派下去。"


def _keep(
    case: Case, account: str, score: int | None, solved: bool | None, words: str, called: Answer | None = None
) -> None:
    work, ticket = case.work, case.ticket
    rating = Rating(
        work.district, work.new_id(), ticket.id, ticket.reopened + 1, ticket.channel, account, score, solved,
        words or None, work.now, called.by if called else None, called.result if called else None,
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
    elif case.ticket.outcome in ("unanswered", "unsolved"):
        case.ticket.outcome = "solved"
    return texts.rated_well(case)


def _archive(case: Case, actor: str, outcome: str) -> None:
    case.ticket.closed_at, case.ticket.outcome = case.work.now, outcome
    case.record("closed", actor, Status.CLOSED, outcome=outcome)


def _withdrawn(case: Case) -> str:
    return f"{case.ticket.number}您已经撤销了。如果还有问题，请直接告诉我，我重新登记。"


def _again(case: Case, reason: str, words: str) -> str:
    if not _may_reopen(case):
        # Nobody goes out any more, but it does not count as solved.
        case.ticket.outcome = "unsolved"
        return f"{case.ticket.number}已过重开期限，请把现在的情况再说一遍，我重新登记。"
    reopen(case, reason, words)
    return texts.reopened(case)


def _may_reopen(case: Case) -> bool:
    window = case.work.policy.survey.reopen_window
    end = window.after(case.ticket.resolved_at or case.work.now, case.work.policy.calendar)
    return case.ticket.status == Status.RESOLVED or case.work.now <= end


def reopen(case: Case, reason: str, words: str = "") -> None:
    """Back to work, one level up; who had it hears of it, and the whole chain stays visible.

    Args:
        words: the resident's own; shown only to those who may know who he is.
    """
    ticket, before = case.ticket, case.assignees
    ticket.reopened += 1
    ticket.closed_at = ticket.outcome = ticket.resolved_at = None
    case.record("reopened", "resident", Status.DISPATCHED, reason=_with(reason, words))
    clocks.stop(case)
    clocks.begin(case)
    level, people = _next(case, before)
    # In quiet hours the cards wait for the morning, and so does the time to accept.
    at = case.work.now if ticket.urgency == "emergency" else case.work.policy.quiet.end_after(case.work.now)
    dispatching.hand_over(case, people, dispatching.SYSTEM, level=level, at=at, rule="重开：上一级负责")
    for person in dict.fromkeys([*people, *before]):
        dispatching.tell(case, person, Kind.ESCALATE, f"重开：{wording.short(_shown(case, person, reason, words), 18)}")
    if ticket.form == "wish":
        ticket.accepted_at = None
        offering.ask_again(case, frozenset(before))


def _next(case: Case, before: list[str]) -> tuple[int, list[str]]:
    """One rung up; at the top the same rung again; with nobody there whoever had it."""
    level, rungs = case.ticket.level, dispatching.rungs_of(case)
    if case.ticket.form == "part":
        return level, before  # its department has not done it yet
    rung = routing.next_rung(rungs, level + 1, without=set(before)) or routing.next_rung(rungs, level)
    return (rung.level, list(rung.people)) if rung else (level, before)


def _shown(case: Case, person: str, reason: str, words: str) -> str:
    hidden = routing.hides_reporter(case.work.org, case.work.policy, person, case.work.today)
    return reason if hidden else _with(reason, words)


def _with(reason: str, words: str) -> str:
    return f"{reason}：{words}" if words else reason
