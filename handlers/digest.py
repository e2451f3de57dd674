"""One message a day for everybody who has overdue tickets: what waits, oldest first."""

from __future__ import annotations

from handlers import notices, wording
from handlers.messages import Kind
from handlers.work import Work
from storage import overdue
from storage.overdue import OverdueTicket

SHOWN = 5


def daily(work: Work) -> int:
    """Owe the digests of today; returns how many."""
    people = overdue.by_person(work.conn, work.district, work.now)
    for person, tickets in people.items():
        notices.to_person(work, person, Kind.DIGEST, _text(work, tickets))
    return len(people)


def _text(work: Work, tickets: list[OverdueTicket]) -> str:
    lines = [
        f"{found.number} {wording.category(found.category)}，已超{wording.span(work.now - found.due_at)}"
        for found in tickets[:SHOWN]
    ]
    more = [f"……其余{len(tickets) - SHOWN}件请到工作台查看"] if len(tickets) > SHOWN else []
    return "\n".join([f"早上好，您名下有{len(tickets)}件工单已超时：", *lines, *more])
