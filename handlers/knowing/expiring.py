"""The desk is told before entries of the knowledge file expire, and when they have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from handlers import notices, routing
from handlers.messages import Kind
from handlers.policy import Policy
from handlers.work import Work
from storage import knowledge
from storage.knowledge import Entry
from storage.types import CHINA

_AT_ONCE = 1_000
_SHOWN = 8


def look_at(policy: Policy, valid_until: date | None, now: datetime) -> datetime | None:
    """When the desk has to be told of an entry with this last day; None where nobody has to be."""
    if valid_until is None:
        return None
    expires = _expires(policy, valid_until)
    length = policy.knowledge.warn_before.after(now, policy.calendar) - now
    return max(expires - length, now) if expires > now else now


def daily(work: Work) -> None:
    """One message for everybody at the desk, of all entries that expire or have expired."""
    due = knowledge.due(work.conn, work.district, work.now, _AT_ONCE)
    over = [entry for entry in due if not entry.valid(work.today)]
    near = [entry for entry in due if entry.valid(work.today)]
    lines = [*_lines("已过期，不再用来回答，请更新", over), *_lines("快到期，请核对更新，到期后不再用来回答", near)]
    if lines:
        _tell(work, "\n".join(["知识库：", *lines, "在工作台“知识库”里改。"]))
    for entry in due:
        again = _expires(work.policy, entry.valid_until) if entry in near and entry.valid_until else None
        knowledge.told(work.conn, work.district, entry, again)


def _tell(work: Work, text: str) -> None:
    for person in routing.holders(work.org, work.district, None, ["district"], ["dispatcher"], work.today):
        notices.to_person(work, person, Kind.NOTICE, text)


def _lines(said: str, found: Sequence[Entry]) -> list[str]:
    if not found:
        return []
    shown = [f"{one.questions[0]}（{one.valid_until:%Y-%m-%d}）" for one in found[:_SHOWN]]
    more = f"等{len(found)}条" if len(found) > _SHOWN else ""
    return [f"{said}：{'、'.join(shown)}{more}"]


def _expires(policy: Policy, valid_until: date) -> datetime:
    """The morning after its last day."""
    return datetime.combine(valid_until + timedelta(days=1), policy.reminders.digest_at, CHINA)
