"""An official's phone pages: where a ticket's page is, and the link that opens them without any platform's login."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from handlers import notices, routing
from handlers.messages import Inbound, Kind, Outcome
from handlers.org import Address
from handlers.work import Work
from storage import notes

CHANNEL = "m"  # the pages as a channel, by their address: no org file calls an account so
ASKED_FOR = {"手机页", "手机页面", "手机网页", "打开手机页"}
LIVES = timedelta(minutes=10)
_NO_ADDRESS = "手机页还不能从外面打开：请管理员设置 MINHU_PUBLIC_URL。现在请直接点卡片上的按钮，或发“待办”。"
_NO_DUTY = "您在名单里现在没有职务，手机页打不开。有疑问请联系值班台。"


@dataclass(frozen=True, slots=True)
class Guest:
    """Who may come in: a person, as the owner of the account by which we know him."""

    person: str
    channel: str
    account: str


def path(number: str) -> str:
    """The page of a ticket."""
    return f"/m/t/{number}"


def link(work: Work, message: Inbound, person: str) -> Outcome:
    """Answer with a link that opens the pages once, for ten minutes. Only its hash is kept."""
    key = secrets.token_urlsafe(24)
    if routing.gone(work.org, person, work.today):
        text = _NO_DUTY
    elif not work.public_url:
        text = _NO_ADDRESS
    else:
        guest = asdict(Guest(person, message.channel, message.sender))
        notes.put(work.conn, work.district, CHANNEL, note(key), guest, work.now + LIVES)
        text = f"点开就能看您的工单（10分钟内有效，只能用一次，请不要转给别人）：\n{work.public_url}/m/k/{key}"
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, text)
    return Outcome("要手机页")


def note(key: str) -> str:
    """The name of the note that a link leaves."""
    return "link:" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
