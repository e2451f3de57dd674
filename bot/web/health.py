"""What machines ask: is it alive, is it ready, how much is there to do."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.web.site import Here, Site
from nlu import model_card
from storage import doubts, inbox, lessons, outbox, overdue, tickets, tree
from storage.database import StorageError

log = logging.getLogger(__name__)

router = APIRouter()

_HELP = {
    "minhu_inbox_messages": "Accepted messages by state.",
    "minhu_outbox_messages": "Messages owed, sent and given up, by state.",
    "minhu_tickets": "Tickets by status.",
    "minhu_tickets_overdue": "Tickets past a deadline.",
    "minhu_doubts": "Group messages that may be appeals and wait for somebody to look.",
    "minhu_lessons": "Corrections by people, by state.",
    "minhu_second_mind_questions": "Questions to second minds since the start of this process, by what became of them.",
    "minhu_model_age_seconds": "Age of the model, by its card.",
    "minhu_model_score": "Scores of the model on messages it was never taught, by its card.",
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


def _figures(site: Site) -> dict[str, tuple[str, dict[str, float]]]:
    district = site.product.district
    if not district:
        return {}
    with site.product.database.read() as conn:
        late = {row.number for rows in overdue.by_person(conn, district, site.product.now()).values() for row in rows}
        return {
            "minhu_inbox_messages": ("state", {**inbox.count_by_state(conn, district)}),
            "minhu_outbox_messages": ("state", {**outbox.count_by_state(conn, district)}),
            "minhu_tickets": ("status", {**tickets.count_by_status(conn, district)}),
            "minhu_tickets_overdue": ("", {"": len(late)}),
            "minhu_doubts": ("", {"": doubts.count(conn, district)}),
            "minhu_lessons": ("state", {**lessons.count_by_state(conn, district)}),
            "minhu_second_mind_questions": ("result", _minds(site)),
            **_model(site),
        }


def _minds(site: Site) -> dict[str, float]:
    counts: dict[str, float] = {}
    for judge in site.product.engine.judges:
        tally = judge.tally
        for result, count in (
            ("answered", tally.answered),
            ("failed", tally.asked - tally.answered),
            ("skipped", tally.skipped),
        ):
            counts[f"{judge.name}_{result}"] = count
    return counts


def _model(site: Site) -> dict[str, tuple[str, dict[str, float]]]:
    """What the card of the model in use says; nothing where there is none."""
    card = model_card.read(site.product.settings.models_dir)
    if card is None:
        return {}
    return {
        # Of the machine's own clock: that of the demo may stand at any day.
        "minhu_model_age_seconds": ("", {"": round((datetime.now(UTC) - card.trained_at).total_seconds())}),
        "minhu_model_score": ("figure", {name: score.value for name, score in card.scores.items()}),
    }
