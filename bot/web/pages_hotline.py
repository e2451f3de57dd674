"""The hotline at the desk: a form for the call, what to tell the caller, and whom to call back."""

from __future__ import annotations

import secrets
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Response
from fastapi.responses import RedirectResponse

from bot.posters.sheet import estates
from bot.web import acting, hotline
from bot.web.acting import Id
from bot.web.hotline import Call, Handled, Told
from bot.web.site import Here, Site, has_data
from handlers.answered import RESULTS
from handlers.messages import Action
from nlu.taxonomy import CATEGORIES
from storage import tickets

router = APIRouter(prefix="/desk/hotline", dependencies=[Depends(has_data)])


@router.get("")
def page(site: Here, person: str = "", call: str = "", again: bool = False, after: Id = None) -> Response:
    """The form; with `call` what became of that one, and `again` for another word of the same caller.

    With `after` also what was answered to `person` since that message.
    """
    with site.product.database.read() as conn:
        found = hotline.handled(conn, site, site.telling(), call) if call.isprintable() else None
        answers = acting.said(acting.answered(conn, site, person, after))
    form = Call()
    if found and again:
        form = Call(phone=found.phone, name=str(found.row.payload.get("sender_name") or ""))
        form.estate = str(found.row.payload.get("scene") or "")
    return _page(site, form, person, found, " ".join(answers))


@router.post("")
def take(site: Here, call: Annotated[Call, Form()]) -> Response:
    """A call: stored as what the caller said, and put into the category the seat chose."""
    try:
        key = hotline.take(site, call)
    except (HTTPException, ValueError) as error:
        sentence = error.detail if isinstance(error, HTTPException) else str(error)
        return _page(site, call, call.person, None, sentence, 422)
    if call.category:
        _sort(site, call)
    return _to(call.person, key)


@router.post("/register")
def register(
    site: Here,
    person: Annotated[str, Form()],
    nonce: Annotated[str, Form()],
    call: Annotated[str, Form(max_length=100)],
    category: Annotated[str, Form()],
) -> Response:
    """A call that was not understood as a trouble, but is one."""
    if category not in CATEGORIES:
        raise HTTPException(422)
    _sort(site, Call(person=person, nonce=call, category=category), nonce)
    return _to(person, call)


@router.post("/answer")
def answered(
    site: Here,
    person: Annotated[str, Form()],
    nonce: Annotated[str, Form()],
    number: Annotated[str, Form(max_length=40)],
    result: Annotated[str, Form(max_length=20)] = "",
    score: Annotated[str, Form(max_length=1)] = "",
    text: Annotated[str, Form(max_length=hotline.LONGEST)] = "",
    back: Annotated[str, Form(max_length=10)] = "",
    question: Annotated[str, Form(pattern=r"^(q\d{1,19})?$")] = "",
) -> Response:
    """What somebody said who was called back, whatever the ticket came by; `back` is `ticket` on a ticket's page."""
    told = Told(number=number, result=result, score=score, text=text, question=question)
    shown = hotline.answer(site, person, told, nonce)
    if back == "ticket":
        return RedirectResponse(f"/desk/tickets/{quote(number)}?{urlencode(shown)}#answer", 303)
    page = "callbacks" if back == "callbacks" else "hotline"
    return RedirectResponse(f"/desk/{page}?{urlencode(shown)}", 303)


def _sort(site: Site, call: Call, nonce: str = "") -> None:
    """Register what was not understood as a trouble; put into its category what was understood as another one."""
    with site.product.database.read() as conn:
        found = hotline.handled(conn, site, site.telling(), call.nonce)
        ticket = tickets.get(conn, site.district, found.row.ticket_id) if found and found.row.ticket_id else None
    if found is None or found.state != "done":
        return
    key = nonce or call.nonce
    if ticket is None:
        acting.submit(site, call.person, Action.REGISTER.value, key, f"{found.row.id} {call.category}")
    elif ticket.category != call.category:
        acting.submit(site, call.person, Action.RECATEGORISE.value, key, call.category, ticket.number)


def _to(person: str, call: str = "") -> Response:
    query = urlencode({"person": person} | ({"call": call} if call else {}))
    return RedirectResponse(f"/desk/hotline?{query}", 303)


def _page(
    site: Site, form: Call, person: str, found: Handled | None, sentence: str = "", status: int = 200
) -> Response:
    telling = site.telling()
    people = acting.at_desk(telling)
    with site.product.database.read() as conn:
        lately, waiting = hotline.lately(conn, site, telling), hotline.call_backs(conn, site, telling)
    return site.page(
        "hotline.html", status, form=form, people=people, chosen=acting.chosen(people, person), found=found,
        lately=lately, waiting=waiting, sentence=sentence or "", results=RESULTS,
        categories={"": "让机器判断"} | CATEGORIES,
        all_categories=CATEGORIES, estates={"": "不在名单里，或说不清"} | _estates(site), longest=hotline.LONGEST,
        nonce=form.nonce or secrets.token_urlsafe(12), fresh=secrets.token_urlsafe(12),
    )  # fmt: skip


def _estates(site: Site) -> dict[str, str]:
    return {unit.code: unit.name for unit in estates(site.product.org().tree)}
