"""What a resident says of a completion: solved, partly or not; the reporter's word, and every neighbour's."""

from __future__ import annotations

from dataclasses import replace

from handlers import clocks, notices, passing_on, texts, wording
from handlers.answered import RESULTS, Answer
from handlers.closing import calling, own_work, reopening, settling, telling, voices
from handlers.closing.tally import NOT, PARTLY, SOLVED, Vote
from handlers.closing.voices import Voice
from handlers.joint import choosing
from handlers.messages import Action, Inbound, Kind
from handlers.passing_on import Line
from handlers.volunteering import thanking
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from storage import surveys as rows
from storage.surveys import Rating

# What everybody concerned may say, and not the reporter alone.
ANYBODY = frozenset({Action.CONFIRM, Action.PARTLY, Action.REJECT, Action.RATE})
_WHY = {PARTLY: "居民反映部分解决", NOT: "居民反映没解决"}


def speaker(case: Case, message: Inbound) -> Voice | None:
    """Whoever wrote, if his word counts for this ticket."""
    if choosing.reported(case, message):
        return replace(voices.reporter(case), account=message.sender)
    return voices.neighbour(case, message.channel, message.sender)


def rate(case: Case, voice: Voice, score: int, words: str) -> str:
    """A score from 1 to 5; a low one reopens. Returns what the resident is answered."""
    result = NOT if score <= case.work.policy.survey.low_score else SOLVED
    return _said(case, voice, Answer(None, result, score, words), f"回访{score}分")


def confirm(case: Case, voice: Voice, words: str) -> str:
    """已解决: archived as solved; a score may still follow."""
    return _said(case, voice, Answer(None, SOLVED, None, words))


def partly(case: Case, voice: Voice, words: str, score: int | None = None) -> str:
    """部分解决: done again with what is left, or, said once too often, talked over."""
    return _said(case, voice, Answer(None, PARTLY, score, words))


def reject(case: Case, voice: Voice, words: str) -> str:
    """没解决: reopened, and the level above knows."""
    return _said(case, voice, Answer(None, NOT, None, words))


# The buttons below the question.
VERDICTS = {Action.CONFIRM: confirm, Action.PARTLY: partly, Action.REJECT: reject}


def called_back(case: Case, voice: Voice, answer: Answer) -> str:
    """What a resident said to somebody who called him: it ends or reopens the ticket as his own word does.

    Returns what whoever called is answered.
    """
    ticket, before = case.ticket, case.ticket.reopened
    if ticket.outcome == "cancelled":
        return f"{ticket.number}居民已经撤销，没有记录。"
    told = _said(case, voice, answer, f"电话回访{RESULTS[answer.result]}")
    if voice.handles and answer.result == SOLVED:
        return told
    noted = f"已记录电话回访：{ticket.number}{RESULTS[answer.result]}"
    if answer.result == SOLVED:
        return f"{noted}。"
    if ticket.reopened > before:
        notices.owe(case.work, voice.address, Kind.NOTICE, told, ticket=ticket)
        return f"{noted}，已经重新派下去。"
    late = "已过重开期限，没有重办，请把现在的情况重新登记" if not reopening.may(case) else "没有重办，按部分解决归档"
    return f"{noted}；{late}。"


def still(case: Case, voice: Voice, words: str) -> str:
    """One more no about what is being done again already: it is passed on."""
    case.record("neighbour_said", "resident", result=NOT, text=words)
    passing_on.tell(case, Line("words", words or "又有一户说还没解决"))
    who = wording.names_of(case.work, case.assignees)
    return f"知道了，{texts.about(case)}正在重新办，您说的会转给{who}。办完再问您。"


def under_way(case: Case, action: Action) -> bool:
    """Whether this is a no about what is not called done any more."""
    return action in (Action.PARTLY, Action.REJECT) and Status(case.ticket.status) in UNDER_WAY


def _said(case: Case, voice: Voice, answer: Answer, reason: str = "") -> str:
    if case.ticket.outcome == "cancelled":
        return f"{case.ticket.number}您已经撤销了。如果还有问题，请直接告诉我，我重新登记。"
    if voice.handles:
        return own_work.said(case, voice, answer)
    said = _keep(case, voice, answer)
    votes = settling.votes(case, said)
    if answer.result == SOLVED:
        return _solved(case, voice, answer, votes)
    if answer.result == PARTLY and not _sends_back(case):
        return _calmed(case, voice, said, votes)
    if not reopening.may(case):
        # Nobody goes out any more, but it does not count as solved.
        settling.again(case, votes)
        return reopening.too_late(case)
    reopening.reopen(case, voice, answer.result, reason or _WHY[answer.result], answer.words)
    return texts.reopened(case)


