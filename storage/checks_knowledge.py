"""Checks of answers and broadcasts: what was answered can be told, and nobody is looked for without an end."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select

from storage import tables as t
from storage.checks_rows import Rule
from storage.knowledge import FAILED, GIVEN, OFFERED, SOLVED

_a, _b = t.answers.c, t.broadcasts.c

RULES = (
    Rule(
        "answer_state",
        select(_a.id, _a.state).where(
            _a.district == bindparam("district"),
            or_(
                _a.state.not_in((GIVEN, OFFERED, SOLVED, FAILED)),
                and_(_a.state.in_((GIVEN, SOLVED)), _a.entry.is_(None)),
                (_a.state == FAILED) != _a.ticket_id.is_not(None),
            ),
        ),
        "知识库回答 {id}",
        "标为“{state}”，却缺少或多出用的哪一条、或转成的工单。",
    ),
    Rule(
        "broadcast_end",
        select(_b.id).where(_b.district == bindparam("district"), _b.ended_at < _b.at),
        "寻人消息 {id}",
        "结束得比发布还早。",
    ),
)
