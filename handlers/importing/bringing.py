"""Whoever forwarded a record learns what became of it."""

from __future__ import annotations

from handlers import notices, wording
from handlers.messages import Kind
from handlers.org import Address
from handlers.work import Work
from storage import inbox, unrecorded
from storage.imports import Import

BROUGHT = "居民转来"
_NOTHING = "没有要另外登记的。要是漏了什么，请直接打字告诉我：是什么事、在哪儿。"


def tell(work: Work, row: Import, said: str = "") -> None:
    """Tell a resident what was done with the record he brought; an official is answered on the page.

    Args:
        said: what was opened and joined, in words; empty where nothing was.
    """
    told = row.data.get("told")
    if row.source != BROUGHT or not told:
        return
    for message in inbox.get_many(work.conn, work.district, [told]):
        if not unrecorded.is_nobody(message.sender):
            to = Address(message.channel, message.sender)
            text = f"您{wording.moment(row.at, work.now)}转来的聊天记录，值班人员看过了：{said or _NOTHING}"
            notices.owe(work, to, Kind.NOTICE, text)
