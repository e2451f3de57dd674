"""Writing down what a message tells of a household: its door, and what was measured there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from handlers.evidence import telling
from handlers.evidence.doors import Door, in_words
from handlers.evidence.gathering import Account, door_of, whose_door
from handlers.evidence.patterns import Pattern
from handlers.messages import Inbound
from handlers.talk import Talk
from handlers.work import Case
from nlu.facts import Measure, Quantity
from nlu.normalise import fold
from nlu.places import find_place
from nlu.readings import read_facts
from storage import readings, supporters
from storage.inbox import InboxRow
from storage.readings import FINE, ReadingRow

_OWN = re.compile("[我俺咱额]")  # he speaks of his own place,
_SHORT = 16  # or of nothing else
_KEPT = (Measure.TEMPERATURE, Measure.DURATION, Measure.TIMES, Measure.AFFECTED)


@dataclass(frozen=True, slots=True)
class Counted:
    """What counting somebody in did.

    Attributes:
        account: he was not counted before; household: nor was anybody behind his door.
        door: his, as far as it is known.
        news: a pattern shows that never showed before.
    """

    account: bool
    household: bool
    door: Door
    news: bool = False


def count_in(talk: Talk, case: Case) -> Counted:
    """Count a neighbour's household in; who was counted in before may have told more of his door."""
    message, before = talk.message, telling.gathered(case)
    told = in_words(message.text, talk.said.place)
    new, door = add(case, (message.channel, message.sender), told, talk.row.id)
    after = telling.gathered(case)
    return Counted(new, len(after.affected) > len(before.affected), door, _news(case, after.pattern))


def add(case: Case, account: Account, told: Door, inbox_id: int) -> tuple[bool, Door]:
    """Count an account in by the door it told, or fill in what more it tells of it.

    Returns whether it is new, and its door as far as it is known.
    """
    work, (channel, code) = case.work, account
    door = whose_door(work, case.ticket, account, told)
    new = supporters.add(
        work.conn, case.ticket, channel, code, work.now, (door.building, door.entrance),
        room=door.room, floor=door.floor, inbox_id=inbox_id,
    )  # fmt: skip
    return new, door if new else fuller(case, account, told)


def facts(case: Case, row: InboxRow, message: Inbound, *, at: datetime | None = None) -> None:
    """Keep what a message of a household that has the trouble tells as plain facts, and what more of its door.

    Args:
        at: when it was measured; now by default.
    """
    account = (message.channel, message.sender)
    if not message.text or case.work.org.person_of(*account) is not None:
        return
    joined = account in supporters.of_ticket(case.work.conn, case.ticket)
    if not joined and account != (case.ticket.channel, case.ticket.reporter):
        return
    told = in_words(message.text, find_place(message.text))
    if joined and told and (_OWN.search(message.text) or len(message.text) <= _SHORT):
        fuller(case, account, told)
    found = [fact for fact in read_facts(fold(message.text, {})) if isinstance(fact, Quantity)]
    if kept := [fact for fact in found if fact.measure in _KEPT]:
        door = whose_door(case.work, case.ticket, account, told)
        for fact in kept:
            _keep(case, row, account, door, (fact.measure.value, fact.low, fact.high, fact.unit), at)


def fine(case: Case, row: InboxRow, message: Inbound) -> None:
    """Keep that a household has no such trouble, with what it measured; it joins nothing."""
    account = (message.channel, message.sender)
    door = whose_door(case.work, case.ticket, account, in_words(message.text, find_place(message.text)))
    _keep(case, row, account, door, (FINE, None, None, ""))
    for fact in read_facts(fold(message.text, {})):
        if isinstance(fact, Quantity) and fact.measure is Measure.TEMPERATURE:
            _keep(case, row, account, door, (fact.measure.value, fact.low, fact.high, fact.unit))


def fuller(case: Case, account: Account, told: Door) -> Door:
    """What he told of his door before, with what he tells now."""
    rows = supporters.doors_of(case.work.conn, case.ticket)
    before = next((door_of(row) for row in rows if (row.channel, row.account) == account), Door())
    now = before.within(told)
    if now != before:
        supporters.put_door(case.work.conn, case.ticket, account, (now.building, now.entrance), now.room, now.floor)
    return now


def _news(case: Case, found: Pattern | None) -> bool:
    """Whether a pattern shows for the first time; every other one than before goes into the history."""
    if found is None:
        return False
    before = [event for event in case.history() if event.kind == "pattern"]
    if before and before[-1].data.get("where") == found.where:
        return False
    told = telling.pattern(found, case.ticket.category)
    case.record("pattern", "system", where=found.where, told=told, check=found.check)
    return not before


def _keep(
    case: Case,
    row: InboxRow,
    account: Account,
    door: Door,
    fact: tuple[str, float | None, float | None, str],
    at: datetime | None = None,
) -> None:
    work, (measure, low, high, unit) = case.work, fact
    reading = ReadingRow(
        work.district, work.new_id(), case.ticket.id, row.id, *account, door.building, door.entrance, door.room,
        door.floor, measure, low, high, unit, at or work.now,
    )  # fmt: skip
    readings.add(work.batch, reading)
