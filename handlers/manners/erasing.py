"""遗忘: somebody is taken out of everything that is kept; what was wrong, and what became of it, stays as a fact."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers import passing_on, wording
from handlers.entitled import RefusedError
from handlers.listening import following
from handlers.manners.words import GONE, Words
from handlers.work import Case, Work
from storage import erasing as rows
from storage import redacting, unrecorded
from storage.inbox import InboxRow

_NAME = re.compile(r"[\u4e00-\u9fff·]{2,}")
# What is this long is nobody else's by chance: words, a name, a number.
_PLAIN, _OWN_NAME, _OWN_NUMBER = 10, 3, 6
_EVERYBODY = {"", "业主", "居民", "用户", "邻居", "微信用户", "匿名", "物业"}


@dataclass(frozen=True, slots=True)
class Erased:
    """What was found of somebody.

    Attributes:
        messages: that he wrote; tickets: that he reported, joined or spoke of.
    """

    messages: int
    tickets: int

    @property
    def said(self) -> str:
        """In one sentence."""
        return f"消息{self.messages}条、涉及工单{self.tickets}张"


def found(work: Work, channel: str, account: str) -> Erased:
    """What is kept of somebody.

    Raises:
        RefusedError: he has a duty: the org file says so, and his deeds are on record.
    """
    if work.org.person_of(channel, account) is not None:
        raise RefusedError("这是工作人员的账号，他办的事要留档；请先从组织文件里去掉他的账号。")
    said = rows.said(work.conn, work.district, channel, account)
    return Erased(len(said), len(rows.tickets_of(work.conn, work.district, channel, account, said)))


def erase(work: Work, channel: str, account: str) -> Erased:
    """Take somebody out of everything; returns what there was.

    Raises:
        RefusedError: as `found`.
    """
    counted = found(work, channel, account)
    said = rows.said(work.conn, work.district, channel, account)
    about = rows.tickets_of(work.conn, work.district, channel, account, said)
    cases = [case for ticket in about if (case := work.case(ticket))]
    nobody = unrecorded.nobody(work.new_id())
    texts, names = _called(work, channel, account, said)
    words = Words(texts, names | set(rows.rooms_of(work.conn, work.district, channel, account)))
    far = Words((text for text in texts if len(text) >= _PLAIN), (name for name in names if len(name) >= _OWN_NAME))
    for case in cases:
        _out_of(case, (channel, account), words, nobody)
    rows.messages(work.conn, said, account, nobody, work.now)
    rows.person(work.conn, work.district, channel, account, nobody)
    rows.written(work.conn, work.district, about, words.out_of, far.out_of)
    for case in cases:
        if case.ticket.chat is not None:
            following.redraw(work, case)
    return counted


def _called(work: Work, channel: str, account: str, said: list[InboxRow]) -> tuple[list[str], set[str]]:
    """His words, and what he is called; not what everybody is called, nor a number that may be any number."""
    names = {str(row.payload.get("sender_name") or "").strip() for row in said}
    names |= set(rows.names_of(work.conn, work.district, channel, account))
    # People put their door before their name, and others leave it out.
    names |= {part for name in names for part in _NAME.findall(name)}
    if not account.isdigit() or len(account) >= _OWN_NUMBER:
        names.add(account)
    return [str(row.payload.get("text") or "") for row in said], names - _EVERYBODY


def _out_of(case: Case, who: tuple[str, str], words: Words, nobody: str) -> None:
    work, ticket = case.work, case.ticket
    instead = f"{wording.category(ticket.category)}问题{GONE}"
    if (ticket.channel, ticket.reporter) == who:
        ticket.reporter, ticket.entrance, ticket.room = nobody, None, None
        ticket.summary = instead
    else:
        ticket.summary = words.out_of_summary(ticket.summary, instead)
    ticket.resolution = words.out_of(ticket.resolution) if ticket.resolution else ticket.resolution
    redacting.sent(work.conn, work.district, [ticket.id], words.out_of)
    redacting.waiting(work.conn, work.district, passing_on.CHANNEL, [ticket.number], words.out_of)
    sealed = redacting.history(work.conn, work.district, ticket.id, words.out_of)
    case.record(redacting.ERASED, "system", why="forget", sealed=sealed)
