"""One scorer for everybody: a transcript's labels beside what a listener made of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from bot.bench.groups.answers import Answer, Ticket
from bot.bench.groups.transcripts import Gold, Transcript

ENOUGH = 0.5  # Jaccard from which a ticket is found

_LEAKS = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"  # a mobile number
    r"|\d+\s*单元\s*\d{3,4}|\d+-\d+-\d{3,4}|\d{3,4}\s*室"  # a flat
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}"  # a number plate
)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts that add up over transcripts.

    Attributes:
        jaccards: of each gold ticket, with the ticket most like it.
        false: tickets that share no message with any gold ticket.
        split: further tickets for a problem that has one already, or parts of one that was not found.
        chatter: messages that belong nowhere; `attached` of them are in tickets all the same.
        categories: found tickets with a right category; likewise `urgencies`.
        joined: of `joins`, those whose sender is a household of the ticket found.
        lines: said in the group; None when one of the answers does not tell.
        leaks: lines with a mobile number, a flat or a number plate.
    """

    messages: int = 0
    gold: int = 0
    tickets: int = 0
    found: int = 0
    jaccards: tuple[float, ...] = ()
    false: int = 0
    split: int = 0
    chatter: int = 0
    attached: int = 0
    categories: int = 0
    urgencies: int = 0
    joins: int = 0
    joined: int = 0
    lines: int | None = 0
    leaks: int | None = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{one.name: _sum(getattr(self, one.name), getattr(other, one.name)) for one in fields(self)})


@dataclass(frozen=True, slots=True)
class Match:
    """A gold ticket and the ticket most like it, by position; None when none shares a message."""

    gold: Gold
    best: int | None
    jaccard: float

    @property
    def found(self) -> bool:
        """Whether they are alike enough."""
        return self.best is not None and self.jaccard >= ENOUGH


@dataclass(slots=True)
class Matching:
    """Which tickets are which."""

    matches: list[Match] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def score(transcript: Transcript, answer: Answer) -> Tally:
    """How good an answer is."""
    sets = [ticket.messages - transcript.neutral for ticket in answer.tickets]
    matching = match(transcript.gold, answer.tickets, sets)
    found = [(one.gold, answer.tickets[one.best]) for one in matching.matches if one.found and one.best is not None]
    real = frozenset[str]().union(*(ticket.messages for ticket in transcript.gold))
    spare = [held for number, held in enumerate(sets) if number not in matching.used]
    false = sum(1 for held in spare if not held & real)
    return Tally(
        messages=len(transcript.said), gold=len(transcript.gold), tickets=len(answer.tickets), found=len(found),
        jaccards=tuple(one.jaccard for one in matching.matches), false=false, split=len(spare) - false,
        chatter=len(transcript.chatter), attached=len(transcript.chatter.intersection(frozenset().union(*sets))),
        categories=sum(ticket.category in gold.categories for gold, ticket in found),
        urgencies=sum(ticket.urgency in gold.urgencies for gold, ticket in found),
        joins=len(transcript.joins), joined=_joined(transcript, found),
        lines=None if answer.lines is None else len(answer.lines),
        leaks=None if answer.lines is None else sum(leaks(line) for line in answer.lines),
    )  # fmt: skip


def match(gold: Sequence[Gold], tickets: Sequence[Ticket], sets: Sequence[frozenset[str]]) -> Matching:
    """For each gold ticket the one most like it.

    Two troubles told in one message make tickets of the same messages: of equals, one that is not used yet
    comes first, then one of a right category.
    """
    made = Matching()
    for one in gold:
        ranked = [
            (_jaccard(one.messages, held), number not in made.used, tickets[number].category in one.categories, -number)
            for number, held in enumerate(sets)
        ]
        jaccard, _, _, number = max(ranked, default=(0.0, False, False, 0))
        found = Match(one, -number if jaccard > 0 else None, jaccard)
        made.matches.append(found)
        if found.found:
            made.used.add(-number)
    return made


def leaks(line: str) -> bool:
    """Whether a line in the group tells where somebody can be found."""
    return _LEAKS.search(line) is not None


def _sum(one: Any, other: Any) -> Any:
    return None if one is None or other is None else one + other


def _joined(transcript: Transcript, found: Sequence[tuple[Gold, Ticket]]) -> int:
    senders = {row["id"]: row["sender"] for row in transcript.said}
    counted = {(gold.key, sender) for gold, ticket in found for sender in ticket.households}
    return sum((key, senders[message]) in counted for message, key in transcript.joins)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
