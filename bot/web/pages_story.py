"""The demo's groups: saying something as anybody, and the story that is played line by line."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from bot.demo import story
from bot.demo.story import LINES, PLACE, Line
from bot.web import acting
from bot.web.pages_sim import demo_only, name_given
from bot.web.session import local
from bot.web.sim_view import SIM
from bot.web.site import Here, Site, has_data
from handlers.messages import Action, Inbound
from storage import groups, inbox, tickets

_RUN = re.compile(r"[\w-]{1,40}")

router = APIRouter(prefix="/sim", dependencies=[Depends(demo_only), Depends(has_data)])
Next = Annotated[str, Form(max_length=300)]


@router.post("/group")
def say(
    site: Here,
    sender: Annotated[str, Form(max_length=64)],
    chat: Annotated[str, Form(max_length=191)],
    text: Annotated[str, Form(max_length=2000)] = "",
    next: Next = "/sim",  # noqa: A002 - its name in the form
) -> Response:
    """Say something in a group of the demo as anybody."""
    if not text.strip() or site.product.org().chat(SIM, chat) is None:
        raise HTTPException(422, "请先写点什么再发送。")
    acting.take(site, Inbound(SIM, str(uuid.uuid4()), site.product.now(), name_given(sender), chat, text))
    return RedirectResponse(local(next), 303)


@router.post("/story")
def play(
    site: Here,
    request: Request,
    run: Annotated[str, Form(max_length=40)],
    step: Annotated[int, Form(ge=0, le=1000)] = 0,
    next: Next = "/sim",  # noqa: A002 - its name in the form
) -> Response:
    """Play one line; past the end it begins anew."""
    if not _RUN.fullmatch(run):
        raise HTTPException(422)
    if step >= len(LINES):
        run, step = uuid.uuid4().hex[:16], 0
    _play(site, run, step, LINES[step])
    played = {"run": run, "step": step + 1}
    if "application/json" in request.headers.get("accept", ""):
        over = step + 1 >= len(LINES)
        return JSONResponse(played | {"over": over, "note": story.note(step + 1), "chat": PLACE[1]})
    return RedirectResponse(f"{local(next)}?{urlencode(played)}", 303)


def _play(site: Site, run: str, step: int, line: Line) -> None:
    site.product.advance(timedelta(seconds=line.after))
    now, key = site.product.now(), story.key(run, step)
    if line.moves is not None:
        _misplace(site, run, key, line)
        return
    reply = None if line.reply is None else story.key(run, line.reply)
    images = (f"{key}.jpg",) if line.photo else ()
    acting.take(site, Inbound(*PLACE[:1], key, now, line.sender, PLACE[1], line.text, images=images, reply_to=reply))


def _misplace(site: Site, run: str, key: str, line: Line) -> None:
    """The desk puts a message to the wrong ticket, so that one can see how that is put right."""
    with site.product.database.read() as conn:
        rows = [
            inbox.by_message(conn, site.district, SIM, story.key(run, place)) for place in (line.moves or 0, line.to)
        ]
        ids = [row.id for row in rows if row]
        found = groups.belonging(conn, site.district, ids)
        told = {row.inbox_id: tickets.get(conn, site.district, row.ticket_id) for row in found}
    wrong, right = (told.get(one) for one in ids) if len(ids) == 2 else (None, None)
    if wrong is None or right is None or wrong.id == right.id:
        return  # it was heard otherwise this time: nothing to confuse
    words = f"{ids[0]} {right.number}"
    message = Inbound("desk", key, site.product.now(), line.sender, text=words, press=Action.MOVE, ticket=wrong.number)
    acting.take(site, message)
