"""Records that wait: taken in, shown, put aside, forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from handlers.entitled import RefusedError
from handlers.importing import record as kept
from handlers.importing.record import Source
from handlers.work import Work
from nlu.chatrecords.record import Record
from storage import imports
from storage.imports import DISCARDED, PROPOSED, RECEIVED, WAITING, Import

KEPT = timedelta(days=30)
_LONGEST_SOURCE = 100
_LOOKED_AT = 50  # of the last records, for one whose message was taken back
GONE = "没有这份记录，或者已经过期清除。"
SETTLED = "这份记录已经处理过了。"


def take(work: Work, record: Record, source: Source, person: str, told: int | None = None) -> Import:
    """Keep what was read of a record; nothing is proposed yet.

    Args:
        told: the id of the message it came in, which may be taken back.
    """
    row = Import(
        work.district, work.new_id(), source.name[:_LONGEST_SOURCE] or "粘贴", source.unit, source.channel, source.chat,
        person, work.now, RECEIVED, kept.as_json(record) | {"group": record.group, "told": told},
    )  # fmt: skip
    imports.add(work.conn, row)
    return row


def source_of(row: Import) -> Source:
    """Where it comes from."""
    return Source(row.source, row.unit, row.channel, row.chat)


def place(work: Work, import_id: int, unit: str) -> None:
    """Say to which estate or community the group belongs; what was proposed without it is proposed anew.

    Raises:
        RefusedError: there is no such record, or no such place, or somebody has decided about parts of it.
    """
    row = held(work, import_id)
    if work.org.unit(unit) is None:
        raise RefusedError("没有这个小区或社区。")
    if any(one["done"] for one in row.data.get("proposals", ())):
        raise RefusedError("已经开过工单，不能再换小区；其余的请丢弃后重新导入。")
    row.unit, row.state = unit, RECEIVED
    imports.save(work.conn, row)


def propose(work: Work, row: Import, found: dict[str, Any]) -> None:
    """Keep what is proposed, unless somebody else was faster."""
    now = imports.get(work.conn, work.district, row.id, lock=True)
    if now is None or now.state != RECEIVED or now.unit != row.unit:
        return
    now.state, now.data = PROPOSED, found
    imports.save(work.conn, now)


def held(work: Work, import_id: int) -> Import:
    """A record that waits, locked.

    Raises:
        RefusedError: there is none, or it is settled.
    """
    row = imports.get(work.conn, work.district, import_id, lock=True)
    if row is None:
        raise RefusedError(GONE)
    if row.state not in WAITING:
        raise RefusedError(SETTLED)
    return row


def settle(work: Work, row: Import, state: str) -> None:
    """Everything is decided: only counts and the numbers of tickets stay."""
    done = [one["done"] for one in row.data.get("proposals", ()) if one["done"]]
    row.data = {"counts": row.data.get("counts", {}), "done": done}
    row.state, row.settled_at = state, work.now
    imports.save(work.conn, row)


def take_back(work: Work, told: int) -> None:
    """Who brought a record took the message back; what was opened of it stays."""
    for row in imports.latest(work.conn, work.district, _LOOKED_AT):
        if row.state in WAITING and row.data.get("told") == told:
            settle(work, row, DISCARDED)


def forget_old(work: Work) -> None:
    """What nobody confirmed in a month is nobody's business any more."""
    imports.forget(work.conn, work.district, work.now - KEPT)
