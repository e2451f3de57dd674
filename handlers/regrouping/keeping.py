"""What a message was to the ticket it is taken from, so that it can come back as it was.

No words are kept: those are the message's, and go with it. A door is kept, and forgotten with the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers import wording
from handlers.closing import taken_out
from handlers.evidence import noting
from handlers.evidence.doors import Door
from handlers.work import Case
from storage import inbox, mergings, supporters, tickets
from storage.inbox import InboxRow
from storage.supporters import Supporter

# `part`: what it was there; `home`: the household that only it counted in; `cut`: where its words stood.
Kept = dict[str, Any]
_BETWEEN = " / "  # what a reporter said at first, and what he added


def take_out(case: Case, rows: Sequence[InboxRow], to: Case | None) -> dict[int, Kept]:
    """A ticket loses messages with their words, facts, and the households that only these counted in.

    Args:
        to: the ticket they belong to from now on.

    Returns what each was, for `come_back`.
    """
    work, ticket = case.work, case.ticket
    ids = [row.id for row in rows]
    said = tickets.messages_of(work.conn, ticket)
    stay = [one for one in said if one.inbox_id not in ids]
    mergings.drop_messages(work.conn, work.district, ticket.id, ids)
    reason = f"由人工移到{to.ticket.number}" if to else "由人工移出工单"
    mergings.answer_to(work.conn, work.district, ids, to.ticket.id if to else None, reason)
    mergings.move_readings(work.conn, work.district, ticket.id, to.ticket.id if to else None, ids)
    gone = {(row.channel, row.sender) for row in rows} - {(ticket.channel, one.sender) for one in stay}
    homes = {(one.channel, one.account): one for one in supporters.doors_of(work.conn, ticket)}
    mergings.drop_supporters(work.conn, work.district, ticket.id, gone)
    taken_out.forget(case, gone)
    theirs = {account: home for account, home in homes.items() if account in gone}
    still = _reporters_words(case, [one.inbox_id for one in stay if one.sender == ticket.reporter])
    parts = {one.inbox_id: one.part for one in said}
    return {row.id: _was(case, row, parts.get(row.id), theirs, still) for row in rows}


def _was(
    case: Case, row: InboxRow, part: str | None, theirs: Mapping[tuple[str, str], Supporter], still: set[str]
) -> Kept:
    home = theirs.get((row.channel, row.sender))
    kept: Kept = {"part": part, "home": _written(home) if home else None}
    # What the reporter says in another message as well stays in the summary.
    if (said := words(row)) and said not in still:
        case.ticket.summary, kept["cut"] = _cut(case.ticket.summary, said)
    return kept


def come_back(case: Case, row: InboxRow, kept: Kept) -> None:
    """A message is to a ticket what it was; of several the last one that was taken out comes first."""
    case.add_message(row.id, row.message_id, row.sender, kept["part"])
    if home := kept.get("home"):
        _count_in(case, row, home)
    if kept.get("cut") is not None and words(row):
        case.ticket.summary = _put_in(case.ticket.summary, words(row), kept["cut"])


def words(row: InboxRow) -> str:
    """What a message says."""
    return str(row.payload.get("text") or "").strip()


def photo(row: InboxRow) -> bool:
    """Whether it is a picture and nothing else."""
    return bool(row.payload.get("images")) and not words(row)


def _reporters_words(case: Case, inbox_ids: Sequence[int]) -> set[str]:
    return {words(row) for row in inbox.get_many(case.work.conn, case.work.district, list(inbox_ids))}


def _written(home: Supporter) -> Kept:
    door = [home.building, home.entrance, home.room, home.floor]
    return {"door": door, "since": home.since.isoformat(), "inbox": home.inbox_id}


def _count_in(case: Case, row: InboxRow, home: Kept) -> None:
    """His household, from when on it was; if he joined again meanwhile, with what he had told of his door."""
    door = Door(*home["door"])
    new = supporters.add(
        case.work.conn, case.ticket, row.channel, row.sender, datetime.fromisoformat(home["since"]),
        (door.building, door.entrance), room=door.room, floor=door.floor, inbox_id=home["inbox"],
    )  # fmt: skip
    if not new:
        noting.fuller(case, (row.channel, row.sender), door)


def _cut(summary: str, said: str) -> tuple[str, int | None]:
    """The summary without a line of its own that says this, and where that stood; None where there is none.

    It never gets empty: a ticket is about something.
    """
    for line in (said, wording.short(said, 200)):
        around = f"{_BETWEEN}{summary}{_BETWEEN}"
        at = around.rfind(f"{_BETWEEN}{line}{_BETWEEN}")
        if at == 0 and summary != line:
            return summary[len(line) + len(_BETWEEN) :], 0
        if at > 0:
            return summary[: at - len(_BETWEEN)] + summary[at + len(line) :], at - len(_BETWEEN)
    return summary, None


def _put_in(summary: str, said: str, at: int) -> str:
    """The line where it stood, or behind the one that stands there now."""
    line = wording.short(said, 200)
    if at == 0:
        return f"{line}{_BETWEEN}{summary}"
    end = summary.find(_BETWEEN, at)
    end = len(summary) if end < 0 else end
    return f"{summary[:end]}{_BETWEEN}{line}{summary[end:]}"
