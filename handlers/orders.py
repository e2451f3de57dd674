"""What every new order has, whatever its form: a number, a place it is counted for, and whoever asked for it."""

from __future__ import annotations

from handlers.durations import local_date
from handlers.org import Address
from handlers.work import Work
from handlers.workflow import FIRST
from storage import tickets
from storage.tickets import Ticket


def number(work: Work) -> str:
    """The next number of the day, e.g. 261116-0001."""
    day = f"{local_date(work.now):%y%m%d}"
    return f"{day}-{tickets.next_in_series(work.conn, work.district, day):04d}"


def estate(work: Work, unit: str) -> str | None:
    """The unit where it is an estate."""
    place = work.org.unit(unit)
    return unit if place is not None and place.kind == "estate" else None


def asker(work: Work, person: str) -> Address:
    """Where an official is asked how it went: wherever he is reached, else at the desk."""
    return work.org.reach(person) or Address("desk", person)


def task(work: Work, unit: str, summary: str, *, category: str, kind: str, asked: Address, source: str) -> Ticket:
    """Something of our own to be done at a place: from minutes, or before a season."""
    return Ticket(
        district=work.district, id=work.new_id(), number=number(work), category=category, kind=kind,
        urgency="normal", track="", status=FIRST.value, level=0, unit=unit, estate=estate(work, unit),
        building=None, entrance=None, room=None, channel=asked.channel, chat=None, reporter=asked.account,
        summary=summary, opened_at=work.now, last_message_at=work.now, form="task", source=source,
    )  # fmt: skip
