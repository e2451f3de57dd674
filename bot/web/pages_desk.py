"""The dispatcher's desk: every ticket, everything about one, and what can be done with it."""

from __future__ import annotations

import re
import secrets
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from bot.web import acting, discretion, forces, learning_view, reading, regrouping_view
from bot.web.acting import BIGGEST, Id
from bot.web.learning_view import KINDS
from bot.web.names import Official
from bot.web.site import Here, Site, has_data
from bot.web.words import Telling
from handlers.answered import RESULTS
from handlers.messages import Action
from handlers.workflow import NAMES as STATUS_NAMES
from handlers.workflow import may
from nlu.taxonomy import CATEGORIES, URGENCY_NAMES
from storage import doubts, outbox, tickets
from storage.tickets import Ticket

PAGE = 50
# At the desk these may act on every ticket; others on those they were given or told.
_EVERYWHERE = ("dispatcher", "district_leader")

_NEVER_CALLED = ("cancelled", "no_appeal")  # outcomes nobody is asked about

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])


@router.get("")
def desk(site: Here, status: str = "", before: Id = None, force: str = "") -> Response:
    """The list, newest first, a page at a time; with `force` the queue of a task force."""
    telling, district = site.telling(), site.district
    with site.product.database.read() as conn:
        late = reading.overdue_numbers(conn, district, telling)
        if force:
            found, status = forces.queue(conn, telling, force, PAGE, before), ""
        else:
            found = reading.listed(conn, district, status, late, PAGE, before)
        lines = reading.lines(conn, found, telling)
        counts = tickets.count_by_status(conn, district)
        dead = outbox.count_by_state(conn, district).get("dead", 0)
        unseen = doubts.count(conn, district)
        queues = forces.listed(conn, telling)
    more = found[-1].id if len(found) == PAGE and status != "overdue" else None
    return site.page(
        "desk.html", lines=lines, forces=queues, force=force, counts=counts, status=status, more=more, before=before,
        overdue=len(late), rules_trouble=site.product.rules_trouble, dead=dead, unseen=unseen,
        status_names=STATUS_NAMES, district_name=telling.names.org.tree.name,
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
        page = page if discretion.may_read(conn, ticket, person, telling) else discretion.hidden(page)
        together = regrouping_view.read(conn, ticket, telling)
        answers = acting.said(acting.answered(conn, site, person, after))
    actors = _actors(telling, [row.code for row in page.people])
    return site.page(
        "desk_ticket.html", page=page, together=together, actors=actors, others=_others(telling, actors),
        offices=telling.names.offices(ticket.category),
        chosen=acting.chosen(actors, person), answers=answers, asked=after is not None, again=again,
        correction=learning_view.correction(ticket), corrector=acting.chosen(acting.at_desk(telling), person),
        categories=CATEGORIES, kinds=KINDS, urgencies=URGENCY_NAMES, nonce=secrets.token_urlsafe(12), results=RESULTS,
        may_call_back=may(Action.CALLBACK, ticket.status, ticket.form) and ticket.outcome not in _NEVER_CALLED,
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
    with site.product.database.read() as conn:
        _ticket(conn, site, number)
    return _back(number, acting.submit(site, person, action, nonce, f"{whom} {text}".strip(), number))


@router.get("/dead-letters")
def dead_letters(site: Here) -> Response:
    """What could not be delivered, and why."""
    telling = site.telling()
    with site.product.database.read() as conn:
        rows = outbox.dead_letters(conn, site.district)
        numbers = {row.ticket_id: tickets.get(conn, site.district, row.ticket_id) for row in rows if row.ticket_id}
    return site.page("dead_letters.html", rows=rows, tickets=numbers, telling=telling)


@router.post("/dead-letters")
def resend(site: Here, request: Request, id: Annotated[int | None, Form(ge=0, le=BIGGEST)] = None) -> Response:  # noqa: A002
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


def _actors(telling: Telling, involved: list[str]) -> list[Official]:
    """Who may act: whoever has to do with the ticket, then the desk's own people."""
    org = telling.names.org
    desk = [duty.person for duty in org.tree.duties if duty.role in _EVERYWHERE]
    return [telling.names.official(code) for code in dict.fromkeys([*involved, *desk]) if org.person(code)]


def _others(telling: Telling, actors: list[Official]) -> list[Official]:
    """Who may be given the ticket: those nearest to it first."""
    return list(dict.fromkeys([*actors, *telling.names.officials()]))
