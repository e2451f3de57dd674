"""A department has reported: whoever called it says at once how it was."""

from __future__ import annotations

from handlers import cards, notices, wording
from handlers.messages import Action, Button, Card, Kind
from handlers.work import Case
from storage import surveys as rows
from storage.surveys import Survey


def ask(case: Case, told: str) -> None:
    """Ask for a score; a low one, or "not done", sends the part back to work."""
    work, ticket = case.work, case.ticket
    remind = work.policy.survey_of(ticket.form).remind_after.after(work.now, work.policy.calendar)
    survey = Survey(
        work.district, work.new_id(), ticket.id, ticket.reopened + 1, ticket.channel, ticket.reporter, "sent",
        work.policy.quiet.end_after(remind), work.now,
    )  # fmt: skip
    rows.add(work.batch, survey)
    case.record("surveyed", "system", round=survey.round)
    # Without the digit: the code before each is the score.
    scores = [Button(f"{Action.RATE.value}:{score}", wording.stars(work.policy, score)) for score in range(1, 6)]
    buttons = (*scores, Button(Action.REJECT.value, "没办成"))
    card = Card("请评价部门", (("哨单", ticket.number),), told, buttons)
    notices.to_reporter(work, ticket, Kind.SURVEY, cards.with_text(card), card=card)
