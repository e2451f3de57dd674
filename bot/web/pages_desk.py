"""The dispatcher's desk: every ticket, everything about one, and what can be done with it."""

from __future__ import annotations

import re
import secrets
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from bot.web import reading
from bot.web.names import Official
from bot.web.site import Here, Site, has_data
from bot.web.words import Telling
from handlers.messages import Inbound
from handlers.workflow import NAMES as STATUS_NAMES
from storage import outbox, tickets
from storage.tickets import Ticket

DESK = "desk"
PAGE = 50
_NONCE = re.compile(r"[\w-]{8,64}")
_BIGGEST = 2**63 - 1
# At the desk these may act on every ticket; others on those they were given or told.
_EVERYWHERE = ("dispatcher", "district_leader")

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])
Id = Annotated[int | None, Query(ge=0, le=_BIGGEST)]


@router.get("")
def desk(site: Here, status: str = "", before: Id = None) -> Response:
    """The list, newest first, a page at a time."""
    telling, district = site.telling(), site.district
    with site.product.database.read() as conn:
        late = reading.overdue_numbers(conn, district, telling)
        found = reading.listed(conn, district, status, late, PAGE, before)
        lines = reading.lines(conn, found, telling)
        counts = tickets.count_by_status(conn, district)
        dead = outbox.count_by_state(conn, district).get("dead", 0)
    more = found[-1].id if len(found) == PAGE and status != "overdue" else None
    return site.page(
        "desk.html", lines=lines, counts=counts, status=status, more=more, before=before, overdue=len(late),
        dead=dead, status_names=STATUS_NAMES, district_name=telling.names.org.tree.name,
    )  # fmt: skip


@router.get("/tickets")
def find(number: str = "") -> Response:
    """Go to a ticket by its number."""
    wanted = number.strip()
    if not re.fullmatch(r"[\w-]{1,32}", wanted):
        raise HTTPException(404, "请输入工单编号，比如 261115-0001。")
    return RedirectResponse(f"/desk/tickets/{wanted}", 303)


@router.get("/tickets/{number}")
def ticket_page(site: Here, number: str, person: str = "", after: Id = None, again: bool = False) -> Response:
    """Everything about one ticket; with `after`, what was answered to `person` since that message."""
    telling = site.telling()
    with site.product.database.read() as conn:
        ticket = _ticket(conn, site, number)
        page = reading.page(conn, ticket, telling)
        answers = _answers(conn, site, person, after)
    actors = _actors(telling, [row.code for row in page.people])
    chosen = next((actor for actor in actors if actor.code == person), actors[0] if actors else None)
    return site.page(
        "desk_ticket.html", page=page, actors=actors, others=_others(telling, actors), chosen=chosen,
        answers=answers, asked=after is not None, again=again, nonce=secrets.token_urlsafe(12),
    )  # fmt: skip


@router.post("/tickets/{number}")
def act(
    site: Here,
    number: str,
    person: Annotated[str, Form()],
    action: Annotated[str, Form(max_length=40)],
    nonce: Annotated[str, Form()],
    text: Annotated[str, Form()] = "",
    whom: Annotated[str, Form()] = "",
) -> Response:
    """Do something with a ticket as somebody, and show what was answered."""
    if site.product.org().person(person) is None or not _NONCE.fullmatch(nonce):
        raise HTTPException(422)
    with site.product.database.read() as conn:
        _ticket(conn, site, number)
        before = outbox.of_recipient(conn, site.district, DESK, person, 1)
    words, now = f"{whom} {text}".strip(), site.product.now()
    try:
        # The action is part of the id: going back to do something else is not a repetition.
        message = Inbound(DESK, f"{nonce}-{action}", now, person, text=words, press=action, ticket=number)
        new = site.product.accept(message)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    site.product.settle()
    return _back(number, {"person": person, "after": before[-1].id if before else 0} | ({} if new else {"again": 1}))


@router.get("/dead-letters")
def dead_letters(site: Here) -> Response:
    """What could not be delivered, and why."""
    telling = site.telling()
    with site.product.database.read() as conn:
        rows = outbox.dead_letters(conn, site.district)
        numbers = {row.ticket_id: tickets.get(conn, site.district, row.ticket_id) for row in rows if row.ticket_id}
    return site.page("dead_letters.html", rows=rows, tickets=numbers, telling=telling)


@router.post("/dead-letters")
def resend(site: Here, request: Request, id: Annotated[int | None, Form(ge=0, le=_BIGGEST)] = None) -> Response:  # noqa: A002
    """Send one anew, or all."""
    with site.product.database.begin() as conn:
        outbox.revive(conn, site.district, site.product.now(), None if id is None else [id])
    site.product.settle()
    return RedirectResponse(request.url.path, 303)


def _back(number: str, shown: dict[str, object]) -> Response:
    return RedirectResponse(f"/desk/tickets/{quote(number)}?{urlencode(shown)}#answer", 303)


def _ticket(conn: Connection, site: Site, number: str) -> Ticket:
    found = tickets.by_number(conn, site.district, number) if number.isprintable() else None
    if found is None:
        raise HTTPException(404, "没有这个编号的工单，请核对后再查。")
    return found


def _answers(conn: Connection, site: Site, person: str, after: int | None) -> list[str]:
    if after is None or not person.isprintable():
        return []
    rows = outbox.of_recipient(conn, site.district, DESK, person, 5)
    return [(row.card or {}).get("title") or row.text for row in rows if row.id > after]


def _actors(telling: Telling, involved: list[str]) -> list[Official]:
    """Who may act: whoever has to do with the ticket, then the desk's own people."""
    org = telling.names.org
    desk = [duty.person for duty in org.tree.duties if duty.role in _EVERYWHERE]
    return [telling.names.official(code) for code in dict.fromkeys([*involved, *desk]) if org.person(code)]


def _others(telling: Telling, actors: list[Official]) -> list[Official]:
    """Who may be given the ticket: those nearest to it first."""
    return list(dict.fromkeys([*actors, *telling.names.officials()]))
