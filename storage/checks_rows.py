"""Checks of rows against each other: each rule is a query for the rows that break it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, bindparam, exists, func, or_, select

from storage import events, lessons
from storage import tables as t
from storage.tickets import FINAL, UNDER_WAY
from storage.violations import Violation, stream


@dataclass(frozen=True, slots=True)
class Rule:
    """A query (with `:district`) that must find nothing, and what to say of each row that it finds.

    Attributes:
        where, sentence: with the query's columns in braces.
    """

    name: str
    query: Select[Any]
    where: str
    sentence: str

    def found(self, conn: Connection, district: str) -> Iterator[Violation]:
        """What breaks this rule."""
        for row in stream(conn, self.query.params(district=district)):
            values = row._asdict()
            where = self.where.format(**values)
            yield Violation(self.name, where, where + self.sentence.format(**values))


def _here(table: FromClause) -> ColumnElement[bool]:
    return table.c.district == bindparam("district")


def _missing(table: FromClause, key: str, found: Any) -> ColumnElement[bool]:
    """No row of `table` has this key."""
    return ~exists().where(_here(table), table.c[key] == found)


_i, _o, _b, _k = t.inbox.c, t.outbox.c, t.buttons.c, t.tickets.c
_l, _d, _v, _a = t.lessons.c, t.doubts.c, t.services.c, t.asks.c
_c, _s, _m, _p = t.clocks.c, t.surveys.c, t.ticket_messages.c, t.ticket_people.c
_whole = t.tickets.alias("whole")
_NO_REASON = or_(_i.reason.is_(None), _i.reason == "")
_OPEN_SURVEY = _s.state.in_(("planned", "sent", "reminded"))
_SETTLED = or_(_c.met_at.is_not(None), _c.stopped_at.is_not(None))
_OF_TICKET = (
    t.ticket_messages, t.ticket_people, t.supporters, t.clocks, t.surveys, t.ratings, t.readings, t.rooms, t.services,
    t.commitments, t.completions, t.hints, t.twins, t.mergings,
)  # fmt: skip
_NAMES = {
    "ticket_messages": "工单消息", "ticket_people": "经办人", "supporters": "附议", "clocks": "时限",
    "surveys": "回访", "ratings": "评价", "readings": "住户读数", "rooms": "会商室",
    "services": "志愿服务", "commitments": "承诺", "completions": "办结记录", "hints": "抽查线索",
    "twins": "疑似重复", "mergings": "并案",
}  # fmt: skip

INBOX = (
    Rule(
        "inbox_once",
        select(_i.channel, _i.message_id, func.count().label("times")).where(_here(t.inbox))
        .group_by(_i.channel, _i.message_id).having(func.count() > 1),
        "渠道 {channel} 的消息 {message_id}", "存了 {times} 次，应当只有一次。",
    ),
    Rule(
        "inbox_state",
        select(_i.message_id, _i.state).where(
            _here(t.inbox),
            or_(
                _i.state.not_in(("new", "done", "failed")),
                and_(_i.state == "new", _i.next_attempt_at.is_(None)),
                and_(_i.state == "done", or_(_i.handled_at.is_(None), _NO_REASON, _i.next_attempt_at.is_not(None))),
                and_(_i.state == "failed", or_(_NO_REASON, _i.next_attempt_at.is_not(None))),
            ),
        ),
        "收到的消息 {message_id}", "标为“{state}”，却缺少或多出处理时间、结果或下次处理时间。",
    ),
    Rule(
        "inbox_ticket",
        select(_i.message_id, _i.ticket_id).where(
            _here(t.inbox), _i.ticket_id.is_not(None), _missing(t.tickets, "id", _i.ticket_id)
        ),
        "收到的消息 {message_id}", "归入了不存在的工单 {ticket_id}。",
    ),
    Rule(
        "message_inbox",
        select(_m.message_id, _m.ticket_id).where(
            _here(t.ticket_messages),
            ~exists().where(_here(t.inbox), _i.id == _m.inbox_id, _i.message_id == _m.message_id),
        ),
        "工单 {ticket_id} 的消息 {message_id}", "在收到的消息里找不到。",
    ),
)  # fmt: skip

OUTBOX = (
    Rule(
        "outbox_key",
        select(_o.key, func.count().label("times")).where(_here(t.outbox))
        .group_by(_o.key).having(func.count() > 1),
        "发出的消息 {key}", "记了 {times} 次，应当只有一次。",
    ),
    Rule(
        "outbox_state",
        select(_o.key, _o.state).where(
            _here(t.outbox),
            or_(
                _o.state.not_in(("pending", "sent", "dead")),
                and_(_o.state == "pending", or_(_o.next_attempt_at.is_(None), _o.sent_at.is_not(None))),
                and_(_o.state == "sent", or_(_o.sent_at.is_(None), _o.next_attempt_at.is_not(None))),
                and_(_o.state == "dead", or_(_o.reason.is_(None), _o.reason == "", _o.next_attempt_at.is_not(None))),
            ),
        ),
        "发出的消息 {key}", "标为“{state}”，却缺少或多出发送时间、原因或下次发送时间。",
    ),
    Rule(
        "outbox_ticket",
        select(_o.key, _o.ticket_id).where(
            _here(t.outbox), _o.ticket_id.is_not(None), _missing(t.tickets, "id", _o.ticket_id)
        ),
        "发出的消息 {key}", "属于不存在的工单 {ticket_id}。",
    ),
    Rule(
        "button_outbox",
        select(_b.id, _b.outbox_id).where(_here(t.buttons), _missing(t.outbox, "id", _b.outbox_id)),
        "按钮 {id}", "所在的消息 {outbox_id} 不存在。",
    ),
    Rule(
        # 0: a card that is about no ticket.
        "button_ticket",
        select(_b.id, _b.ticket_id).where(
            _here(t.buttons), _b.ticket_id != 0, _missing(t.tickets, "id", _b.ticket_id)
        ),
        "按钮 {id}", "属于不存在的工单 {ticket_id}。",
    ),
)  # fmt: skip

TICKETS = (
    Rule(
        "clock_running",
        select(_k.number, _c.kind, _k.status).join_from(
            t.clocks, t.tickets, and_(_k.district == _c.district, _k.id == _c.ticket_id)
        ).where(_here(t.clocks), ~_SETTLED, _c.kind.not_in(("callback", "judicial")), _k.status.not_in(UNDER_WAY)),
        "工单 {number} 的时限 {kind}", "还在走，而工单已是“{status}”。",
    ),
    Rule(
        "part",
        select(_k.number).where(
            _here(t.tickets), _k.form == "part", or_(_k.parent.is_(None), _missing(_whole, "id", _k.parent))
        ),
        "哨单 {number}", "不属于任何工单。",
    ),
    Rule(
        # A service is of a wish that was done in that round, and takes less than a day.
        "service",
        select(_k.number, _v.person).join_from(
            t.services, t.tickets, and_(_k.district == _v.district, _k.id == _v.ticket_id)
        ).where(
            _here(t.services),
            or_(
                _k.form != "wish", _v.minutes < 0, _v.minutes > 24 * 60, _v.round > _k.reopened + 1,
                and_(_v.round == _k.reopened + 1, _k.status.not_in(("resolved", "closed"))),
            ),
        ),
        "微心愿 {number}", "记了 {person} 的服务时长，工单却没有办完，或时长不对。",
    ),
    Rule(
        "clock_settled",
        select(_c.ticket_id, _c.kind).where(_here(t.clocks), _SETTLED, _c.next_at.is_not(None)),
        "工单 {ticket_id} 的时限 {kind}", "已经结束，却还排着下次提醒。",
    ),
    Rule(
        "survey",
        select(_k.number, (_k.reopened + 1).label("round")).where(
            _here(t.tickets), _k.status == "resolved",
            ~exists().where(_here(t.surveys), _s.ticket_id == _k.id, _s.round == _k.reopened + 1),
        ),
        "工单 {number}", "已办结，却没有第 {round} 轮回访。",
    ),
    Rule(
        "survey_state",
        select(_s.ticket_id, _s.round, _s.state).where(
            _here(t.surveys),
            or_(
                _s.state.not_in(("planned", "sent", "reminded", "answered", "silent", "dropped")),
                and_(_OPEN_SURVEY, _s.next_at.is_(None)),
                and_(~_OPEN_SURVEY, _s.next_at.is_not(None)),
            ),
        ),
        "工单 {ticket_id} 的第 {round} 轮回访", "标为“{state}”，却缺少或多出下次处理时间。",
    ),
)  # fmt: skip

LEARNING = (
    Rule(
        "lesson",
        select(_l.inbox_id, _l.state).where(
            _here(t.lessons),
            or_(
                _missing(t.inbox, "id", _l.inbox_id),
                _l.state.not_in(lessons.STATES),
                and_(_l.state != lessons.PROPOSED, or_(_l.reviewer.is_(None), _l.reviewed_at.is_(None))),
            ),
        ),
        "学习样例 {inbox_id}", "标为“{state}”，却没有对应的消息、或没有审核人和审核时间。",
    ),
    Rule(
        "doubt",
        select(_d.inbox_id).where(_here(t.doubts), _missing(t.inbox, "id", _d.inbox_id)),
        "待看的消息 {inbox_id}", "在收到的消息里找不到。",
    ),
    Rule(
        "ask",
        select(_a.inbox_id).where(_here(t.asks), _missing(t.doubts, "inbox_id", _a.inbox_id)),
        "请院长看的消息 {inbox_id}", "已经不在待看的消息里。",
    ),
)  # fmt: skip

ORPHANS = tuple(
    Rule(
        f"orphan_{table.name}",
        select(table.c.ticket_id).where(_here(table), _missing(t.tickets, "id", table.c.ticket_id)).distinct(),
        f"{_NAMES[table.name]}（工单 {{ticket_id}}）",
        "属于不存在的工单。",
    )
    for table in _OF_TICKET
)

RULES = (*INBOX, *OUTBOX, *TICKETS, *LEARNING, *ORPHANS)


def without_people(conn: Connection, district: str) -> Iterator[Violation]:
    """Tickets nobody has, though the history names people; where every office is vacant it names none."""
    theirs = exists().where(_here(t.ticket_people), _p.ticket_id == _k.id)
    held = theirs.where(or_(_p.part == "assignee", _k.status.in_(FINAL)))
    query = select(_k.id, _k.number).where(_here(t.tickets), _k.status != "open", ~held)
    for ticket_id, number in stream(conn, query.params(district=district)):
        history = events.of_ticket(conn, district, ticket_id)
        if any(event.kind == "dispatched" and event.data.get("to") for event in history):
            yield Violation("people", f"工单 {number}", f"工单 {number}派过单，现在却没有人负责。")
