"""What comes round, on the desk: what was held and what is next, minutes, the lists, and the contact points."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from bot.web import acting
from bot.web.acting import BIGGEST, DESK, Id
from bot.web.site import Here, Site, has_data
from bot.web.words import Telling
from handlers import wording
from handlers.cadences import points
from handlers.messages import Inbound
from handlers.work import Work
from handlers.workflow import NAMES, Status
from storage import cadences, meetings
from storage.meetings import Meeting
from storage.tickets import Ticket
from storage.types import Ids

PAGE = 40
# What comes every day is looked up one at a time, not read as a list.
_DAILY = ("duty_roster", "rollup")
_EVERY = ("visits", "sorting", "meeting", "review", "refresh", "hours", "points", "poll")
_NONCE = re.compile(r"[\w-]{8,64}")

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])


@router.get("/meetings")
def held(site: Here, before: Id = None, daily: bool = False, person: str = "", after: Id = None) -> Response:
    """What was held, newest first; what is next; the lists; the contact points."""
    telling = site.telling()
    org, rules = telling.names.org, telling.names.policy
    with site.product.database.read() as conn:
        work = looking(site, conn)
        found = meetings.latest(conn, site.district, kinds=_DAILY if daily else _EVERY, before=before, limit=PAGE)
        told = points.told(work, [unit.code for unit in org.tree.units])
        listed = meetings.on_lists(conn, site.district, [unit.code for unit in org.tree.units])
        coming = [row for row in cadences.listed(conn, site.district) if row.next_at is not None][:PAGE]
        answers = acting.said(acting.answered(conn, site, person, after))
    return site.page(
        "meetings.html", held=found, more=found[-1].id if len(found) == PAGE else None, daily=daily, coming=coming,
        points=told, lists=rules.governance.ledgers, listed=listed, names=telling.names, moment=_moment(telling),
        actors=acting.at_desk(telling), nonce=secrets.token_urlsafe(12), answers=answers,
        units=[unit for unit in org.tree.units if unit.kind not in ("department", "task_force")],
    )  # fmt: skip


@router.get("/meetings/{meeting_id}")
def one(site: Here, meeting_id: int, person: str = "", after: Id = None) -> Response:
    """Everything about one: the agenda, who was invited, the minutes and what became of their tasks."""
    telling = site.telling()
    with site.product.database.read() as conn:
        meeting = _meeting(site, meeting_id)
        tasks = meetings.tasks(conn, site.district, [meeting.id])
        answers = [row.text for row in acting.answered(conn, site, person, after)]
    rule = telling.names.policy.cadences.get(meeting.cadence)
    invited = [telling.names.official(code) for code in meeting.people]
    actors = list(dict.fromkeys([*acting.at_desk(telling), *invited]))
    return site.page(
        "meeting.html", meeting=meeting, tasks=tasks, invited=invited, actors=actors, answers=answers,
        chosen=acting.chosen(actors, person), takes_minutes=bool(rule and rule.minutes), names=telling.names,
        moment=_moment(telling), stands=_stands, nonce=secrets.token_urlsafe(12),
    )  # fmt: skip


@router.post("/meetings/{meeting_id}")
def minutes(
    site: Here, meeting_id: int, person: Annotated[str, Form()], nonce: Annotated[str, Form()],
    text: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:  # fmt: skip
    """Write the minutes; their lines become tasks."""
    meeting = _meeting(site, meeting_id)
    after = write(site, person, nonce, f"纪要#{meeting.id} {text}")
    return back(f"/desk/meetings/{meeting.id}", person, after, "answer")


@router.post("/lists")
def put(
    site: Here, person: Annotated[str, Form()], nonce: Annotated[str, Form()], title: Annotated[str, Form()],
    unit: Annotated[str, Form()], text: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Put something on one of the lists."""
    rules, org = site.product.policy(), site.product.org()
    if title not in rules.governance.ledgers.values() or org.unit(unit) is None or not text.strip():
        raise HTTPException(422, "请写明清单、单位和内容。")
    after = write(site, person, nonce, f"{title}#{unit} {text.strip()}")
    return back("/desk/meetings", person, after, "lists")


@router.post("/lists/strike")
def strike(site: Here, id: Annotated[int, Form(ge=0, le=BIGGEST)]) -> Response:  # noqa: A002
    """Take something off its list."""
    with site.product.database.begin() as conn:
        meetings.strike(conn, site.district, id, site.product.now())
    return RedirectResponse("/desk/meetings#lists", 303)


def looking(site: Site, conn: Connection) -> Work:
    """What handlers that only look are asked with."""
    product = site.product
    return Work(conn, product.org(), product.policy(), product.now(), Ids(), "page")


def write(site: Site, person: str, nonce: str, text: str) -> int:
    """Say something as somebody, and wait until it is answered; returns after which message the answer comes.

    Raises:
        HTTPException: 422 where nobody could have said it.
    """
    if site.product.org().person(person) is None or not _NONCE.fullmatch(nonce):
        raise HTTPException(422)
    with site.product.database.read() as conn:
        before = acting.answered(conn, site, person, 0)
    acting.take(site, Inbound(DESK, f"{nonce}-said", site.product.now(), person, text=text))
    return before[-1].id if before else 0


def back(path: str, person: str, after: int, part: str) -> Response:
    """Back to a page, which shows what was answered."""
    return RedirectResponse(f"{path}?{urlencode({'person': person, 'after': after})}#{part}", 303)


def _meeting(site: Site, meeting_id: int) -> Meeting:
    with site.product.database.read() as conn:
        found = meetings.get(conn, site.district, meeting_id) if 0 <= meeting_id <= BIGGEST else None
    if found is None:
        raise HTTPException(404, "没有这次会，可能编号写错了。")
    return found


def _stands(ticket: Ticket, due: datetime) -> str:
    """Where a task stands, in a word."""
    return NAMES[Status(ticket.status)]


def _moment(telling: Telling) -> object:
    return lambda at: wording.moment(at, telling.now)
