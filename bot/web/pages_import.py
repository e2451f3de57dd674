"""导入聊天记录: paste or upload a group's record, see what would be opened and why, and confirm it."""

from __future__ import annotations

import json
import secrets
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from bot import chatimport
from bot.chatimport import ONE_BY_ONE
from bot.posters.sheet import estates
from bot.web import acting, import_view
from bot.web.acting import BIGGEST, Id
from bot.web.site import Here, Site, has_data
from handlers.durations import local_date
from handlers.entitled import RefusedError
from handlers.importing import keeping
from handlers.importing.confirming import DISCARD
from handlers.importing.proposing import CHOICES, LATER
from handlers.importing.record import Source
from handlers.messages import Action
from nlu.chatrecords.reading import decoded, read
from nlu.chatrecords.record import Record
from storage import imports

LISTED = 30
PASTED = "粘贴"
_NOBODY = "请先在组织文件里设一名值班坐席（dispatcher），再导入。"

router = APIRouter(prefix="/desk/import", dependencies=[Depends(has_data)])


@router.get("")
def listed(site: Here, person: str = "") -> Response:
    """The form, and the records of the last month."""
    return _page(site, person)


@router.post("")
def take(
    site: Here,
    person: Annotated[str, Form()],
    text: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
    place: Annotated[str, Form(max_length=400)] = "",
    day: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """A record: read, understood and kept; nothing is opened."""
    named = file.filename or "" if file is not None else ""
    words = decoded(file.file.read()) if file is not None and named else text
    form = {"text": text if not named else "", "place": place, "day": day}
    record, sentence = _read(words, day, local_date(site.product.now()))
    if site.product.org().person(person) is None:
        sentence = sentence or _NOBODY
    if sentence or record is None:
        return _page(site, person, sentence, record, form, 422)
    number = chatimport.take(site.product, record, _source(site, named or PASTED, place), person)
    return RedirectResponse(f"/desk/import/{number}?{urlencode({'person': person})}", 303)


@router.get("/{number}")
def one(site: Here, number: int, person: str = "", after: Id = None, again: bool = False) -> Response:
    """One record with everything that is proposed."""
    if not 0 <= number <= BIGGEST:
        raise HTTPException(404, keeping.GONE)
    row = chatimport.prepare(site.product, number)
    if row is None:
        raise HTTPException(404, keeping.GONE)
    telling = site.telling()
    people = acting.at_desk(telling)
    with site.product.database.read() as conn:
        answers = acting.said(acting.answered(conn, site, person, after))
    choices, categories = import_view.options()
    return site.page(
        "import.html", record=import_view.shown(row, telling), proposals=import_view.proposals(row, telling),
        people=people, chosen=acting.chosen(people, person), answers=answers, again=again, choices=choices,
        categories=categories, estates=_estates(site), nonce=secrets.token_urlsafe(12), one_by_one=ONE_BY_ONE,
        days=keeping.KEPT.days,
    )  # fmt: skip


@router.post("/{number}/place")
def place(site: Here, number: int, person: Annotated[str, Form()], unit: Annotated[str, Form()]) -> Response:
    """Where the group belongs; what is proposed is proposed anew."""
    try:
        chatimport.place(site.product, min(max(number, 0), BIGGEST), unit)
    except RefusedError as refused:
        raise HTTPException(422, str(refused)) from refused
    return RedirectResponse(f"/desk/import/{number}?{urlencode({'person': person})}", 303)


@router.post("/{number}")
async def confirm(site: Here, request: Request, number: int) -> Response:
    """What was chosen of it, as a press of whoever sits there."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await _pressed(site, number, form)


async def _pressed(site: Site, number: int, form: dict[str, str]) -> Response:
    chosen: dict[str, Any] = {"import": number, "choices": _choices(form)}
    if form.get("action") == DISCARD:
        chosen["do"] = DISCARD
    words, person = json.dumps(chosen, ensure_ascii=False), form.get("person", "")
    shown = await run_in_threadpool(
        acting.submit, site, person, Action.IMPORT.value, form.get("nonce", ""), words
    )  # fmt: skip
    return RedirectResponse(f"/desk/import/{number}?{urlencode(shown)}#answer", 303)


def _choices(form: dict[str, str]) -> dict[str, dict[str, Any]]:
    """By place of a proposal what to do; what is left for later is not sent."""
    found: dict[str, dict[str, Any]] = {}
    for name, what in form.items():
        head, _, place = name.partition("-")
        if head != "do" or not place.isdigit() or what not in CHOICES or what == LATER:
            continue
        found[place] = {"do": what}
        for part in ("category", "into"):
            if value := form.get(f"{part}-{place}", "").strip():
                found[place][part] = value[:40]
        if form.get(f"own-{place}"):
            found[place]["own"] = True
    return found


def _read(words: str, day: str, today: date) -> tuple[Record | None, str]:
    """The record and what is wrong with it."""
    try:
        given = date.fromisoformat(day) if day else None
    except ValueError:
        return None, "日期要写成 2026-11-15。"
    if not words.strip():
        return None, "请粘贴聊天记录，或选一个文件。"
    record = read(words, given, today)
    return record, record.problem


def _source(site: Site, name: str, place: str) -> Source:
    """`place` is a code of a unit, or `channel:group` of a group that is bound."""
    org = site.product.org()
    channel, _, chat_id = place.partition(":")
    if chat_id and (chat := org.chat(channel, chat_id)) is not None:
        return Source(name, chat.unit, channel, chat_id)
    return Source(name, place if org.unit(place) else None)


def _estates(site: Site) -> dict[str, str]:
    return {unit.code: unit.name for unit in estates(site.product.org().tree)}


def _places(site: Site) -> dict[str, str]:
    """Groups that are heard live, then all estates: a group's own record is compared with what was heard."""
    org = site.product.org()
    groups = {}
    for chat in org.tree.chats:
        unit = org.unit(chat.unit)
        if chat.kind == "residents" and unit is not None:
            groups[f"{chat.channel}:{chat.id}"] = f"{unit.name} · 群 {chat.id}（{chat.channel}）"
    return {"": "请选择"} | _estates(site) | groups


def _page(
    site: Site, person: str, sentence: str = "", record: Record | None = None, form: dict[str, str] | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    telling = site.telling()
    people = acting.at_desk(telling)
    with site.product.database.read() as conn:
        rows = imports.latest(conn, site.district, LISTED)
    return site.page(
        "imports.html", status, rows=[import_view.shown(row, telling) for row in rows], people=people,
        chosen=acting.chosen(people, person), sentence=sentence, amiss=record.amiss[:20] if record else [],
        form=form or {"text": "", "place": "", "day": ""}, places=_places(site), today=local_date(telling.now),
        days=keeping.KEPT.days,
    )  # fmt: skip
