"""An appeal as the figures see it: what was promised, done and said, each as one plain fact. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.closing import behind, settling, tally
from handlers.closing.tally import Spoken
from handlers.policy import Policy
from handlers.workflow import Status
from storage.figures import Fact, Promised, Rows, Said

_DONE = (Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said of an appeal, and on which way.

    Attributes:
        solved: whether the last completion anybody spoke of is solved, by the quorum of its households; one that was
            reopened is not, and silence after a no is still a no. None: nobody said.
        score: the reporter's last score; a neighbour's says only whether it is solved.
        by_phone: whether the last yes or no was taken down on the telephone; score_by_phone: the last score.
        dimensions: the reporter's last score of each dimension.
        partly: whether what is not solved is partly so.
        households: how many said anything; those behind one door are one.
    """

    solved: bool | None = None
    by_phone: bool = False
    score: int | None = None
    score_by_phone: bool = False
    dimensions: tuple[tuple[str, int], ...] = ()
    partly: bool = False
    households: int = 0

    @property
    def any(self) -> bool:
        """Whether anything was said."""
        return self.solved is not None or self.score is not None


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal.

    Attributes:
        counted: neither withdrawn nor told to go elsewhere.
        accepted: somebody took it; accept_due: somebody should have, or has.
        in_time: nobody let its time to accept run out.
        done: officials call it done now; done_due: they should, or do.
        hours: from the first word to the last 办结, in hours.
        call_due: its callback has come, or should have; asked: it was asked about.
        people: who called it done; who has it where nobody did.
        promises: (kind, kept) of every promise that is decided: kept in time or not.
        excluded: the code under which it is left out.
        households: behind how many doors it was asked whether it is solved.
    """

    fact: Fact
    counted: bool
    accept_due: bool
    accepted: bool
    in_time: bool
    done_due: bool
    done: bool
    hours: float | None
    call_due: bool
    asked: bool
    answers: Answers
    people: frozenset[str]
    promises: tuple[tuple[str, bool], ...]
    excluded: str | None
    households: int = 0


def appeals(rows: Rows, policy: Policy, now: datetime) -> list[Appeal]:
    """The appeals of a span; what turned out to be none, and what was counted with another, is left out."""
    return [
        _appeal(rows, fact, policy, now)
        for fact in rows.facts
        if fact.outcome != "no_appeal" and fact.status != Status.MERGED
    ]


def _appeal(rows: Rows, fact: Fact, policy: Policy, now: datetime) -> Appeal:
    clocks, answers = rows.clocks.get(fact.id, []), said(rows.ratings.get(fact.id, ()), policy, fact)
    done = fact.status in _DONE and fact.resolved_at is not None
    asked = bool(rows.asked.get(fact.id)) or answers.any
    accept = [clock for clock in clocks if clock.kind == "accept"]
    resolve = [clock for clock in clocks if clock.kind == "resolve"]
    callback = [clock for clock in clocks if clock.kind == "callback"]
    if fact.id in rows.own_work:
        fact = _without_his_word(fact, answers)
    people = [person for person, _ in rows.resolved.get(fact.id, ())] or rows.holders.get(fact.id, [])
    return Appeal(
        fact,
        counted=fact.outcome != "cancelled" and fact.status != Status.OUT_OF_SCOPE,
        accept_due=fact.accepted_at is not None or _broken(accept, now),
        accepted=fact.accepted_at is not None,
        in_time=fact.accepted_at is not None and not _broken(_before(accept, fact.accepted_at), fact.accepted_at),
        # What was done once and is done no more counts as due: a "no" of the resident mends no rate.
        done_due=done or _broken(resolve, now) or any(clock.met_at is not None for clock in resolve),
        done=done,
        hours=(fact.resolved_at - fact.opened_at).total_seconds() / 3600 if done and fact.resolved_at else None,
        call_due=done and (asked or _broken(callback, now)),
        asked=asked,
        answers=answers,
        people=frozenset(people),
        promises=tuple(_decided(clocks, policy, now)),
        excluded=rows.excluded.get(fact.id),
        households=_households(rows, fact, answers),
    )


def _without_his_word(fact: Fact, answers: Answers) -> Fact:
    """An earlier version took an official's word about his own work for the end residents gave it."""
    if fact.outcome not in settling.JUDGED:
        return fact
    if answers.solved is None:
        return replace(fact, outcome="unanswered")
    return replace(fact, outcome=tally.SOLVED if answers.solved else tally.PARTLY if answers.partly else "unsolved")


def _households(rows: Rows, fact: Fact, answers: Answers) -> int:
    """The doors of whoever was asked, and of whoever answered without: everybody has the buttons below the result."""
    answered = {(one.channel, one.account) for one in rows.ratings.get(fact.id, ())}
    told = rows.doors.get(fact.id)
    mates = behind.mates_of(told, (fact.channel, fact.reporter)) if told else {}
    # Whoever told the same door only after both had answered gave two answers.
    return max(behind.counted(mates, rows.households.get(fact.id, set()) | answered), answers.households)


def said(ratings: Sequence[Said], policy: Policy, fact: Fact | None = None) -> Answers:
    """What the answers come to, first to last; without a `fact` all are the reporter's."""
    own = [one for one in ratings if fact is None or (one.channel, one.account) == (fact.channel, fact.reporter)]
    scored = [one for one in own if one.score is not None]
    dimensions = {key: score for one in own for key, score in (one.dimensions or {}).items()}
    households = len({door for door, _ in tally.by_household(_spoken(ratings, own))})
    score = (scored[-1].score, scored[-1].by is not None) if scored else (None, False)
    told = [one for one in ratings if _verdict(one, policy)]
    if not told:
        return Answers(None, False, *score, tuple(sorted(dimensions.items())), False, households)
    last = [one for one in told if one.round == told[-1].round]
    votes = tally.votes(_spoken(last, own), policy.survey.low_score)
    found = tally.outcome(votes, policy.survey.neighbours.quorum)
    again = fact is not None and told[-1].round <= fact.reopened
    by_phone = next(reversed([one for one in last if one in own] or last)).by is not None
    return Answers(
        found == tally.SOLVED and not again, by_phone, *score, tuple(sorted(dimensions.items())),
        partly=found == tally.PARTLY, households=households,
    )  # fmt: skip


def _spoken(ratings: Iterable[Said], own: Collection[Said]) -> list[Spoken]:
    return [
        Spoken(one.id, one.household, (one.channel, one.account), one.result, one.solved, one.score, one in own)
        for one in ratings
    ]


def _verdict(one: Said, policy: Policy) -> str | None:
    return tally.verdict(one.result, one.solved, one.score, policy.survey.low_score)


def _before(clocks: Iterable[Promised], at: datetime) -> list[Promised]:
    return [clock for clock in clocks if clock.started_at <= at]


def _broken(clocks: Iterable[Promised], now: datetime) -> bool:
    return any(
        clock.breached_at is not None
        or (clock.met_at is None and clock.stopped_at is None and clock.due_at <= now)
        or (clock.met_at is not None and clock.met_at > clock.due_at)
        for clock in clocks
    )


def _decided(clocks: Iterable[Promised], policy: Policy, now: datetime) -> Iterable[tuple[str, bool]]:
    for clock in clocks:
        broken = _broken([clock], now)
        if clock.kind in policy.promises and (clock.met_at is not None or broken):
            yield clock.kind, not broken
