"""Checks of umbrella incidents: what stands beneath which, and that at most one is open at a place."""

from __future__ import annotations

from sqlalchemy import BindParameter, and_, bindparam, exists, select

from storage import tables as t
from storage.checks_rows import Rule
from storage.incidents import FORM
from storage.tickets import UNDER_WAY

_k, _i = t.tickets.c, t.incidents.c
_above, _below = t.tickets.alias("above"), t.tickets.alias("below")
_DISTRICT: BindParameter[str] = bindparam("district")
_OPEN = and_(_k.district == _DISTRICT, _k.form == FORM, _k.status.in_(UNDER_WAY))

RULES = (
    Rule(
        "beneath",
        select(_k.number).where(
            _k.district == _DISTRICT, _k.form == "appeal", _k.status != "merged", _k.parent.is_not(None),
            ~exists().where(_above.c.district == _DISTRICT, _above.c.id == _k.parent, _above.c.form == FORM),
        ),
        "工单 {number}", "归在一张预警单下面，可是没有这张预警单。",
    ),
    Rule(
        "incident_empty",
        select(_k.number).where(
            _OPEN,
            ~exists().where(_below.c.district == _DISTRICT, _below.c.parent == _k.id, _below.c.form == "appeal"),
        ),
        "预警单 {number}", "还在办，下面却没有一张工单。",
    ),
    Rule(
        "incident_place",
        select(_k.number).where(_OPEN, ~exists().where(_i.district == _DISTRICT, _i.ticket_id == _k.id)),
        "预警单 {number}", "还在办，却没有记在任何地点上，后来的人问不到它。",
    ),
    Rule(
        "incident_over",
        select(_i.unit, _i.category).where(
            _i.district == _DISTRICT, _i.ticket_id.is_not(None),
            ~exists().where(
                _above.c.district == _DISTRICT, _above.c.id == _i.ticket_id, _above.c.form == FORM,
                _above.c.status.in_(UNDER_WAY),
            ),
        ),
        "{unit} 的 {category}", "记着一张预警单，可是它已经办完或不存在。",
    ),
)  # fmt: skip
