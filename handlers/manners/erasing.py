"""遗忘: somebody is taken out of everything that is kept; what was wrong, and what became of it, stays as a fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import passing_on, wording
from handlers.entitled import RefusedError
from handlers.listening import following
from handlers.manners import aliases
from handlers.manners.aliases import Known
from handlers.manners.words import GONE, Words
from handlers.work import Case, Work
from storage import erasing as rows
from storage import redacting, unrecorded
from storage.inbox import InboxRow

_NAME = re.compile(r"[\u4e00-\u9fff·]{2,}")
# What is this long is nobody else's by chance: words, a name, a number.
_PLAIN, _OWN_NAME, _OWN_NUMBER = 10, 3, 6


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
    him = _found(work, channel, account)
    return Erased(len(him.said), len(him.tickets(work)))


def erase(work: Work, channel: str, account: str) -> Erased:
    """Take somebody out of everything; returns what there was.

    Raises:
        RefusedError: as `found`.
    """
    counted = found(work, channel, account)
    him = _found(work, channel, account)
    about = him.tickets(work)
    cases = [case for ticket in about if (case := work.case(ticket))]
    nobody = unrecorded.nobody(work.new_id())
    texts, names = him.texts, him.called(work)
    words = Words(texts, names | him.rooms(work))
    far = Words((text for text in texts if len(text) >= _PLAIN), (name for name in names if len(name) >= _OWN_NAME))
    him.known.out_of_waiting(work, texts)
    for case in cases:
        _out_of(case, him.accounts, words, nobody)
    for one in him.accounts:
        mine = [row for row in him.said if (row.channel, row.sender) == one]
        rows.messages(work.conn, mine, one[1], nobody, work.now)
        rows.person(work.conn, work.district, *one, nobody)
    rows.written(work.conn, work.district, about, words.out_of, far.out_of)
    for case in cases:
        if case.ticket.chat is not None:
            following.redraw(work, case)
    return counted


@dataclass(frozen=True, slots=True)
class _Him:
    """Somebody with all that is his.

    Attributes:
        accounts: his own, and those under which records that others brought know him.
        said: everything he wrote, or is told to have said in a record.
    """

    known: Known
    accounts: list[tuple[str, str]]
    said: list[InboxRow]

    @property
    def texts(self) -> list[str]:
        """His words."""
        return [str(row.payload.get("text") or "") for row in self.said]

    def tickets(self, work: Work) -> list[int]:
        """Those he reported, joined, or said something about."""
        found = {
            number for one in self.accounts for number in rows.tickets_of(work.conn, work.district, *one, self.said)
        }
        return sorted(found)

    def rooms(self, work: Work) -> set[str]:
        """The rooms he told of."""
        return {room for one in self.accounts for room in rows.rooms_of(work.conn, work.district, *one)}

    def called(self, work: Work) -> set[str]:
        """What he is called; not what everybody is called, nor a number that may be any number."""
        names = {str(row.payload.get("sender_name") or "").strip() for row in self.said}
        for one in self.accounts:
            names |= set(rows.names_of(work.conn, work.district, *one))
        # People put their door before their name, and others leave it out.
        names |= {part for name in names for part in _NAME.findall(name)}
        names |= {one for _, one in self.accounts if not one.isdigit() or len(one) >= _OWN_NUMBER}
        return names - aliases.EVERYBODY


def _found(work: Work, channel: str, account: str) -> _Him:
    own = rows.said(work.conn, work.district, channel, account)
    known = aliases.known(work, channel, account, own)
    accounts = [(channel, account), *known.accounts(work)]
    said = [row for one in accounts[1:] for row in rows.said(work.conn, work.district, *one)]
    return _Him(known, accounts, own + said)


def _out_of(case: Case, who: Sequence[tuple[str, str]], words: Words, nobody: str) -> None:
    work, ticket = case.work, case.ticket
    instead = f"{wording.category(ticket.category)}问题{GONE}"
    if (ticket.channel, ticket.reporter) in who:
        ticket.reporter, ticket.entrance, ticket.room = nobody, None, None
        ticket.summary = instead
    else:
        ticket.summary = words.out_of_summary(ticket.summary, instead)
    ticket.resolution = words.out_of(ticket.resolution) if ticket.resolution else ticket.resolution
    redacting.sent(work.conn, work.district, [ticket.id], words.out_of)
    redacting.waiting(work.conn, work.district, passing_on.CHANNEL, [ticket.number], words.out_of)
    sealed = redacting.history(work.conn, work.district, ticket.id, words.out_of)
    case.record(redacting.ERASED, "system", why="forget", sealed=sealed)
