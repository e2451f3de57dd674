"""An appeal as the figures see it: what was promised, done and said, each as one plain fact. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handlers.policy import Policy
from handlers.workflow import Status
from storage.figures import Fact, Promised, Rows, Said

_DONE = (Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said of an appeal, and on which way.

    Attributes:
        solved: the last yes or no; silence after a no is still a no. None: nobody said.
        score: the last score.
        by_phone: whether the last yes or no was taken down on the telephone; score_by_phone: the last score.
        dimensions: the last score of each dimension.
    """

    solved: bool | None = None
    by_phone: bool = False
    score: int | None = None
    score_by_phone: bool = False
    dimensions: tuple[tuple[str, int], ...] = ()

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


def appeals(rows: Rows, policy: Policy, now: datetime) -> list[Appeal]:
    """The appeals of a span; what turned out to be none, and what was counted with another, is left out."""
    return [
        _appeal(rows, fact, policy, now)
        for fact in rows.facts
        if fact.outcome != "no_appeal" and fact.status != Status.MERGED
    ]


def _appeal(rows: Rows, fact: Fact, policy: Policy, now: datetime) -> Appeal:
    clocks, answers = rows.clocks.get(fact.id, []), said(rows.ratings.get(fact.id, ()), policy)
    done = fact.status in _DONE and fact.resolved_at is not None
    asked = bool(rows.asked.get(fact.id)) or answers.any
    accept = [clock for clock in clocks if clock.kind == "accept"]
    resolve = [clock for clock in clocks if clock.kind == "resolve"]
    callback = [clock for clock in clocks if clock.kind == "callback"]
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
    )


def said(ratings: Iterable[Said], policy: Policy) -> Answers:
    """What a resident's answers come to, first to last."""
    found, dimensions = Answers(), dict[str, int]()
    for one in ratings:
        verdict = one.solved if one.score is None or one.solved is not None else one.score > policy.survey.low_score
        solved, by_phone = (verdict, one.by is not None) if verdict is not None else (found.solved, found.by_phone)
        score = (one.score, one.by is not None) if one.score is not None else (found.score, found.score_by_phone)
        dimensions |= one.dimensions or {}
        found = Answers(solved, by_phone, *score, tuple(sorted(dimensions.items())))
    return found


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
