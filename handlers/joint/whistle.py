"""吹哨: departments are called to a ticket, each with a part of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers import clocks, dispatching, notices, orders, wording
from handlers.entitled import RefusedError
from handlers.joint import guard, pending, rooms
from handlers.messages import Kind
from handlers.org import OFFICES
from handlers.rules.joint import Whistle, WhistleKind
from handlers.work import Case
from handlers.workflow import FIRST
from storage.tickets import Ticket
from storage.tree import Unit

_BREAK = re.compile(r"[\s,，、;；:：。.]+")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class _Meant:
    kind: WhistleKind
    offices: list[Unit]
    reason: str


def blow(case: Case, person: str, words: str) -> str:
    """吹哨: `words` are departments, perhaps the kind before them, and the reason after."""
    rule, unit = guard.check(case, person)
    meant = _meant(case, rule, words)
    guard.check_kind(case, meant.kind, meant.reason)
    guard.count(case, unit)
    parts = [_call(case, person, office, meant) for office in meant.offices]
    names = "、".join(office.name for office in meant.offices)
    numbers = [part.ticket.number for part in parts]
    to = [office.code for office in meant.offices]
    case.record("whistled", person, title=meant.kind.title, to=to, parts=numbers, reason=meant.reason)
    if rule.room:
        called = [one for part in parts for one in part.assignees]
        rooms.convene(case, [person, *case.assignees, *called], meant.kind.title)
    text = f"{case.ticket.number}：已请{names}一起来办，有结果马上告诉您。"
    notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    return f"{meant.kind.title}已吹给{names}，{meant.kind.clocks['sign'].said}内签收"


def offices(case: Case) -> list[Unit]:
    """Whom one can call, those whose business it is first."""
    org = case.work.org
    own = org.departments(case.ticket.category, case.ticket.unit)
    every = [unit for unit in org.tree.units if unit.kind in OFFICES]
    return [*own, *(unit for unit in every if unit not in own)]


def _meant(case: Case, rule: Whistle, words: str) -> _Meant:
    kind, found, rest = next(iter(rule.kinds.values())), list[Unit](), words.strip()
    while rest:
        head, after = [*_BREAK.split(rest, maxsplit=1), ""][:2]
        named = _kind(rule, head)
        office = None if named else _office(case, head, sure=bool(found))
        if not named and office is None:
            break
        kind = named or kind
        found += [office] if office and office not in found else []
        rest = after.strip()
    found = found or case.work.org.departments(case.ticket.category, case.ticket.unit)
    if not found:
        listed = "、".join(unit.name for unit in offices(case)[:_SHOWN]) or "名单里还没有部门"
        raise RefusedError(f"吹给哪个部门？请写：部门 原因。可用：{listed}。")
    for part in pending.open_parts(case):
        if any(office.code == part.unit for office in found):
            raise RefusedError(f"{pending.office(case, part)}已经吹过哨（{part.number}），还没报到，不用再吹。")
    return _Meant(kind, found, rest)


def _kind(rule: Whistle, head: str) -> WhistleKind | None:
    return next(
        (kind for key, kind in rule.kinds.items() if head in (key, kind.title, kind.title.removesuffix("哨"))), None
    )


def _office(case: Case, head: str, *, sure: bool) -> Unit | None:
    """The department a word names: its name or code, or a part of the name that no other has.

    Args:
        sure: a department was named before: a word that could mean several begins the reason.
    """
    every = offices(case)
    exact = [unit for unit in every if head in (unit.code, unit.name, *unit.aliases)]
    near = [unit for unit in every if len(head) > 1 and head in unit.name]
    if not exact and len(near) > 1:
        if sure:
            return None
        raise RefusedError(f"“{head}”有{len(near)}个：{'、'.join(unit.name for unit in near[:5])}，请写全称。")
    return next(iter(exact or near), None)


def _call(case: Case, person: str, office: Unit, meant: _Meant) -> Case:
    """One department's part: to its people, with its own clocks; whoever blew is asked how it was."""
    work = case.work
    part = Case(work, _part(case, person, office, meant), new=True)
    work.cases[part.ticket.id] = part
    part.record("opened", person, summary=part.ticket.summary, urgency=part.ticket.urgency, whole=case.ticket.number)
    part.tell([person])
    clocks.begin(part)
    dispatching.dispatch(part, 0, heading=f"{meant.kind.title}：{wording.name_of(work, person)}")
    return part


def _part(case: Case, person: str, office: Unit, meant: _Meant) -> Ticket:
    work, whole = case.work, case.ticket
    asker = orders.asker(work, person)
    told = [meant.reason, "" if whole.confidential else f"原诉求：{whole.summary}"]
    urgency = whole.urgency if whole.urgency == "emergency" else "urgent" if meant.kind.urgent else "normal"
    return Ticket(
        district=work.district, id=work.new_id(), number=orders.number(work), category=whole.category,
        kind=whole.kind, urgency=urgency, track=meant.kind.title, status=FIRST.value, level=0, unit=office.code,
        estate=whole.unit, building=whole.building, entrance=whole.entrance, room=whole.room,
        channel=asker.channel, chat=None, reporter=asker.account, summary="\n".join(filter(None, told)),
        opened_at=work.now, last_message_at=work.now, parent=whole.id, form="part", source="official",
        confidential=whole.confidential,
    )  # fmt: skip
