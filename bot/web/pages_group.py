"""The desk's pages of groups: which there are, and one living group with what is made of its talk."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from bot.demo import story
from bot.web import acting, group_view, threads_view
from bot.web.acting import BIGGEST, Id
from bot.web.group_view import Line
from bot.web.site import Here, Site, has_data
from handlers.messages import Action
from nlu.taxonomy import CATEGORIES
from storage import corrections, groups
from storage.groups import Place
from storage.tree import Chat

UNSURE = "unsure"
# What is pressed on a ticket; everything else is about a message that has none, or takes a step back.
_ON_TICKET = {Action.MERGE, Action.UNMERGE, Action.SPLIT, Action.MOVE, Action.SET_ASIDE, Action.NO_APPEAL}
_ON_MESSAGE = {Action.REGISTER, Action.ATTACH, Action.DISMISS, Action.UNDO}

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])
Number = Annotated[str, Form(max_length=40)]


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed, and about what."""

    action: str
    number: str
    other: str
    messages: tuple[int, ...]
    category: str
    deed: int

    @property
    def words(self) -> str:
        """As the handlers read it: messages first, then the other ticket, then what it is about."""
        picked = ",".join(str(one) for one in self.messages)
        behind = {
            Action.MERGE: [self.other], Action.SPLIT: [picked, self.category], Action.MOVE: [picked, self.other],
            Action.SET_ASIDE: [picked], Action.REGISTER: [picked, self.category], Action.DISMISS: [picked],
            Action.ATTACH: [picked, self.other], Action.UNDO: [str(self.deed)],
        }  # fmt: skip
        return " ".join(filter(None, behind.get(Action(self.action), [])))


@router.get("/groups")
def listed(site: Here) -> Response:
    """Every group: when it was last heard, what is open, what nobody is sure of."""
    telling = site.telling()
    with site.product.database.read() as conn:
        rows = threads_view.rows(conn, telling)
    return site.page("groups.html", rows=rows)


@router.get("/group/{channel}/{chat:path}")
def living(
    site: Here,
    channel: str,
    chat: str,
    person: str = "",
    after: Id = None,
    again: bool = False,
    deed: Id = None,
    only: Annotated[str, Query(max_length=40)] = "",
    step: Annotated[int, Query(ge=0, le=1000)] = 0,
    run: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """One group: its talk, and beside it what was made of it; `only` shows one ticket's messages, or the unsure."""
    telling, place = site.telling(), (channel, chat)
    people = acting.at_desk(telling)
    with site.product.database.read() as conn:
        bound = _bound(conn, site, place)
        lines, also = group_view.stream(conn, site.district, place, telling)
        threads = threads_view.threads(conn, place, also, telling)
        answers = acting.said(acting.answered(conn, site, person, after))
        undo = deed if deed and _can_undo(conn, site, deed) else None
    played = story.Played(run or secrets.token_hex(8), step) if site.product.settings.demo else None
    return site.page(
        "group.html", place=place, title=threads_view.name(bound, telling), lines=_shown(lines, only), only=only,
        threads=threads, receiving=[one for one in threads if one.receives], people=people,
        chosen=acting.chosen(people, person), answers=answers, asked=after is not None, again=again, undo=undo,
        unsure=sum(line.kind == UNSURE for line in lines), categories=CATEGORIES, nonce=secrets.token_urlsafe(12),
        here=_address(place), played=played, told=story.note(step) if played else "",
        speakers=story.SPEAKERS, plays=place == story.PLACE, sim=channel == "sim",
    )  # fmt: skip


def _bound(conn: Connection, site: Site, place: Place) -> Chat | None:
    bound = site.product.org().chat(*place)
    known = all(part.isprintable() for part in place)
    if not known or (bound is None and groups.last_at(conn, site.district, place) is None):
        raise HTTPException(404, "没有这个群，或者还没有听到过它的消息。")
    return bound


def _shown(lines: list[Line], only: str) -> list[Line]:
    if only == UNSURE:
        return [line for line in lines if line.kind == UNSURE]
    return [line for line in lines if not only or any(tag.number == only for tag in line.tags)]


def _can_undo(conn: Connection, site: Site, deed: int) -> bool:
    return any(row.undone_at is None for row in corrections.of_deed(conn, site.district, deed))


def _address(place: Place) -> str:
    return f"/desk/group/{quote(place[0], safe='')}/{quote(place[1])}"


@router.post("/group/{channel}/{chat:path}")
def decide(
    site: Here,
    channel: str,
    chat: str,
    person: Annotated[str, Form()],
    nonce: Annotated[str, Form()],
    action: Annotated[str, Form(max_length=40)],
    number: Number = "",
    other: Number = "",
    message: Annotated[list[int] | None, Form()] = None,
    category: Number = "",
    deed: Annotated[int, Form(ge=0, le=BIGGEST)] = 0,
) -> Response:
    """Put right what a message was taken for, or which of them make one ticket."""
    picked = tuple(message or ())
    if (
        action not in _ON_TICKET | _ON_MESSAGE
        or not number.isprintable()
        or not all(0 < one <= BIGGEST for one in picked)
    ):
        raise HTTPException(422)
    if action in (Action.SPLIT, Action.MOVE) and not picked:
        raise HTTPException(422, "请先勾选要拆出来的消息。")
    form = Pressed(action, number, other.strip(), picked, category, deed)
    with site.product.database.read() as conn:
        before = corrections.newest(conn, site.district, person)
    # The message is part of the key: the next one of the same page is not a repetition.
    key = f"{nonce}-{picked[0] if picked else deed or number}"[-64:]
    shown = acting.submit(site, person, action, key, form.words, number if action in _ON_TICKET else None)
    with site.product.database.read() as conn:
        newest = corrections.newest(conn, site.district, person)
    if newest != before and action != Action.UNDO:
        shown |= {"deed": newest}
    return RedirectResponse(f"{_address((channel, chat))}?{urlencode(shown)}#answer", 303)
