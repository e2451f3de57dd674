"""拿不准的话 on an official's phone: what he is asked about, each answered with one tap. No script needed."""

from __future__ import annotations

import hashlib
import secrets
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.web import acting, phone_login, phone_view
from bot.web.acting import BIGGEST, Id
from bot.web.phone_pass import Cookies, Who
from bot.web.site import Here, has_data
from handlers import wording
from handlers.messages import Action
from handlers.phone import CHANNEL
from handlers.unsure import asked, gathering
from storage import asks, corrections

PAGE = asked.PAGE
_SHOWN = 30
_ANSWERS = {Action.REGISTER, Action.ATTACH, Action.DISMISS, Action.UNDO}

router = APIRouter(prefix="/m", dependencies=[Depends(has_data)])


@router.get("/unsure")
def waiting(
    site: Here,
    request: Request,
    cookies: Cookies,
    who: Who,
    after: Id = None,
    again: bool = False,
    deed: Id = None,
) -> Response:
    """What he is asked about; with `after`, what he was answered since that message."""
    if who is None:
        return phone_login.ask(site, request, cookies)
    telling = site.telling()
    with site.product.database.read() as conn:
        work = phone_view.reading(conn, site)
        found = asks.waiting(conn, site.district, who.person)
        cards = [
            (row.id, asked.card(work, asked.Question(doubt, row, gathering.near(work, row))))
            for _, doubt, row in found[:_SHOWN]
        ]
        answers = acting.said(acting.answered(conn, site, who.person, after, CHANNEL))
        undo = (
            deed
            if deed and any(row.undone_at is None for row in corrections.of_deed(conn, site.district, deed))
            else None
        )
    return site.page(
        "phone_unsure.html", cards=cards, more=max(0, len(found) - _SHOWN), me=telling.names.official(who.person),
        answers=["刚才已经收到了，没有重复做。"] if again else answers, undo=undo, nonce=secrets.token_urlsafe(12),
        now=wording.moment(telling.now, telling.now),
    )  # fmt: skip


@router.post("/unsure")
def answer(
    site: Here,
    request: Request,
    cookies: Cookies,
    who: Who,
    press: Annotated[str, Form(max_length=60)],
    nonce: Annotated[str, Form(max_length=64)],
    other: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Answer one; `press` is the button with the message it is about."""
    if who is None:
        return phone_login.ask(site, request, cookies)
    action, _, about = press.partition(":")
    if action not in _ANSWERS or not about.isdecimal() or int(about) > BIGGEST:
        raise HTTPException(422)
    with site.product.database.read() as conn:
        before = corrections.newest(conn, site.district, who.person)
    key = hashlib.sha256("\0".join((who.person, nonce, press)).encode("utf-8", "replace")).hexdigest()[:40]
    shown = acting.submit(site, who.person, action, key, f"{about} {other}".strip(), channel=CHANNEL)
    with site.product.database.read() as conn:
        newest = corrections.newest(conn, site.district, who.person)
    if newest != before and action != Action.UNDO:
        shown |= {"deed": newest}
    return RedirectResponse(f"{PAGE}?{urlencode(shown)}", 303)
