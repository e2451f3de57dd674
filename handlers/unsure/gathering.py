"""Gathering what nobody is sure of, and asking the one near about it: a few cards at once, and not too often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from handlers import asking
from handlers.rules.unsure import UnsureRule
from handlers.unsure import asked, guard
from handlers.work import Work
from handlers.workflow import UNDER_WAY, Status
from storage import asks, doubts, heard, meta, tickets
from storage.asks import Ask, Waiting
from storage.inbox import InboxRow
from storage.tickets import Ticket

_LEAST = 0.05  # probability from which on a ticket is one the message may belong to


def plan(work: Work, row: InboxRow) -> None:
    """Somebody near is to be asked about a message in doubt; where nobody is, it waits at the desk."""
    rule, person = work.policy.unsure, guard.whom(work, row)
    if rule is None or person is None:
        return
    at = max(rule.after.after(work.now, work.policy.calendar), _not_before(work, rule, person))
    asks.add(work.conn, Ask(work.district, row.id, person, None, None, work.policy.quiet.end_after(at)))


def tick(work: Work, limit: int) -> int:
    """Ask about what was gathered; what was not answered in time goes to the desk."""
    due = asks.due(work.conn, work.district, work.now, limit)
    fresh: defaultdict[str, list[Ask]] = defaultdict(list)
    for ask in due:
        if ask.asked_at is None:
            fresh[ask.person].append(ask)
        else:
            asks.put(work.conn, replace(ask, next_at=None))
    for person, found in fresh.items():
        _round(work, person, found)
    return len(due)


def put_off(work: Work, later: datetime) -> None:
    """Look at the first one later: it could not be handled now."""
    for ask in asks.due(work.conn, work.district, work.now, 1):
        asks.put(work.conn, replace(ask, next_at=later))


def _round(work: Work, person: str, found: Iterable[Ask]) -> None:
    rule = work.policy.unsure
    known = {ask.inbox_id: (ask, doubt, row) for ask, doubt, row in asks.waiting(work.conn, work.district, person)}
    mine = [known[ask.inbox_id] for ask in found if _still(work, ask, known)]
    if rule is None or not mine:
        return
    at = max(work.now, _not_before(work, rule, person))
    if (at := work.policy.quiet.end_after(at)) > work.now:
        for ask, _, _ in mine:
            asks.put(work.conn, replace(ask, next_at=at))
        return
    _ask(work, rule, person, sorted(mine, key=lambda one: (-one[1].score, one[0].inbox_id)))


def _ask(work: Work, rule: UnsureRule, person: str, mine: list[Waiting]) -> None:
    """All of it is his now, also what he is only told the number of: it stands on his page."""
    until = rule.wait.after(work.now, work.policy.calendar)
    told = []
    for ask, doubt, row in mine:
        ticket = near(work, row)
        asks.put(work.conn, replace(ask, near_id=ticket.id if ticket else None, asked_at=work.now, next_at=until))
        told.append(asked.Question(doubt, row, ticket))
    meta.put(work.conn, _key(work, person), work.now.isoformat())
    asked.send(work, person, told[: rule.most], len(told[rule.most :]))


def _still(work: Work, ask: Ask, known: dict[int, Waiting]) -> bool:
    """Whether it is in doubt still, and his; who is there instead of him is asked instead."""
    if ask.inbox_id not in known:
        # What was said since made it part of a ticket.
        doubts.take(work.conn, work.district, ask.inbox_id)
        asks.settle(work.conn, work.district, ask.inbox_id)
        return False
    person = guard.whom(work, known[ask.inbox_id][2])
    if person != ask.person:
        asks.put(work.conn, replace(ask, person=person or ask.person, next_at=None if person is None else ask.next_at))
    return person == ask.person


def near(work: Work, row: InboxRow) -> Ticket | None:
    """The ticket under way it most likely belongs to: by what the listener weighed, else what was spoken of last."""
    kept = heard.get(work.conn, work.district, row.id)
    options = kept.choice.get("options", ()) if kept else ()
    ids = [thread for thread, chance in options if thread > 0 and chance >= _LEAST]
    found = [tickets.get(work.conn, work.district, thread) for thread in ids]
    if not found and row.chat is not None:
        since = asking.ago(work, work.policy.conversation.thread)
        found = list(tickets.threads(work.conn, work.district, row.channel, row.chat, since))
    return next((one for one in found if one and Status(one.status) in UNDER_WAY and not one.confidential), None)


def _not_before(work: Work, rule: UnsureRule, person: str) -> datetime:
    """When he may be asked again."""
    last = meta.get(work.conn, _key(work, person))
    return rule.every.after(datetime.fromisoformat(last), work.policy.calendar) if last else work.now


def _key(work: Work, person: str) -> str:
    whose = sha256(f"{work.district}\0{person}".encode("utf-8", "replace")).hexdigest()
    return f"unsure:{whose[:24]}"
