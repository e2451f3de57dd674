"""The desk's pages of umbrella incidents: which are open, and everything about one."""

from __future__ import annotations

from fastapi import APIRouter, Depends, HTTPException, Response

from bot.web import incidents_view
from bot.web.site import Here, has_data
from storage import tickets
from storage.incidents import FORM

router = APIRouter(prefix="/desk/incidents", dependencies=[Depends(has_data)])


@router.get("")
def listed(site: Here) -> Response:
    """Incidents under way, those that are over, and how many residents were answered at once."""
    telling = site.telling()
    with site.product.database.read() as conn:
        lists = [
            ("正在办", incidents_view.listed(conn, telling, under_way=True)),
            ("已办完", incidents_view.listed(conn, telling, under_way=False)),
        ]
        opened, answered = incidents_view.counts(conn, telling)
    return site.page("incidents.html", lists=lists, opened=opened, answered=answered)


@router.get("/{number}")
def one(site: Here, number: str) -> Response:
    """One incident: households over time, its tickets, who has it, what was said."""
    telling = site.telling()
    with site.product.database.read() as conn:
        ticket = tickets.by_number(conn, site.district, number) if number.isprintable() else None
        if ticket is None or ticket.form != FORM:
            raise HTTPException(404, "没有这张预警单。")
        page = incidents_view.page(conn, ticket, telling)
    return site.page("incident.html", page=page)
