"""An official's phone pages `/m`: what waits for him, and a ticket with the buttons of its card. No script needed."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.web import acting, pages_files, phone_login, phone_view
from bot.web.acting import Id
from bot.web.pages_files import FileId
from bot.web.phone_deeds import LONGEST, missing, pressable
from bot.web.phone_pass import Cookies, Who
from bot.web.site import Here, Site, has_data
from handlers.phone import CHANNEL, Guest

router = APIRouter(prefix="/m", dependencies=[Depends(has_data)])

NOT_YOURS = "没有这张工单，或者没有派给您、也没有告诉过您。"
_NONCE = re.compile(r"[\w-]{8,64}")


@router.get("")
def mine(site: Here, request: Request, cookies: Cookies, who: Who) -> Response:
    """What waits for him, what he follows, what was done today."""
    if who is None:
        return phone_login.ask(site, request, cookies)
    telling = site.telling()
    with site.product.database.read() as conn:
        lists = phone_view.lists(conn, site, who.person, telling)
    return site.page("phone.html", lists=lists, me=telling.names.official(who.person))


@router.get("/t/{number}")
def ticket(
    site: Here, request: Request, cookies: Cookies, who: Who, number: str, after: Id = None, again: bool = False
) -> Response:
    """A ticket; with `after`, what he was answered since that message."""
    if who is None:
        return phone_login.ask(site, request, cookies)
    with site.product.database.read() as conn:
        answers = acting.said(acting.answered(conn, site, who.person, after, CHANNEL))
    if again:
        answers = ["刚才已经收到了，没有重复做。"]
    elif after is not None and not answers:
        answers = ["已经收到，正在处理，请稍后刷新。"]
    return _page(site, who, number, answers)


@router.post("/t/{number}")
def act(
    site: Here,
    request: Request,
    cookies: Cookies,
    who: Who,
    number: str,
    action: Annotated[str, Form(max_length=40)],
    nonce: Annotated[str, Form(max_length=64)],
    text: Annotated[str, Form(max_length=LONGEST)] = "",
    whom: Annotated[str, Form(max_length=100)] = "",
    name: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Press a button of the card; what was written is never lost when it cannot be done."""
    text, whom = text.strip(), name.strip() or whom.strip()
    if who is None:
        return phone_login.ask(site, request, cookies, text)
    with site.product.database.read() as conn:
        case = phone_view.find(conn, site, who.person, number)
        if case and (not pressable(case, action) or not _NONCE.fullmatch(nonce)):
            raise HTTPException(422)
        wrong = missing(case, action, whom, text) if case else ""
    if case is None:
        return phone_login.refuse(site, NOT_YOURS, 404, draft=text)
    if wrong:
        return _page(site, who, number, wrong=wrong, opened=action, draft=text, status=422)
    return _pressed(site, who, number, (action, nonce, whom, text), case.ticket.event_seq)


def _pressed(site: Site, who: Guest, number: str, form: tuple[str, str, str, str], events: int) -> Response:
    action, nonce, whom, text = form
    words = f"{whom} {text}".strip()
    # Touched twice is once; other words from the same form, after going back, are another thing.
    key = hashlib.sha256("\0".join((who.person, number, nonce, words)).encode("utf-8", "replace")).hexdigest()[:40]
    shown = acting.submit(site, who.person, action, key, words, number, CHANNEL)
    with site.product.database.read() as conn:
        now = phone_view.find(conn, site, who.person, number)
        answers = acting.said(acting.answered(conn, site, who.person, _int(shown["after"]), CHANNEL))
    if answers and "again" not in shown and now and now.ticket.event_seq == events:
        return _page(site, who, number, wrong=answers[-1], opened=action, draft=text, status=409)
    return RedirectResponse(f"/m/t/{quote(number)}?{urlencode(shown)}", 303)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def _page(
    site: Site, who: Guest, number: str, answers: list[str] | None = None, *, wrong: str = "", opened: str = "",
    draft: str = "", status: int = 200,
) -> Response:  # fmt: skip
    telling = site.telling()
    with site.product.database.read() as conn:
        case = phone_view.find(conn, site, who.person, number)
        page = phone_view.page(case, who.person, telling) if case else None
    if page is None:
        raise HTTPException(404, NOT_YOURS)
    # Where the button is not there any more, what was written stands alone.
    alone = draft if opened not in {deed.action for deed in page.deeds if deed.sheet} else ""
    return site.page(
        "phone_ticket.html", status, page=page, me=telling.names.official(who.person), answers=answers or [],
        wrong=wrong, opened=opened, draft=draft, alone=alone, nonce=secrets.token_urlsafe(12), longest=LONGEST,
    )  # fmt: skip


@router.get("/t/{number}/photos/{file_id}")
def photo(site: Here, request: Request, cookies: Cookies, who: Who, number: str, file_id: FileId) -> Response:
    """A photo of a ticket he may see."""
    return _photo(site, request, cookies, who, number, file_id, small=False)


@router.get("/t/{number}/photos/{file_id}/small")
def small_photo(site: Here, request: Request, cookies: Cookies, who: Who, number: str, file_id: FileId) -> Response:
    """The same, small."""
    return _photo(site, request, cookies, who, number, file_id, small=True)


def _photo(
    site: Site, request: Request, cookies: Cookies, who: Who, number: str, file_id: int, *, small: bool
) -> Response:
    if who is None:
        return phone_login.ask(site, request, cookies)
    with site.product.database.read() as conn:
        found = phone_view.picture(conn, site, who.person, number, file_id)
    return pages_files.sent(site, found, small=small)
