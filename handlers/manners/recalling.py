"""撤回: what somebody took back is gone everywhere; what others added stays, and an emergency is looked after."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import cancelling, notices, passing_on, wording
from handlers.importing import keeping
from handlers.listening import following
from handlers.manners.words import Words
from handlers.messages import CORRECTION, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.passing_on import Line
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from nlu.understanding import Urgency
from storage import inbox, parts, redacting, tickets, unrecorded, withdrawn
from storage import taken_back as rows
from storage.inbox import InboxRow

STILL = "反映人把原话撤回了，险情请仍然到现场看清楚"


def taken_back(work: Work, message: Inbound) -> Outcome:
    """A message was taken back by whoever sent it, or removed by whoever looks after the group."""
    found = inbox.by_message(work.conn, work.district, message.channel, message.recalls or "")
    if found is None:
        return Outcome("撤回了一条没有存过的消息")
    if found.chat is None:
        keeping.take_back(work, found.id)
    # How he put it right afterwards says the same once more.
    gone = [found, *inbox.corrections(work.conn, found, CORRECTION)]
    kept = [
        row for row in gone if not withdrawn.forget(work.conn, work.district, row.channel, row.message_id, work.now)
    ]
    words = Words(str(row.payload.get("text") or "") for row in gone)
    cases = _about(work, kept)
    for row in kept:
        withdrawn.empty(work.conn, row, work.now)
    for case in cases:
        _out_of(case, kept, words)
    for case in cases:
        _end(case, found)
    return Outcome(withdrawn.REASON, cases[0].ticket.id if cases else None)


def _about(work: Work, gone: Sequence[InboxRow]) -> list[Case]:
    """The tickets messages belong to, and what departments were called for, which repeats the words of the whole."""
    about = sorted({ticket for row in gone for ticket in withdrawn.tickets_of(work.conn, row)})
    about += [part.id for ticket in about for part in parts.of_parent(work.conn, work.district, ticket)]
    return [case for ticket in about if (case := work.case(ticket))]


def _out_of(case: Case, gone: Sequence[InboxRow], words: Words) -> None:
    """Nothing of these words of one person is left with the ticket."""
    work, ticket = case.work, case.ticket
    ticket.summary = words.out_of_summary(ticket.summary, _instead(case))
    if not _left(case, gone[0]):
        rows.uncount(work.conn, ticket, gone[0].channel, gone[0].sender)
    for row in gone:
        rows.unsay(work.conn, ticket, row.id)
    redacting.sent(work.conn, work.district, [ticket.id], words.out_of)
    redacting.waiting(work.conn, work.district, passing_on.CHANNEL, [ticket.number], words.out_of)
    sealed = redacting.history(work.conn, work.district, ticket.id, words.out_of)
    case.record(redacting.ERASED, "system", why="recall", sealed=sealed)
    if ticket.chat is not None:
        following.redraw(work, case)


def _instead(case: Case) -> str:
    return f"{wording.category(case.ticket.category)}问题（原话已撤回）"


def _left(case: Case, row: InboxRow) -> bool:
    """Whether whoever took the message back said anything else that belongs to the ticket."""
    work = case.work
    said = [one.inbox_id for one in tickets.messages_of(work.conn, case.ticket) if one.sender == row.sender]
    others = inbox.get_many(work.conn, work.district, [one for one in said if one != row.id])
    return any(one.payload.get("text") or one.payload.get("images") for one in others)


def _end(case: Case, row: InboxRow) -> None:
    """A reporter who took back all he said takes the appeal back; neighbours keep it, and so does an emergency."""
    ticket = case.ticket
    own = (row.channel, row.sender) == (ticket.channel, ticket.reporter)
    if not own or Status(ticket.status) not in UNDER_WAY or _left(case, row):
        return
    if ticket.urgency == Urgency.EMERGENCY:
        passing_on.tell(case, Line("place", STILL))
        return
    said = cancelling.cancel(case)
    if case.work.org.writes_to(row.channel) and not unrecorded.is_nobody(row.sender):
        notices.owe(case.work, Address(row.channel, row.sender), Kind.NOTICE, said, ticket=ticket)
