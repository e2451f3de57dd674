"""How much one person may tell at once: the rest is gathered in one ticket for the desk, and nothing is dropped."""

from __future__ import annotations

from handlers import asking, dispatching, opening, passing_on, wording
from handlers.messages import Kind
from handlers.passing_on import Line
from handlers.placing import Where
from handlers.talk import Talk
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from nlu.understanding import Issue, Urgency
from nlu.understanding import Kind as IssueKind
from storage import pace, residents
from storage.residents import Dialogue

# Kept as a dialogue row of its own: where what one person goes on telling is gathered.
TOPIC = CHANNEL = "pace"
HEADING = "一人短时间反映多件，请分拣"
_TOGETHER = "other"
_BY_PEOPLE = ("hotline", "desk", "m")  # seats take down what many callers say
_LONGEST_SUMMARY = 500


def gather(talk: Talk, issue: Issue) -> Case | None:
    """The ticket that takes one more trouble of somebody who told many; None where it gets its own.

    Called before a ticket is opened. An emergency always gets its own.
    """
    work, message = talk.work, talk.message
    if issue.urgency is Urgency.EMERGENCY or message.channel in _BY_PEOPLE or message.scene is not None:
        return None
    if work.org.person_of(message.channel, message.sender) is not None or not _too_many(talk):
        return None
    key = f"{message.channel}:{message.sender}"[:191]
    open_one = residents.asked(work.conn, work.district, CHANNEL, key)
    case = work.case(int(str(open_one.data["ticket"]))) if open_one else None
    if case is not None and Status(case.ticket.status) in UNDER_WAY:
        _add(talk, case)
        return case
    return _open(talk, key)


def _too_many(talk: Talk) -> bool:
    work, message, rule = talk.work, talk.message, talk.work.policy.groups.pace
    who = (message.channel, message.sender)
    since = asking.ago(work, rule.within)
    # Those of this very message count: one may hold several troubles.
    here = (case.ticket for case in work.cases.values() if case.ticket.opened_at >= since)
    now = {ticket.id for ticket in here if (ticket.channel, ticket.reporter) == who}
    if len(pace.opened(work.conn, work.district, who, since) | now) >= rule.tickets:
        return True
    since = asking.ago(work, rule.messages_within)
    return pace.said(work.conn, work.district, who, message.chat, since) > rule.messages


def _add(talk: Talk, case: Case) -> None:
    if any(row.inbox_id == talk.row.id for row in pace.written(talk.work.batch, case.ticket.id)):
        return  # another trouble of the same message
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    if talk.text and len(case.ticket.summary) < _LONGEST_SUMMARY:
        case.ticket.summary = f"{case.ticket.summary} / {wording.short(talk.text, 200)}"
    passing_on.tell(case, Line("words", talk.text))


def _open(talk: Talk, key: str) -> Case:
    """At the district's desk, which takes apart what was told (拆分); whoever told it knows where it is."""
    work, message = talk.work, talk.message
    issue = Issue(_TOGETHER, IssueKind.REQUEST, Urgency.NORMAL, 1.0, (0, len(message.text)))
    case = opening.open_ticket(work, talk.row, message, issue, Where(None, None, None, None))
    until = asking.ahead(work, work.policy.groups.pace.within)
    data = {"ticket": case.ticket.id}
    residents.ask(work.conn, Dialogue(work.district, CHANNEL, key, TOPIC, data, work.now, work.now + until))
    dispatching.dispatch(case, 0, heading=HEADING)
    who = f"由{wording.names_of(work, case.assignees)}" if case.assignees else "值班台"
    text = (
        f"您说的好几件都已登记。接下来的我都记在一起（编号{case.ticket.number}），{who}一件件看，不会丢。"
        "有险情随时说，马上处理。"
    )
    talk.answer(text, case=case, kind=Kind.NOTICE if message.chat else Kind.ACK)
    return case
