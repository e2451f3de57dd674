"""Checks of tickets that were put together: each is in one other, and can be taken out again."""

from __future__ import annotations

from sqlalchemy import BindParameter, bindparam, exists, func, select

from storage import tables as t
from storage.checks_rows import Rule

_k, _g = t.tickets.c, t.mergings.c
_whole = t.tickets.alias("into")
_DISTRICT: BindParameter[str] = bindparam("district")
_NOW = (_g.district == _DISTRICT, _g.undone_at.is_(None))

RULES = (
    Rule(
        "merged_nowhere",
        select(_k.number).where(
            _k.district == _DISTRICT, _k.status == "merged", ~exists().where(*_NOW, _g.ticket_id == _k.id)
        ),
        "工单 {number}", "标为已并案，却没有记下并到哪一张，拆不出来。",
    ),
    Rule(
        "merged_twice",
        select(_g.ticket_id, func.count().label("times")).where(*_NOW).group_by(_g.ticket_id)
        .having(func.count() > 1),
        "工单 {ticket_id}", "同时并在 {times} 张工单里，应当只有一张。",
    ),
    Rule(
        "merged_lost",
        select(_g.ticket_id, _g.into_id).where(
            *_NOW, ~exists().where(_whole.c.district == _DISTRICT, _whole.c.id == _g.into_id)
        ),
        "工单 {ticket_id}", "并到了不存在的工单 {into_id}。",
    ),
)  # fmt: skip
