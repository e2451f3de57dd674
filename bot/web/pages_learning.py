"""Where the desk puts right what was understood wrongly: on a ticket, on a message, and in the lessons of both."""

from __future__ import annotations

import secrets
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from bot.web import acting, learning_view
from bot.web.acting import BIGGEST, Id
from bot.web.learning_view import KINDS, MEANINGS, STATES
from bot.web.site import Here, Site, has_data
from handlers import teaching
from handlers.messages import Action
from nlu.taxonomy import CATEGORIES, URGENCY_NAMES
from storage import asks, doubts, lessons, tickets
from storage.lessons import ACCEPTED, PROPOSED, REJECTED
from storage.outbox import OutboxRow

PAGE = 50
LONGEST = 2000  # characters of a lesson
VERDICTS = {"accept": ACCEPTED, "reject": REJECTED}

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])
Text = Annotated[str, Form(max_length=LONGEST)]
Number = Annotated[int, Form(ge=0, le=BIGGEST)]


@router.post("/tickets/{number}/correct")
def correct(
    site: Here,
    number: str,
    person: Annotated[str, Form()],
    nonce: Annotated[str, Form()],
    action: Annotated[str, Form()] = Action.RECATEGORISE.value,
    category: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    urgency: Annotated[str, Form()] = "",
) -> Response:
    """Other facts for a ticket, its end as no appeal, or its message registered after all."""
    if action not in (Action.RECATEGORISE, Action.NO_APPEAL, Action.REGISTER) or not number.isprintable():
        raise HTTPException(422)
    text = f"{category} {kind} {urgency}".strip()
    if action == Action.REGISTER:
        text = str(_origin(site, number))
    shown = acting.submit(site, person, action, nonce, text, number)
    return RedirectResponse(f"/desk/tickets/{quote(number)}?{urlencode(shown)}#answer", 303)


def _origin(site: Site, number: str) -> int:
    """The message that opened a ticket."""
    with site.product.database.read() as conn:
        ticket = tickets.by_number(conn, site.district, number)
        rows = tickets.messages_of(conn, ticket) if ticket else []
    found = next((row.inbox_id for row in rows if row.part == "opening"), None)
    if found is None:
        raise HTTPException(404, "没有这个编号的工单，请核对后再查。")
    return found


@router.get("/missed")
def missed(
    site: Here, person: str = "", before: Id = None, after: Id = None, again: bool = False, mine: bool = False
) -> Response:
    """Messages that may be appeals, newest first; `mine`: only those that nobody near is being asked about."""
    telling = site.telling()
    people = acting.at_desk(telling)
    chosen = acting.chosen(people, person)
    with site.product.database.read() as conn:
        rows = doubts.listed(conn, site.district, PAGE, before, nobodys=mine)
        total, own = doubts.count(conn, site.district), doubts.count(conn, site.district, nobodys=True)
        asked_of = asks.current(conn, site.district)
        answers = _with_tickets(conn, site, acting.answered(conn, site, person, after))
    return site.page(
        "missed.html", rows=[learning_view.missed(*row, telling, asked_of) for row in rows], total=total, own=own,
        mine=mine, people=people,
        chosen=chosen, answers=answers, asked=after is not None, again=again, before=before,
        more=rows[-1][0].inbox_id if len(rows) == PAGE else None,
        categories=CATEGORIES, urgencies=URGENCY_NAMES, nonce=secrets.token_urlsafe(12),
    )  # fmt: skip


def _with_tickets(conn: Connection, site: Site, rows: list[OutboxRow]) -> list[tuple[str, str]]:
    """What was answered, each with the number of its ticket."""
    found = [tickets.get(conn, site.district, row.ticket_id) if row.ticket_id else None for row in rows]
    return [(text, ticket.number if ticket else "") for text, ticket in zip(acting.said(rows), found, strict=True)]


@router.post("/missed")
def look(
    site: Here,
    id: Number,  # noqa: A002 - its name in the form
    person: Annotated[str, Form()],
    nonce: Annotated[str, Form()],
    action: Annotated[str, Form()],
    category: Annotated[str, Form()] = "",
    urgency: Annotated[str, Form()] = "",
) -> Response:
    """Register a message, or say that it is no appeal."""
    if action not in (Action.REGISTER, Action.DISMISS):
        raise HTTPException(422)
    about = f" {category} {urgency}" if action == Action.REGISTER else ""
    # The message is part of the id: the next one of the same page is not a repetition.
    shown = acting.submit(site, person, action, f"{nonce}-{id}", f"{id}{about}")
    return RedirectResponse(f"/desk/missed?{urlencode(shown)}", 303)


@router.get("/lessons")
def review(site: Here, state: str = PROPOSED, person: str = "", before: Id = None) -> Response:
    """Lessons in a state, grouped by what was meant."""
    wanted = state if state in STATES else PROPOSED
    telling = site.telling()
    people = acting.at_desk(telling)
    with site.product.database.read() as conn:
        rows = lessons.listed(conn, site.district, [wanted], PAGE, before)
        counts = lessons.count_by_state(conn, site.district)
    return site.page(
        "lessons.html", groups=learning_view.groups(rows, telling), ids=[row.inbox_id for row in rows], state=wanted,
        counts=counts, states=STATES, meanings=MEANINGS, kinds=KINDS, people=people,
        chosen=acting.chosen(people, person), more=rows[-1].inbox_id if len(rows) == PAGE else None, longest=LONGEST,
    )  # fmt: skip


@router.post("/lessons")
def decide(
    site: Here,
    id: Annotated[list[int], Form()],  # noqa: A002 - its name in the form
    person: Annotated[str, Form()],
    verdict: Annotated[str, Form()],
    state: Annotated[str, Form()] = PROPOSED,
    text: Text = "",
    meant: Annotated[str, Form()] = "",
) -> Response:
    """Accept or reject one lesson as it is worded now (then `meant` is given), or all that were shown."""
    if not _is_sound(site, id, person, meant) or verdict not in VERDICTS or state not in STATES:
        raise HTTPException(422)
    # Whatever was typed: nobody's name comes in by this door.
    words = teaching.without_names(site.product.org(), site.product.policy(), text.strip())
    if meant and verdict == "accept" and not words:
        raise HTTPException(422, "样例里要留下几个字；不要它就选“不采纳”。")
    with site.product.database.begin() as conn:
        if meant and words:
            lessons.reword(conn, site.district, id[0], words, meant)
        lessons.review(conn, site.district, id, VERDICTS[verdict], person, site.product.now())
    return RedirectResponse(f"/desk/lessons?{urlencode({'state': state, 'person': person})}", 303)


def _is_sound(site: Site, ids: list[int], person: str, meant: str) -> bool:
    """Whether a page of ours sent this: by somebody at the desk, about what one page holds."""
    known = person in {one.code for one in acting.at_desk(site.telling())}
    few = len(ids) <= (1 if meant else PAGE) and all(0 <= one <= BIGGEST for one in ids)
    return known and few and meant in ("", *MEANINGS)
