"""The simulator: both sides of the conversation in one window, for trying everything out."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Response
from fastapi.responses import JSONResponse

from bot.web import acting, reading
from bot.web.sim_view import PRIVATE, RESIDENTS, SIM, Reader, Seen
from bot.web.site import Here, Site, has_data
from bot.web.words import Telling
from handlers.messages import Inbound
from handlers.workflow import NAMES as STATUS_NAMES
from storage import tickets
from storage.types import CHINA

HINTS = ("3号楼2单元暖气不热", "有人困在电梯里了", "谁是我的服务长？", "进度", "我家也是")
STEPS = {"10m": "10 分钟", "1h": "1 小时", "morning": "明早 9 点", "3d": "3 天"}
LISTED = 40
_LENGTHS = {"10m": timedelta(minutes=10), "1h": timedelta(hours=1), "3d": timedelta(days=3)}
_LONGEST_NAME = 32


def demo_only(site: Here) -> None:
    """The simulator is there in the demo only: it lets anybody speak as anybody."""
    if not site.product.settings.demo:
        raise HTTPException(404, "模拟器只在演示模式下打开。")


router = APIRouter(prefix="/sim", dependencies=[Depends(demo_only), Depends(has_data)])


def name_given(name: str) -> str:
    """A name somebody chose to speak under; the first demo resident when it is none."""
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    return name[:_LONGEST_NAME] or RESIDENTS[0]


def seen(
    site: Here,
    me: str = RESIDENTS[0],
    chat: str | None = None,
    official: str = "",
    ticket: str = "",
    status: str = "",
) -> Seen:
    """What the window asks for; what is missing is filled with what is there."""
    org = site.product.org()
    groups = [row for row in org.tree.chats if row.channel == SIM and row.kind == "residents"]
    accounts = [row.person for row in org.tree.accounts if row.channel == SIM]
    # Without a wish: the first group, and somebody who is told what is said there.
    near = [duty.person for duty in org.tree.duties if groups and duty.unit == groups[0].unit]
    known = next((person for person in [official, *near, *accounts] if person in accounts), "")
    first = groups[0].id if groups else PRIVATE
    return Seen(name_given(me), first if chat is None else chat, known, ticket, status)


Looking = Annotated[Seen, Depends(seen)]


@router.get("")
def sim(site: Here, look: Looking) -> Response:
    """The whole window."""
    telling = site.telling()
    return site.page(
        "sim.html", look=look, panes=_panes(site, look, telling), clock=_clock(telling.now), hints=HINTS, steps=STEPS,
        officials=telling.names.officials(), district_name=telling.names.org.tree.name,
    )  # fmt: skip


@router.get("/panes")
def panes(site: Here, look: Looking, have: Annotated[str, Query(max_length=400)] = "") -> Response:
    """The panes whose content is not what the window has (`name:mark,…`)."""
    telling = site.telling()
    known = set(have.split(","))
    fresh = {}
    for name, html in _panes(site, look, telling).items():
        mark = hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:12]
        if f"{name}:{mark}" not in known:
            fresh[name] = {"mark": mark, "html": html}
    body = {"panes": fresh, "clock": _clock(telling.now)}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


@router.post("/say")
def say(
    site: Here,
    sender: Annotated[str, Form()],
    text: Annotated[str, Form()] = "",
    chat: Annotated[str, Form()] = "",
    photo: Annotated[bool, Form()] = False,
) -> Response:
    """Say something, or send a photo, in a group or in private."""
    message_id, district = str(uuid.uuid4()), site.district
    images = (f"photo-{message_id[:8]}.jpg",) if photo else ()
    if not text.strip() and not images:
        raise HTTPException(422, "请先写点什么再发送。")
    with site.product.database.read() as conn:
        group = Reader(conn, district, site.telling()).is_group(chat)
    now, name = site.product.now(), name_given(sender)
    return _accept(site, Inbound(SIM, message_id, now, name, chat if group else None, text, images=images))


@router.post("/press")
def press(
    site: Here,
    sender: Annotated[str, Form()],
    action: Annotated[str, Form(max_length=40)],
    button: Annotated[str, Form(max_length=40)],
    text: Annotated[str, Form()] = "",
) -> Response:
    """Press a button on a card."""
    now, name = site.product.now(), name_given(sender)
    return _accept(site, Inbound(SIM, str(uuid.uuid4()), now, name, text=text, press=action, button=button))


@router.post("/advance")
def advance(site: Here, step: Annotated[str, Form()]) -> Response:
    """Let time pass, with everything that falls due on the way."""
    if step not in STEPS:
        raise HTTPException(422, "不知道要快进多久。")
    now = site.product.now()
    site.product.advance(_LENGTHS.get(step) or next_morning(now) - now)
    site.product.settle()
    return JSONResponse({"ok": True})


def next_morning(now: datetime) -> datetime:
    """The next nine o'clock."""
    local = now.astimezone(CHINA)
    nine = datetime.combine(local.date(), time(9), CHINA)
    return nine if nine > local else nine + timedelta(days=1)


def _accept(site: Site, message: Inbound) -> Response:
    acting.take(site, message)
    return JSONResponse({"ok": True})


def _clock(now: datetime) -> dict[str, str]:
    """The clock of the top bar: the moment for the script, and how it is said."""
    local = now.astimezone(CHINA)
    return {"at": now.isoformat(), "text": f"{local.month}月{local.day}日 {local:%H:%M}"}


def _panes(site: Site, look: Seen, telling: Telling) -> dict[str, str]:
    with site.product.database.read() as conn:
        reader = Reader(conn, site.district, telling)
        values: dict[str, Any] = {
            "look": look, "residents": reader.residents(look.me), "officials": reader.officials(),
            "resident": reader.resident(look), "official": reader.official(look.official),
            "account": reader.account(look.official), "who": telling.names.official(look.official),
        }  # fmt: skip
        found = tickets.by_number(conn, site.district, look.ticket) if look.ticket else None
        overdue = reading.overdue_numbers(conn, site.district, telling)
        values["page"] = reading.page(conn, found, telling) if found else None
        values["counts"] = tickets.count_by_status(conn, site.district)
        values["overdue"] = len(overdue)
        listed = reading.listed(conn, site.district, look.status, overdue, LISTED, None)
        values["lines"] = [] if found else reading.lines(conn, listed, telling)
    values["status_names"] = STATUS_NAMES
    names = ("residents", "resident", "officials", "official", "board")
    return {name: site.fragment(f"_{name}.html", **values) for name in names}