def _keep(case: Case, voice: Voice, answer: Answer) -> Rating:
    """Write the answer down."""
    work, ticket = case.work, case.ticket
    _record(case, voice, answer)
    if voice.own:
        ticket.rating = answer.score or ticket.rating
        clocks.meet(case, "callback")
    # A score says by itself whether it is solved.
    solved = (
        None if answer.score is not None and answer.by is None and answer.result != PARTLY else answer.result == SOLVED
    )
    rating = Rating(
        work.district, work.new_id(), ticket.id, ticket.reopened + 1, voice.channel, voice.account, answer.score,
        solved, answer.words or None, work.now, answer.by, None if solved is None else answer.result,
        household=settling.household(case, (voice.channel, voice.account)),
    )  # fmt: skip
    rows.add_rating(work.batch, rating)
    for survey in settling.asked(case):
        # Of an order that is no appeal whoever asked for it answers on any channel of his.
        own = voice.own and (survey.channel, survey.recipient) == (ticket.channel, ticket.reporter)
        if survey.state in settling.OPEN and (
            own or (survey.channel, survey.recipient) == (voice.channel, voice.account)
        ):
            settling.end(case, survey, "answered")
    return rating


def _record(case: Case, voice: Voice, answer: Answer) -> None:
    score = {"score": answer.score} if answer.score else {}
    if answer.by is not None:
        case.record("called_back", answer.by, result=answer.result, text=answer.words, **score)
    elif not voice.own:
        case.record("neighbour_said", "resident", result=answer.result, text=answer.words, **score)
    elif answer.result == PARTLY:
        case.record("partly", "resident", text=answer.words, **score)
    elif answer.score is None:
        case.record("confirmed" if answer.result == SOLVED else "rejected", "resident", text=answer.words)
    elif (before := _score_before(case, voice)) is None:
        case.record("rated", "resident", score=answer.score, text=answer.words)
    else:
        # One completion is counted once, whatever the resident says about it later.
        case.record("rated_again", "resident", score=answer.score, before=before, text=answer.words)


def _score_before(case: Case, voice: Voice) -> int | None:
    """What this resident himself said of this completion before."""
    found = rows.ratings_of(case.work.conn, case.work.district, case.ticket.id)
    here = [rating for rating in found if rating.round == case.ticket.reopened + 1 and rating.by is None]
    own = [rating for rating in here if rating.account == voice.account]
    return next((rating.score for rating in reversed(own) if rating.score is not None), None)


def _solved(case: Case, voice: Voice, answer: Answer, votes: list[Vote]) -> str:
    if voice.own and answer.by is None:
        thanking.pass_on(case, answer.words, answer.score)
    _settle(case, voice, votes)
    return texts.rated_well(case) if voice.own else telling.thanked(case)


def _settle(case: Case, voice: Voice, votes: list[Vote]) -> None:
    """The reporter's word ends it, so does a quorum of the neighbours, and the last answer."""
    if case.ticket.status != Status.RESOLVED:
        settling.again(case, votes)
    elif voice.own or settling.agreed(case, votes, (voice.channel, voice.account)) or not settling.waits(case):
        settling.close(case, "resident", votes)


def _sends_back(case: Case) -> bool:
    """Whether 部分解决 is still a reason to do it again."""
    before = [event for event in case.history() if event.kind == "reopened" and event.data.get("result") == PARTLY]
    return len(before) < case.work.policy.survey.partly.reopens


def _calmed(case: Case, voice: Voice, said: Rating, votes: list[Vote]) -> str:
    callers = []
    if case.work.policy.survey.partly.calls and said.by is None and reopening.may(case):
        callers = calling.ask(case, said, voice)
    _settle(case, voice, votes)
    if callers:
        return f"知道了，{texts.about(case)}记为“部分解决”，已请{wording.names_of(case.work, callers)}问您还差什么。"
    return f"知道了，{texts.about(case)}记为“部分解决”。还差的地方，请直接告诉我，我重新登记。"
