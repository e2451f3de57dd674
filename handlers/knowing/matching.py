"""Which entry of the knowledge file a message asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.work import Work
from nlu import knowledge as known
from nlu.knowledge import Index, Match
from storage import knowledge
from storage.knowledge import Entry

# By district: the entries as they were at a version on a day, ready to be asked.
_ready: dict[str, tuple[tuple[str, date], _Ready]] = {}


@dataclass(frozen=True, slots=True)
class _Ready:
    index: Index
    entries: dict[str, Entry]


def best(work: Work, text: str, unit: str | None) -> list[tuple[Entry, Match]]:
    """The valid entries nearest to a question that are for people of this unit, nearest first."""
    ready = _of(work)
    if ready is None:
        return []
    for name in _names(work, unit):
        # Where he lives is no part of what he asks.
        text = text.replace(name, " ")
    above = {one.code for one in work.org.path(unit)} if unit else set()
    every = [(ready.entries[match.entry], match) for match in ready.index.best(text, most=10)]
    return [(entry, match) for entry, match in every if entry.place is None or entry.place in above]


def _names(work: Work, unit: str | None) -> list[str]:
    known = work.org.unit(unit)
    return sorted([known.name, *known.aliases], key=len, reverse=True) if known else []


def sure(work: Work, found: Sequence[tuple[Entry, Match]]) -> Entry | None:
    """The entry that answers without a doubt."""
    first = known.sure([match for _, match in found], work.policy.knowledge.sure)
    return found[0][0] if first else None


def maybe(work: Work, found: Sequence[tuple[Entry, Match]]) -> list[Entry]:
    """Entries of which one may be meant."""
    rule = work.policy.knowledge
    return [entry for entry, match in found if match.score >= rule.maybe][: rule.most]


def _of(work: Work) -> _Ready | None:
    """Made anew when an entry was changed, and each day: what expired is not in it."""
    key = (knowledge.version(work.conn, work.district), work.today)
    if not key[0]:
        return None
    before = _ready.get(work.district)
    if before is None or before[0] != key:
        entries = [one for one in knowledge.entries(work.conn, work.district) if one.valid(work.today)]
        made = _Ready(Index({one.id: one.questions for one in entries}), {one.id: one for one in entries})
        _ready[work.district] = before = (key, made)
    return before[1]
