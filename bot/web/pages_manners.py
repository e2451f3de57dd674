"""What groups were told before anybody listens there, and taking somebody out of everything that is kept."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Response
from fastapi.responses import RedirectResponse

from bot import unlearning
from bot.web import acting
from bot.web.site import Here, Site, has_data
from handlers import wording
from handlers.entitled import RefusedError
from handlers.manners import erasing
from handlers.manners.aloud import RESIDENTS
from handlers.work import Work
from storage import consents, unrecorded
from storage.consents import Consent
from storage.tree import Chat
from storage.types import Ids

SURE = "删除"
_STATES = {"told": "已告知", "agreed": "同意", "refused": "不同意，没有记录", "asked": "等负责人问群里"}
_LONGEST = 191

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])
Word = Annotated[str, Form(max_length=_LONGEST)]


@router.get("/manners")
def groups(site: Here, done: str = "", wrong: str = "") -> Response:
    """Every residents' group with where it stands, and the form."""
    org, rule = site.product.org(), site.product.policy().groups
    with site.product.database.read() as conn:
        known = {(one.channel, one.chat): one for one in consents.listed(conn, site.district)}
        silent = unrecorded.count(conn, site.district)
    chats = [chat for chat in org.tree.chats if chat.kind == RESIDENTS]
    return site.page(
        "manners.html", rows=[_row(site, chat, known.get((chat.channel, chat.id))) for chat in chats], rule=rule,
        silent=silent, done=done[:_LONGEST], wrong=wrong[:_LONGEST], sure=SURE,
        people=acting.at_desk(site.telling()), channels=sorted({"web", "hotline", *(c.channel for c in chats)}),
    )  # fmt: skip


def _row(site: Site, chat: Chat, known: Consent | None) -> dict[str, str]:
    unit = site.product.org().unit(chat.unit)
    played = chat.channel in site.product.policy().groups.rehearsal
    state = _STATES.get(known.state, known.state) if known else "演练群，不发告知" if played else "还没有告知"
    who = site.product.org().person(known.person) if known and known.person else None
    at = wording.moment(known.at, site.product.now()) if known else ""
    return {"name": unit.name if unit else chat.unit, "where": f"{chat.channel} {chat.id}", "state": state, "at": at,
            "by": who.name if who else ""}  # fmt: skip


@router.post("/manners/forget")
def forget(
    site: Here, person: Word, channel: Word, account: Word, sure: Annotated[str, Form(max_length=16)] = ""
) -> Response:
    """Take somebody out of everything, once the desk has written that it is sure."""
    if person not in {one.code for one in acting.at_desk(site.telling())}:
        raise HTTPException(403, "只有值班坐席能删除个人信息。")
    if sure.strip() != SURE or not account.strip():
        return _back(wrong=f"没有删除：请写明账号，并在最后一格写“{SURE}”两个字。")
    product = site.product
    try:
        with product.database.begin() as conn:
            work = Work(conn, product.org(), product.policy(), product.now(), Ids(), "forget")
            erased = erasing.erase(work, channel.strip(), account.strip())
            work.finish()
    except RefusedError as error:
        return _back(wrong=str(error))
    with product.database.read() as conn:
        learned = unlearning.unlearn(conn, site.district, product.settings.models_dir)
    return _back(done=f"已删除：{erased.said}。工单和统计留下，看不出是谁。{learned}")


def _back(**told: str) -> Response:
    return RedirectResponse(f"/desk/manners?{urlencode(told)}", 303)
