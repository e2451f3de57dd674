"""Checks of promises, hints and what pictures look like."""

from __future__ import annotations

from sqlalchemy import BindParameter, and_, bindparam, exists, or_, select

from storage import tables as t
from storage.checks_rows import Rule
from storage.commitments import SETTLED, WAITING

_c, _h, _m, _f = t.commitments.c, t.hints.c, t.photo_marks.c, t.files.c
_DISTRICT: BindParameter[str] = bindparam("district")
_WAITS = _c.state.in_(WAITING)

RULES = (
    Rule(
        "commitment_state",
        select(_c.id, _c.state).where(
            _c.district == _DISTRICT,
            or_(
                _c.state.not_in((*WAITING, *SETTLED)),
                and_(_WAITS, or_(_c.next_at.is_(None), _c.settled_at.is_not(None))),
                and_(~_WAITS, or_(_c.next_at.is_not(None), _c.settled_at.is_(None))),
            ),
        ),
        "承诺 {id}", "标为“{state}”，却缺少或多出下次处理时间、结束时间。",
    ),
    Rule(
        "hint_verdict",
        select(_h.id, _h.kind).where(
            _h.district == _DISTRICT,
            or_(
                and_(_h.verdict.is_(None), or_(_h.verdict_by.is_not(None), _h.verdict_at.is_not(None))),
                and_(_h.verdict.is_not(None), or_(_h.verdict_by.is_(None), _h.verdict_at.is_(None))),
            ),
        ),
        "抽查线索 {id}", "的判断缺少判断的人或时间。",
    ),
    Rule(
        "photo_mark",
        select(_m.file_id).where(
            _m.district == _DISTRICT, ~exists().where(_f.district == _DISTRICT, _f.id == _m.file_id)
        ).distinct(),
        "照片印记 {file_id}", "所属的照片已经不在了。",
    ),
)  # fmt: skip
