"""Doing something at the desk as somebody, and showing what was answered."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import HTTPException, Query
from sqlalchemy import Connection

from bot.web.names import Official
from bot.web.site import Site
from bot.web.words import Telling
from handlers.entitled import DESK as DESK_ROLES
from handlers.messages import Inbound
from handlers.org import in_force
from storage import outbox
from storage.outbox import OutboxRow

DESK = "desk"
BIGGEST = 2**63 - 1
Id = Annotated[int | None, Query(ge=0, le=BIGGEST)]

_NONCE = re.compile(r"[\w-]{8,64}")


def submit(
    site: Site, person: str, action: str, nonce: str, text: str, number: str | None = None, channel: str = DESK
) -> dict[str, object]:
    """Press a button as somebody and wait for the answer; returns the address parts that show it.

    Args:
        channel: which of our pages it is pressed on: the desk, or somebody's phone.

    Raises:
        HTTPException: 422 where nobody could have pressed it.
    """
    if site.product.org().person(person) is None or not _NONCE.fullmatch(nonce):
        raise HTTPException(422)
    with site.product.database.read() as conn:
        before = outbox.of_recipient(conn, site.district, channel, person, 1)
    # The action is part of the id: going back to do something else is not a repetition.
    key, now = f"{nonce}-{action}", site.product.now()
    new = take(site, Inbound(channel, key, now, person, text=text, press=action, ticket=number))
    shown: dict[str, object] = {"person": person, "after": before[-1].id if before else 0}
    return shown if new else shown | {"again": 1}


def take(site: Site, message: Inbound) -> bool:
    """Take a message in and wait until it is handled; False when it was there already.

    Raises:
        HTTPException: 422 where nobody could have sent it.
    """
    try:
        new = site.product.accept(message)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    site.product.settle()
    return new


def answered(conn: Connection, site: Site, person: str, after: int | None, channel: str = DESK) -> list[OutboxRow]:
    """What somebody was answered on our page since a message, oldest first."""
    if after is None or not person.isprintable():
        return []
    return [row for row in outbox.of_recipient(conn, site.district, channel, person, 5) if row.id > after]


def said(rows: list[OutboxRow]) -> list[str]:
    """The answers in a line each."""
    return [(row.card or {}).get("title") or row.text for row in rows]


def at_desk(telling: Telling) -> list[Official]:
    """Who may put right today what was understood wrongly, dispatchers first."""
    org, today = telling.names.org, telling.names.today
    duties = [duty for duty in org.tree.duties if duty.role in DESK_ROLES and in_force(duty, today)]
    # Sorted keeps the order of the file among those of one role.
    people = dict.fromkeys(duty.person for duty in sorted(duties, key=lambda duty: duty.role != "dispatcher"))
    return [telling.names.official(code) for code in people if org.person(code)]


def chosen(people: list[Official], person: str) -> Official | None:
    """The one asked for, or the first."""
    return next((one for one in people if one.code == person), people[0] if people else None)
