"""Putting tickets together and taking them apart at the desk, and what many people write about now."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Response
from fastapi.responses import RedirectResponse

from bot.web import acting, hot_view
from bot.web.site import Here, has_data
from handlers.messages import Action
from storage import twins

_ACTIONS = {Action.MERGE, Action.UNMERGE, Action.SPLIT, Action.MOVE, Action.SET_ASIDE, Action.NOT_TWIN}
_WITH_MESSAGES = {Action.SPLIT, Action.MOVE, Action.SET_ASIDE}
_MOST = 3_000  # tickets looked at together: about five seconds
_DAYS = (7, 30, 90, 365)

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])


@router.post("/tickets/{number}/regroup")
def regroup(
    site: Here,
    number: str,
    person: Annotated[str, Form()],
    nonce: Annotated[str, Form()],
    action: Annotated[str, Form()],
    other: Annotated[str, Form(max_length=40)] = "",
    message: Annotated[list[int] | None, Form()] = None,
    category: Annotated[str, Form(max_length=40)] = "",
    text: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Put a ticket into another, take it out, or give some of its messages elsewhere."""
    if action not in _ACTIONS or not number.isprintable():
        raise HTTPException(422)
    picked = ",".join(str(one) for one in message or ())
    if action in _WITH_MESSAGES and not picked:
        raise HTTPException(422, "请先勾选要移动的消息。")
    words = [
        picked if action in _WITH_MESSAGES else "",
        other.strip(),
        category if action == Action.SPLIT else "",
        text,
    ]
    shown = acting.submit(site, person, action, nonce, " ".join(filter(None, words)), number)
    return RedirectResponse(f"/desk/tickets/{quote(number)}?{urlencode(shown)}#answer", 303)


@router.get("/hot")
def hot(site: Here, days: Annotated[int, Query(ge=1, le=366)] = 30) -> Response:
    """The issues many people write about."""
    telling = site.telling()
    with site.product.database.read() as conn:
        found = twins.recent(conn, site.district, telling.now - timedelta(days=days), _MOST)
    return site.page("hot.html", spots=hot_view.spots(found, telling), days=days, choices=_DAYS, count=len(found))
