"""What was said in a group before a trouble was plain, and belongs to it after all."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import group_talk, neighbours, wording
from handlers.listening import memory, weighing
from handlers.work import Case, Work
from nlu.understanding import Intent
from storage import inbox
from storage.heard import Spoken

CAME_LATER = "后来说清楚了，归到同一张工单"
_LONGEST_SUMMARY = 500


def bring(work: Work, case: Case, said: Sequence[Spoken]) -> list[int]:
    """What hinted at a trouble before somebody told it plainly belongs to it.

    Returns the messages in which neighbours told it of their own, who are counted in once it has begun.
    """
    households = []
    for one in said:
        words = str(one.payload.get("text") or "").strip()
        if one.sender != case.ticket.reporter and weighing.has_it_too(memory.remark_of(one)):
            households.append(one.inbox_id)
            continue
        case.add_message(one.inbox_id, one.message_id, one.sender, "more" if words else "photo")
        inbox.belongs(work.batch, work.district, one.inbox_id, case.ticket.id, CAME_LATER)
        if words and one.sender == case.ticket.reporter:
            case.ticket.summary = wording.short(f"{words} / {case.ticket.summary}", _LONGEST_SUMMARY)
    return households


def count_in(work: Work, case: Case, households: list[int]) -> None:
    """Whoever told of his own before it was plain has the trouble as well: nobody who joined is forgotten."""
    if not households:
        return
    work.finish()
    for row in sorted(inbox.get_many(work.conn, work.district, households), key=lambda row: row.id):
        neighbours.join(group_talk.said_before(work, row, Intent.ME_TOO), case, "me_too")
        inbox.belongs(work.batch, work.district, row.id, case.ticket.id, CAME_LATER)
