"""What people moved, split off or set aside comes back as it was: its part, its household, its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.entitled import RefusedError
from handlers.evidence import noting
from handlers.messages import Inbound
from handlers.regrouping import guard, keeping, merging, shifting, sketching
from handlers.teaching import Word
from handlers.work import Case, Work
from storage import inbox, lessons, mergings
from storage.corrections import Correction
from storage.inbox import InboxRow

_REASON = "撤销上一步"


def moved(work: Work, person: str, was: Case, now: Case, rows: Sequence[Correction]) -> None:
    """What was moved is where it was, or where that is looked after now.

    Raises:
        RefusedError: who asks may not, or a message went on to another ticket since.
    """
    for one in (was, now):
        guard.may_regroup(one, person)
    there, here = merging.looked_after(was), merging.looked_after(now)
    messages = shifting.taken(here, [row.inbox_id for row in rows])
    out_of(now, messages, there)
    _come_back(there, messages, rows)
    for _ in messages:
        now.record("message_moved", person, number=was.ticket.number, reason=_REASON)
        was.record("message_came", person, number=now.ticket.number, reason=_REASON)
    shifting.teach_moved(work, person, messages, now, was)
    sketching.redraw(here, there)


def split(work: Work, person: str, was: Case, now: Case, rows: Sequence[Correction]) -> None:
    """What was split off is in its ticket again; the new one ends there, with all that was said in it since.

    Raises:
        RefusedError: who asks may not, or the new one must not be put into another.
    """
    merging.merge(work, person, now, was, _REASON, back={row.inbox_id: row.kept for row in rows if _known(row)})
    messages = inbox.get_many(work.conn, work.district, [row.inbox_id for row in rows])
    if now.ticket.category != was.ticket.category:
        shifting.teach(work, messages, now.ticket.category, Word("split", person, was.ticket.category))


def set_aside(work: Work, person: str, was: Case, rows: Sequence[Correction]) -> None:
    """What was set aside is in its ticket again, or where that is looked after now; its people know it already.

    Raises:
        RefusedError: who asks may not, or a message belongs to a ticket again.
    """
    guard.may_regroup(was, person)
    there = merging.looked_after(was)
    messages = inbox.get_many(work.conn, work.district, [row.inbox_id for row in rows])
    if any(message.ticket_id is not None for message in messages):
        raise RefusedError("这条消息已经在别的工单里了，不能再撤销。")
    ids = [message.id for message in messages]
    mergings.answer_to(work.conn, work.district, ids, there.ticket.id, f"撤销移出，回到{there.ticket.number}")
    _come_back(there, messages, rows)
    for message in messages:
        there.record("message_came_back", person, reason=_REASON)
        lessons.forget(work.conn, work.district, message.id)
        said = (message.channel, message.message_id, message.at, message.sender, message.chat, message.payload)
        noting.facts(there, message, Inbound.stored(*said), at=message.at)
    sketching.redraw(there)


def out_of(case: Case, messages: Sequence[InboxRow], to: Case | None) -> None:
    """Messages leave a ticket and every other it was put into since."""
    for ticket in merging.chain(case.work, case.ticket):
        keeping.take_out(case.work.case_of(ticket), messages, to)


def _come_back(there: Case, messages: Sequence[InboxRow], rows: Sequence[Correction]) -> None:
    known: Mapping[int, Correction] = {row.inbox_id: row for row in rows}
    for message in reversed(messages):
        if _known(known[message.id]):
            keeping.come_back(there, message, known[message.id].kept)
        else:
            shifting.put(there, message)


def _known(row: Correction) -> bool:
    """Whether it was kept what the message was; of earlier versions, and of words that were taken back, it is not."""
    return row.kept.get("part") is not None
