"""撤销: what somebody put right a moment ago is as it was."""

from __future__ import annotations

from collections.abc import Callable

from handlers import correcting, entitled, missed
from handlers.entitled import RefusedError
from handlers.regrouping import guard as grouping
from handlers.regrouping import merging, shifting, sketching, taking_back
from handlers.unsure import guard
from handlers.work import Case, Work
from storage import corrections, inbox, lessons, mergings, supporters
from storage.corrections import Correction
from storage.inbox import InboxRow

_REASON = "撤销上一步"
_GONE = "这一步已经撤销过了，或者不能再撤销。"
_JOINED = "已经有邻居跟着反映，这张单不能撤销登记了；真不是诉求的，请值班坐席核实。"
_BIGGEST = 2**63 - 1


def undo(work: Work, person: str, words: str) -> tuple[Case | None, str]:
    """Take back one deed: one's own, or another's where one might do the opposite oneself.

    Args:
        words: the id of the deed.

    Raises:
        RefusedError: there is none, it is not his to take back, it was taken back already, or what happened since
            stands against it.
    """
    deed_id = int(words) if words.isdecimal() and int(words) <= _BIGGEST else 0
    rows = corrections.of_deed(work.conn, work.district, deed_id)
    if not rows or any(row.undone_at for row in rows) or rows[0].deed not in _BACK:
        raise RefusedError(_GONE)
    before = corrections.newest(work.conn, work.district, person)
    case = _BACK[rows[0].deed](work, person, rows)
    # Neither what was done nor that it was taken back says how anybody should have listened.
    since = corrections.since(work.conn, work.district, person, before)
    corrections.undone(work.conn, work.district, {deed_id} | since, work.now)
    return case, "已撤销，恢复原样"


def _move(work: Work, person: str, rows: list[Correction]) -> Case:
    was, now = _both(work, rows)
    taking_back.moved(work, person, was, now, rows)
    return was


def _split(work: Work, person: str, rows: list[Correction]) -> Case:
    was, now = _both(work, rows)
    taking_back.split(work, person, was, now, rows)
    return was


def _merge(work: Work, person: str, rows: list[Correction]) -> Case:
    was, _ = _both(work, rows)
    merging.unmerge(work, person, was, _REASON)
    return was


def _set_aside(work: Work, person: str, rows: list[Correction]) -> Case:
    was = _case(work, rows[0].was_id)
    taking_back.set_aside(work, person, was, rows)
    return was


def _attach(work: Work, person: str, rows: list[Correction]) -> Case:
    (row,), now = rows, _case(work, rows[0].now_id)
    message = _decided(work, person, row)
    if row.author != person:
        grouping.may_regroup(now, person)
    shifting.taken(merging.looked_after(now), [message.id])
    taking_back.out_of(now, [message], None)
    now.record("message_removed", person, reason=_REASON)
    sketching.redraw(now, merging.looked_after(now))
    _wait_again(work, row)
    return now


def _register(work: Work, person: str, rows: list[Correction]) -> Case:
    (row,), now = rows, _case(work, rows[0].now_id)
    _decided(work, person, row)
    if row.author != person:
        entitled.only_desk(now, person)
    if supporters.of_ticket(work.conn, now.ticket) or mergings.into(work.conn, work.district, now.ticket.id):
        raise RefusedError(_JOINED)
    correcting.end(now, person, _REASON)
    inbox.belongs(work.batch, work.district, row.inbox_id, None, "登记后又撤回")
    _wait_again(work, row)
    return now


def _dismiss(work: Work, person: str, rows: list[Correction]) -> None:
    (row,) = rows
    _decided(work, person, row)
    _wait_again(work, row)


def _decided(work: Work, person: str, row: Correction) -> InboxRow:
    """The message somebody decided about; whoever may decide may take it back."""
    found = inbox.get_many(work.conn, work.district, [row.inbox_id])
    if not found:
        raise RefusedError(_GONE)
    guard.may_decide(work, person, found[0])
    return found[0]


def _wait_again(work: Work, row: Correction) -> None:
    lessons.forget(work.conn, work.district, row.inbox_id)
    missed.put_back(work, row.inbox_id, row.kept)


_BACK: dict[str, Callable[[Work, str, list[Correction]], Case | None]] = {
    "move": _move,
    "split": _split,
    "merge": _merge,
    "set_aside": _set_aside,
    "attach": _attach,
    "register": _register,
    "dismiss": _dismiss,
}


def _both(work: Work, rows: list[Correction]) -> tuple[Case, Case]:
    return _case(work, rows[0].was_id), _case(work, rows[0].now_id)


def _case(work: Work, ticket_id: int | None) -> Case:
    case = work.case(ticket_id) if ticket_id is not None else None
    if case is None:
        raise RefusedError(_GONE)
    return case
