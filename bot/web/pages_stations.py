"""What anybody may look at without signing in: the stations, and the page of somebody who is looked for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from fastapi import Path as InPath

from bot.web import pages_files
from bot.web.site import Here, Site, has_data
from handlers.knowing import hours, near
from storage import broadcasts, files, stations
from storage.broadcasts import Broadcast

router = APIRouter(prefix="/r", dependencies=[Depends(has_data)])
Token = Annotated[str, InPath(pattern=r"^[\w-]{8,32}$")]
_GONE = "这个页面不在了，人可能已经找到。"


@router.get("/stations")
def listed(site: Here, service: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Every station, or those that offer a service."""
    rules, now, org = site.product.policy(), site.product.now(), site.product.org()
    with site.product.database.read() as conn:
        found = stations.listed(conn, site.district)
    rows = [
        (one, near.services(rules.stations, one), hours.is_open(one.hours, now, rules.calendar), org.unit(one.unit))
        for one in found
        if not service or service in near.services(rules.stations, one)
    ]
    rows.sort(key=lambda row: row[0].level)
    return site.page(
        "stations.html", rows=rows, service=service, services=list(rules.stations.services), called=rules.stations.name,
        district_name=org.tree.name,
    )  # fmt: skip


@router.get("/lost/{token}")
def lost(site: Here, token: Token) -> Response:
    """Who is looked for, with the photos an official has looked at; nothing of him once he is found."""
    found = _broadcast(site, token)
    return site.page("lost.html", found=found, over=found.ended_at is not None, token=token)


@router.get("/lost/{token}/{number}")
def photo(site: Here, token: Token, number: Annotated[int, InPath(ge=0, le=50)]) -> Response:
    """One of the photos."""
    found = _broadcast(site, token)
    if found.ended_at is not None or number >= len(found.photos):
        raise HTTPException(404, _GONE)
    with site.product.database.read() as conn:
        row = files.get(conn, site.district, found.photos[number])
    return pages_files.sent(site, row, small=False)


def _broadcast(site: Site, token: str) -> Broadcast:
    with site.product.database.read() as conn:
        found = broadcasts.by_token(conn, site.district, token)
    if found is None:
        raise HTTPException(404, _GONE)
    return found
