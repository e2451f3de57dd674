"""What is odd about a completion, from its facts. Pure.

Exact rather than complete: an inspector who is sent to nothing ten times does not go the eleventh time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handlers.rules.inspecting import HintKind
from nlu import pasted
from storage.likeness import Alike
from storage.tickets import Ticket

# Neighbours' tickets about one trouble are done by one job, with one photo and the same words.
_ONE_JOB = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of what was done.

    Attributes:
        alike: earlier photos that look the same, of any ticket, nearest first.
    """

    file_id: int
    sent_at: datetime
    taken_at: datetime | None
    alike: tuple[Alike, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the same official wrote of another ticket."""

    ticket: Ticket
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Bounds:
    """The policy's numbers as lengths of time.

    Attributes:
        wide: categories whose cause may be one for a whole estate.
    """

    taken_before: timedelta
    at_once: timedelta
    times: int
    alike: float
    shortest: int
    templates: tuple[str, ...]
    wide: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """A completion and what is known around it.

    Attributes:
        spare: seconds left of its promise where it was done shortly before the deadline, else None.
        begun: when the first of its residents wrote, or when it was reopened for this round.
        accepted: when whoever completed it pressed 接单; None where he never did.
        seen: whether somebody was there, sent a picture, or the resident said it works again.
        photos: those he answers for.
        before: ids of the files that show the trouble, or an earlier round.
        last_minutes: numbers of what he completed shortly before its deadline lately, this one included.
        unsolved: residents who say that it is not solved.
    """

    ticket: Ticket
    at: datetime
    words: str
    spare: int | None
    begun: datetime
    accepted: datetime | None
    seen: bool
    photos: tuple[Photo, ...] = ()
    before: frozenset[int] = frozenset()
    others: dict[int, Ticket] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    last_minutes: tuple[str, ...] = ()
    unsolved: int = 0


Evidence = dict[str, Any]
Finder = Callable[[Facts, Bounds], Evidence | None]


def found(facts: Facts, bounds: Bounds, kinds: Sequence[HintKind]) -> Iterator[tuple[HintKind, Evidence]]:
    """Everything that is odd, with what it rests on."""
    for kind in kinds:
        evidence = FINDERS[kind](facts, bounds)
        if evidence is not None:
            yield kind, evidence


def _photo_seen(facts: Facts, bounds: Bounds) -> Evidence | None:
    for photo in facts.photos:
        for other in photo.alike:
            if other.file_id == photo.file_id or other.created_at > photo.sent_at:
                continue
            if other.ticket_id == facts.ticket.id:
                if other.file_id not in facts.before:
                    continue
                number = facts.ticket.number
            else:
                ticket = facts.others.get(other.ticket_id)
                if ticket is None or _one_job(facts.ticket, photo.sent_at, ticket, other.created_at, bounds.wide):
                    continue
                number = ticket.number
            return {"file": photo.file_id, "other_file": other.file_id, "ticket": number, "distance": other.distance}
    return None


def _photo_old(facts: Facts, bounds: Bounds) -> Evidence | None:
    for photo in facts.photos:
        if photo.taken_at is not None and photo.taken_at < facts.begun - bounds.taken_before:
            return {"file": photo.file_id, "taken": photo.taken_at.isoformat(), "begun": facts.begun.isoformat()}
    return None


def _reply_pasted(facts: Facts, bounds: Bounds) -> Evidence | None:
    own = pasted.bare(facts.words, bounds.templates)
    if facts.ticket.confidential or len(own) < bounds.shortest:
        return None
    for reply in facts.replies:
        if reply.ticket.confidential or _one_job(facts.ticket, facts.at, reply.ticket, reply.at, bounds.wide):
            continue
        share = pasted.alike(own, pasted.bare(reply.words, bounds.templates))
        if share >= bounds.alike:
            return {"ticket": reply.ticket.number, "share": round(share, 3), "words": reply.words}
    return None


def _at_once(facts: Facts, bounds: Bounds) -> Evidence | None:
    if facts.accepted is None or facts.seen or facts.ticket.kind == "consultation":
        return None
    took = facts.at - facts.accepted
    return {"seconds": int(took.total_seconds())} if took < bounds.at_once else None


def _last_minute(facts: Facts, bounds: Bounds) -> Evidence | None:
    if facts.spare is None or len(facts.last_minutes) < bounds.times:
        return None
    return {"seconds": facts.spare, "tickets": list(facts.last_minutes)}


def _not_solved(facts: Facts, bounds: Bounds) -> Evidence | None:
    return {"residents": facts.unsolved} if facts.unsolved else None


def _one_job(ticket: Ticket, at: datetime, other: Ticket, other_at: datetime, wide: frozenset[str]) -> bool:
    """Whether two tickets may have been one piece of work.

    They stand beneath one incident; or they tell the same trouble of one building, or of one estate where the trouble
    is of a kind that comes to all of it, done within a day.
    """
    if {ticket.id, ticket.parent} & {other.id, other.parent} - {None}:
        return True
    if (ticket.category, ticket.estate) != (other.category, other.estate) or abs(at - other_at) > _ONE_JOB:
        return False
    return ticket.building == other.building or (ticket.estate is not None and ticket.category in wide)


FINDERS: dict[HintKind, Finder] = {
    "photo_seen": _photo_seen,
    "photo_old": _photo_old,
    "reply_pasted": _reply_pasted,
    "at_once": _at_once,
    "last_minute": _last_minute,
    "not_solved": _not_solved,
}
