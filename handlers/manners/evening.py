"""The evening digest of a residents' group: how many matters, how many done, what is waited for. Nothing of anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import clocks, notices, wording
from handlers.closing import voices
from handlers.durations import day_at, local_date, next_at
from handlers.manners.aloud import RESIDENTS
from handlers.manners.consent import speaks
from handlers.messages import Kind
from handlers.org import Address
from handlers.policy import Policy
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from storage import consents, evenings
from storage.tickets import Ticket
from storage.tree import Chat

_SHOWN = 4  # categories named
_TOLD = 2  # matters of which those hear more whom nothing reaches in private
_LATE = timedelta(hours=2)  # after this it is no news of the day any more


def due(last: str, policy: Policy, now: datetime) -> datetime | None:
    """When today's digests are due; None when they were sent (`last` is the day of the last), or there are none."""
    rule = policy.groups.evening
    return None if rule is None or last == local_date(now).isoformat() else day_at(now, rule.at)


def next_due(last: str, policy: Policy, now: datetime) -> datetime | None:
    """The next moment at which there may be digests."""
    rule = policy.groups.evening
    return None if rule is None else due(last, policy, now) or next_at(now, rule.at)


def tick(work: Work, limit: int) -> int:
    """Owe the digests of today, once; returns how many. Whoever was down all evening does not wake anybody at night."""
    moment = due(evenings.last(work.conn, work.district), work.policy, work.now)
    today = local_date(work.now).isoformat()
    if moment is None or moment > work.now or not evenings.begin(work.conn, work.district, today):
        return 0
    if work.now > moment + _LATE or work.policy.quiet.contain(work.now):
        return 0
    since = day_at(work.now, datetime.min.time())
    by_chat: dict[tuple[str, str | None], list[Ticket]] = {}
    for ticket in evenings.matters(work.conn, work.district, since):
        by_chat.setdefault((ticket.channel, ticket.chat), []).append(ticket)
    return sum(_digest(work, chat, by_chat.get((chat.channel, chat.id), []), since) for chat in work.org.tree.chats)


def put_off(work: Work, later: datetime) -> None:
    """Rather no digest tonight than a failing one again and again."""
    evenings.begin(work.conn, work.district, local_date(work.now).isoformat())


def _digest(work: Work, chat: Chat, found: Sequence[Ticket], since: datetime) -> bool:
    if chat.kind != RESIDENTS or not found or not speaks(work, chat) or _silenced(work, chat):
        return False
    text = said(work, found, since)
    if text:
        notices.owe(work, Address(chat.channel, chat.id), Kind.DIGEST, text)
    return bool(text)


def _silenced(work: Work, chat: Chat) -> bool:
    """Whether the group has to agree first, and has not."""
    if work.policy.groups.consent != "ask":
        return False
    found = consents.get(work.conn, work.district, chat.channel, chat.id)
    return found is None or found.state != consents.AGREED


def said(work: Work, found: Sequence[Ticket], since: datetime) -> str:
    """The digest of a group whose matters these are; empty where nothing happened today."""
    new = [ticket for ticket in found if ticket.opened_at >= since]
    done = [ticket for ticket in found if ticket.resolved_at is not None and ticket.resolved_at >= since]
    if not new and not done:
        return ""
    waiting = [ticket for ticket in found if Status(ticket.status) in UNDER_WAY]
    parts = [f"今天登记{len(new)}件"] if new else []
    parts += [f"办好{len(done)}件（{_kinds(done)}）"] if done else []
    parts += [f"还在办{len(waiting)}件（{_kinds(waiting)}）"] if waiting else []
    lines = [f"【今天小结】本群{'，'.join(parts)}。", *_for_unreached(work, waiting)]
    if done:
        lines.append("说办好的，您家要是还没好，在群里说一声就行。")
    return "\n".join(lines)


def _kinds(found: Sequence[Ticket]) -> str:
    """供暖2、停水: by category, most first."""
    counted = Counter(ticket.category for ticket in found)
    shown = [f"{wording.category(one)}{many if many > 1 else ''}" for one, many in counted.most_common(_SHOWN)]
    return "、".join(shown) + ("等" if len(counted) > _SHOWN else "")


def _for_unreached(work: Work, waiting: Sequence[Ticket]) -> list[str]:
    """What those who joined would have heard in private, had anything reached them there."""
    cases = (Case(work, ticket) for ticket in waiting)
    return [_milestone(case) for case in cases if voices.unreached(case)][:_TOLD]


def _milestone(case: Case) -> str:
    ticket, work = case.ticket, case.work
    if ticket.accepted_at is not None and case.assignees:
        who = f"{wording.title_of(work, case.assignees[0])}已接手"
    else:
        who = f"已转{wording.title_of(work, case.assignees[0])}" if case.assignees else "正在安排人"
    nearest = clocks.ahead(case)
    by = f"，按规定{wording.spoken(nearest.due_at, work.now)}前给答复" if nearest is not None else ""
    return f"{wording.category(ticket.category)}（{ticket.number}）：{who}{by}。"
