"""Checks of what the figures keep besides the tickets."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select

from storage import tables as t
from storage.checks_rows import Rule
from storage.exclusions import ASKED, GRANTED, REFUSED

_x, _v = t.exclusions.c, t.preventions.c

RULES = (
    Rule(
        "exclusion",
        select(_x.ticket_id, _x.state).where(
            _x.district == bindparam("district"),
            or_(
                _x.state.not_in((ASKED, GRANTED, REFUSED)),
                and_(_x.state == ASKED, _x.decided_by.is_not(None)),
                and_(_x.state != ASKED, or_(_x.decided_by.is_(None), _x.decided_at.is_(None))),
            ),
        ),
        "工单 {ticket_id} 的剔除申请",
        "标为“{state}”，却缺少或多出决定人和决定时间。",
    ),
    Rule(
        "prevention",
        select(_v.ticket_id, _v.season).where(
            _v.district == bindparam("district"),
            or_(
                and_(_v.next_at.is_(None), or_(_v.checked_at.is_(None), _v.found.is_(None))),
                and_(_v.next_at.is_not(None), _v.checked_at.is_not(None)),
            ),
        ),
        "预防任务 {ticket_id}（{season}）",
        "看过没有、看的结果和下次看的时间对不上。",
    ),
)
