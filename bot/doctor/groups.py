"""Residents' groups: was each told that somebody listens, and did it agree where it is asked?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from bot.doctor.findings import Finding, ok, warn
from handlers import policy
from handlers.manners.aloud import RESIDENTS
from handlers.policy import PolicyError
from storage import consents, tree, unrecorded
from storage.consents import AGREED, ASKED, REFUSED

_SHOWN = 5


def look(conn: Connection, district: str, policies: Path) -> Iterator[Finding]:
    """Where each group stands; nothing where the district has none, or plays only."""
    found = tree.load(conn, district)
    try:
        rule = policy.load(found.policy if found else "default", [policies]).groups
    except PolicyError:
        return  # said elsewhere
    chats = [chat for chat in found.chats if chat.kind == RESIDENTS] if found else []
    chats = [chat for chat in chats if rule.consent == "ask" or chat.channel not in rule.rehearsal]
    if rule.consent == "off" or not chats:
        return
    known = {(one.channel, one.chat): one.state for one in consents.listed(conn, district)}
    state = {f"{chat.channel}:{chat.id}": known.get((chat.channel, chat.id), "") for chat in chats}
    waiting = [name for name, one in state.items() if one in ("", ASKED) or (rule.consent == "ask" and one != AGREED)]
    refused = [name for name, one in state.items() if one == REFUSED]
    waiting = [name for name in waiting if name not in refused]
    if waiting:
        names = "、".join(waiting[:_SHOWN])
        remedy = (
            "请负责人私下回“群已同意”" if rule.consent == "ask" else "serve 或 clock 运行后会发；只听不说的渠道发不了"
        )
        yield warn("群告知", f"{len(waiting)} 个居民群还没有告知或同意（{names}）", remedy)
    elif not refused:
        yield ok("群告知", f"{len(chats)} 个居民群，都已告知或同意")
    if refused:
        yield warn("群告知", f"{len(refused)} 个居民群不同意，没有记录（{'、'.join(refused[:_SHOWN])}）", "不用处理")
    if silent := unrecorded.count(conn, district):
        yield ok("不要记录", f"{silent} 个人说过，他们在群里的话不留")
