"""Checks of what comes round: cadences, meetings and their tasks, visits and votes."""

from __future__ import annotations

from sqlalchemy import BindParameter, and_, bindparam, or_, select

from storage import tables as t
from storage.checks_rows import Rule

_c, _m, _t, _v, _p, _o, _k = (
    t.cadences.c, t.meetings.c, t.meeting_tasks.c, t.visits.c, t.polls.c, t.votes.c, t.tickets.c
)  # fmt: skip
_DISTRICT: BindParameter[str] = bindparam("district")

RULES = (
    Rule(
        "cadence_next",
        select(_c.name, _c.unit).where(
            _c.district == _DISTRICT, or_(_c.next_at.is_(None), and_(_c.last_at.is_not(None), _c.next_at <= _c.last_at))
        ),
        "{unit} 的{name}", "没有排下一次，或者排在上一次之前。",
    ),
    Rule(
        "minutes",
        select(_m.cadence, _m.id).where(
            _m.district == _DISTRICT, _m.minutes.is_not(None), or_(_m.minuted_at.is_(None), _m.minuted_by.is_(None))
        ),
        "{cadence}（{id}）", "有纪要，却没有记下谁在什么时候写的。",
    ),
    Rule(
        "meeting_task",
        select(_k.number, _k.form, _k.source).join_from(
            t.meeting_tasks, t.tickets, and_(_k.district == _t.district, _k.id == _t.ticket_id)
        ).where(_t.district == _DISTRICT, or_(_k.form != "task", _k.source != "meeting")),
        "会议任务 {number}", "是“{form}”、来自“{source}”，应当是会议派出的任务单。",
    ),
    Rule(
        "visit_done",
        select(_v.id, _v.person).where(
            _v.district == _DISTRICT,
            or_(
                and_(_v.done_at.is_(None), _v.words.is_not(None)), and_(_v.done_at.is_not(None), _v.words.is_(None)),
                _v.done_at < _v.planned_at,
            ),
        ),
        "{person} 的走访 {id}", "缺少走访时间或记录，或早于安排的时间。",
    ),
    Rule(
        "vote_late",
        select(_p.project, _o.person).join_from(
            t.votes, t.polls, and_(_p.district == _o.district, _p.id == _o.poll_id)
        ).where(_o.district == _DISTRICT, or_(_o.at > _p.closes_at, _o.at < _p.opened_at)),
        "“{project}”的评议", "记了 {person} 在投票时间以外的一票。",
    ),
)  # fmt: skip
