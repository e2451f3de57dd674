"""A resident's words about what was done: a score, a yes, a no, and which ticket is meant."""

from __future__ import annotations

from handlers import asking, phrases, rating_words, solved_texts
from handlers.closing import joined, judging, remaining, settling, telling, voices
from handlers.closing.voices import Voice
from handlers.figures import afterwards
from handlers.messages import Action, Card, Kind, Outcome
from handlers.talk import Talk, number_in
from handlers.work import Case
from handlers.workflow import Status
from storage import outbox
from storage.tickets import Ticket

_OF_CARDS = {Action.RATE, Action.CONFIRM}


def rate(talk: Talk) -> Outcome:
    """Words or a number that answer a survey."""
    ticket = meant(talk)
    if ticket is None:
        talk.answer(phrases.NOTHING_TO_RATE)
        return Outcome("评价，没有可评价的工单")
    case, text = talk.case(ticket), talk.text
    score, denied = rating_words.score(text), rating_words.denies(text)
    low = score is not None and score <= talk.work.policy.survey.low_score
    if rating_words.partly(text) and not low:
        partly(talk, case, score)
    elif score is not None and denied and not low:
        return unsure(talk, case)
    elif score is not None:
        afterwards.rated(case, talk.message, voice(talk, case), score, rating_words.comment(text))
    elif denied:
        reject(talk, case)
    elif rating_words.solved(text):
        confirm(talk, case)
    else:
        return unsure(talk, case)
    mention_others(talk, ticket)
    return Outcome("评价", ticket.id)


def reject(talk: Talk, case: Case) -> None:
    """Not solved, or not wholly: reopened."""
    if rating_words.partly(talk.text):
        partly(talk, case)
    else:
        talk.answer(judging.reject(case, voice(talk, case), talk.text), case=case)


def partly(talk: Talk, case: Case, score: int | None = None) -> None:
    """Some of it; who says no more than that is asked what is left."""
    words = "" if rating_words.bare(talk.text) else talk.text
    said = judging.partly(case, voice(talk, case), words, score)
    talk.answer(said + ("" if words else remaining.ask(case, talk.message)), case=case)


def confirm(talk: Talk, case: Case) -> None:
    """Solved."""
    talk.answer(judging.confirm(case, voice(talk, case), talk.text), case=case)


def voice(talk: Talk, case: Case) -> Voice:
    """In whose name he speaks of it."""
    return judging.speaker(case, talk.message) or voices.reporter(case)


def waiting(talk: Talk) -> list[Ticket]:
    """What officials call done and he has not judged: what he reported, newest first, then what he joined."""
    return [*talk.own(Action.CONFIRM), *joined.waiting(talk)]


def meant(talk: Talk) -> Ticket | None:
    """The ticket a judgement is about: the one named, the one last asked about, the newest done, or the last closed."""
    done = waiting(talk)
    if not done:
        closed = [*talk.own(Action.RATE), *joined.judged(talk)]
        closed = [ticket for ticket in closed if ticket.outcome in settling.JUDGED]
        return closed[0] if closed else None
    if number_in(talk.message.text):
        return done[0]
    asked = _last_asked(talk)
    return next((ticket for ticket in done if ticket.id == asked), done[0])


def _last_asked(talk: Talk) -> int | None:
    """The ticket of the newest delivered card that asks for a judgement."""
    work, message = talk.work, talk.message
    for row in reversed(outbox.of_recipient(work.conn, work.district, message.channel, message.sender, 20)):
        offered = {button["action"].partition(":")[0] for button in (row.card or {}).get("buttons", ())}
        if offered & _OF_CARDS:
            return row.ticket_id
    return None


def unsure(talk: Talk, case: Case) -> Outcome:
    """A good score and "still broken" in one message, or neither yes nor no: ask rather than guess."""
    text = solved_texts.unsure_of_rating(case, own=voice(talk, case).own)
    card = Card("解决了吗？", (("编号", case.ticket.number),), text, telling.VERDICTS)
    talk.answer(text, case=case, card=card, kind=Kind.ASK)
    wait = asking.ahead(talk.work, talk.work.policy.survey.remind_after)
    talk.ask("solved", {"ticket": case.ticket.id}, wait)
    return Outcome("评价前后不一致，已请居民确认", case.ticket.id)


def mention_others(talk: Talk, judged: Ticket) -> None:
    """What else waits for his word."""
    others = [ticket for ticket in waiting(talk) if ticket.id != judged.id and ticket.status == Status.RESOLVED]
    if others:
        talk.answer(solved_texts.others_wait(others), case=talk.case(others[0]))


def judged(talk: Talk, under_way: list[Ticket]) -> Ticket | None:
    """The done ticket that words such as "好了" or "还是不热" are about, if not one that is still under way."""
    ticket = meant(talk) if waiting(talk) else None
    if ticket is None or not under_way:
        return ticket
    if (named := next(filter(talk.names, waiting(talk)), None)) or any(map(talk.names, under_way)):
        return named
    return ticket if _last_heard_of(talk) == ticket.id else None


def just_asked(talk: Talk, ticket: Ticket) -> bool:
    """Whether this ticket is what the resident was last told of."""
    return _last_heard_of(talk) == ticket.id


def _last_heard_of(talk: Talk) -> int | None:
    """The ticket the resident was last told of."""
    work, message = talk.work, talk.message
    rows = outbox.of_recipient(work.conn, work.district, message.channel, message.sender, 20)
    return next((row.ticket_id for row in reversed(rows) if row.ticket_id is not None), None)
