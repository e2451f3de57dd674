"""A burst in the town, and what to look at afterwards."""

from __future__ import annotations

from handlers.workflow import ALLOWED
from storage import checks, incidents
from storage.tickets import Ticket
from tests.fakes import Town

FORM = incidents.FORM


def incident(town: Town) -> Ticket:
    """The only incident there is."""
    (only,) = [ticket for ticket in town.tickets() if ticket.form == FORM]
    return only


def none_open(town: Town) -> bool:
    """Whether no incident was ever opened."""
    return all(ticket.form != FORM for ticket in town.tickets())


def beneath(town: Town) -> list[Ticket]:
    """The tickets of the incident."""
    above = incident(town)
    return [ticket for ticket in town.tickets() if ticket.parent == above.id and ticket.form == "appeal"]


def sound(town: Town) -> None:
    """Nothing in the database breaks its own rules."""
    with town.product.database.read() as conn:
        allowed = {before.value: frozenset(after.value for after in afters) for before, afters in ALLOWED.items()}
        assert checks.check(conn, town.product.district, allowed) == []


def cold(town: Town) -> None:
    """Three households of three buildings tell it, each in his own way."""
    town.says("李姐", "锦园3号楼暖气不热", group="g-jy")
    town.later(minutes=5)
    town.says("老王", "锦园5号楼暖气不热")
    town.later(minutes=5)
    town.says("13911112222", "锦园8号楼暖气不热", channel="hotline")
