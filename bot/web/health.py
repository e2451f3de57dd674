"""What machines ask: is it alive, is it ready, how much is there to do."""

from __future__ import annotations

import logging

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.web.site import Here, Site
from storage import inbox, outbox, overdue, tickets, tree
from storage.database import StorageError

log = logging.getLogger(__name__)

router = APIRouter()

_HELP = {
    "minhu_inbox_messages": "Accepted messages by state.",
    "minhu_outbox_messages": "Messages owed, sent and given up, by state.",
    "minhu_tickets": "Tickets by status.",
    "minhu_tickets_overdue": "Tickets past a deadline.",
}


@router.get("/healthz")
async def healthz() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def readyz(site: Here) -> JSONResponse:
    """Whether the database answers and has our tables."""
    try:
        with site.product.database.read() as conn:
            tree.district_codes(conn)
    except StorageError as error:
        return JSONResponse({"ready": False, "reason": str(error)}, 503)
    except Exception:
        log.exception("readyz")
        return JSONResponse({"ready": False, "reason": "数据库里没有需要的表，请运行 minhu db upgrade。"}, 503)
    return JSONResponse({"ready": True})


@router.get("/metrics")
def metrics(site: Here) -> PlainTextResponse:
    """Counts in the text format of Prometheus."""
    lines: list[str] = []
    for name, (label, values) in _figures(site).items():
        lines += [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} gauge"]
        lines += [f'{name}{{{label}="{key}"}} {value}' if label else f"{name} {value}" for key, value in values.items()]
    return PlainTextResponse("\n".join([*lines, ""]), media_type="text/plain; version=0.0.4; charset=utf-8")


def _figures(site: Site) -> dict[str, tuple[str, dict[str, int]]]:
    district = site.product.district
    if not district:
        return {}
    with site.product.database.read() as conn:
        late = {row.number for rows in overdue.by_person(conn, district, site.product.now()).values() for row in rows}
        return {
            "minhu_inbox_messages": ("state", inbox.count_by_state(conn, district)),
            "minhu_outbox_messages": ("state", outbox.count_by_state(conn, district)),
            "minhu_tickets": ("status", tickets.count_by_status(conn, district)),
            "minhu_tickets_overdue": ("", {"": len(late)}),
        }
