"""Who may blow a whistle, and when it would be too much."""

from __future__ import annotations

from handlers import wording
from handlers.durations import local_date
from handlers.entitled import RefusedError
from handlers.joint import suited
from handlers.rules.joint import Whistle, WhistleKind
from handlers.work import Case
from storage import parts as rows
from storage import tickets

_TRIED = {"on_site", "progress", "plan", "extended", "resolved"}


def check(case: Case, person: str) -> tuple[Whistle, str]:
    """The rule, and the unit this person blows for; `RefusedError` says why he may not."""
    rule = case.work.policy.joint.whistle
    if rule is None:
        raise RefusedError("本地没有开通吹哨。")
    if not suited.whistles(case):
        raise RefusedError(f"{wording.category(case.ticket.category)}问题按规定不吹哨，请直接办理或转派。")
    unit = suited.blower(case, person)
    if unit is None:
        raise RefusedError(f"吹哨要由{_who(case, rule)}来吹，请把情况报给他们。")
    if rule.guard.must_have_tried and not any(event.kind in _TRIED for event in case.history()):
        raise RefusedError("请先到场看看或报一次进展，自己办不了再吹哨。")
    most = rule.guard.per_unit_month
    if most is not None and rows.so_far(case.work.conn, case.work.district, _series(case, unit)) >= most:
        known = case.work.org.unit(unit)
        raise RefusedError(f"{known.name if known else unit}本月已吹哨{most}次，到上限了，请先商请街道协调。")
    return rule, unit


def check_kind(case: Case, kind: WhistleKind, reason: str) -> None:
    """`RefusedError` when an urgent whistle has no reason to be one."""
    if kind.urgent and case.ticket.urgency == "normal" and not reason:
        raise RefusedError(f"{kind.title}用于加急、紧急的诉求；这件要吹{kind.title}，请写明理由。")


def count(case: Case, unit: str) -> None:
    """One more whistle of this unit this month."""
    tickets.next_in_series(case.work.conn, case.work.district, _series(case, unit))


def _series(case: Case, unit: str) -> str:
    return f"whistle:{local_date(case.work.now):%Y-%m}:{unit}"


def _who(case: Case, rule: Whistle) -> str:
    titles = case.work.policy.titles
    roles = dict.fromkeys(role for who in rule.who for role in who.roles)
    return "、".join(titles.get(role, role) for role in roles)
