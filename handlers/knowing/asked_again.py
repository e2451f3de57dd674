"""没有解决: the words that were answered become a ticket after all, as they came in."""

from __future__ import annotations

from dataclasses import replace

from handlers import neighbours, opening, placing, questions, remembering, talking
from handlers.messages import Inbound, Outcome
from handlers.talk import Talk
from handlers.work import Case, Work
from nlu.guessing import unsure
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency
from storage import inbox, knowledge
from storage.knowledge import FAILED, OFFERED, Answer


def open_ticket(work: Work, found: Answer) -> Outcome:
    """Open a ticket with the first words of somebody whom the answer did not help."""
    (row,) = inbox.get_many(work.conn, work.district, [found.inbox_id])
    message = Inbound.stored(row.channel, row.message_id, row.at, row.sender, row.chat, row.payload)
    issue, place = _issue(work, found, message.text), find_place(message.text, work.org.estates)
    said = Understanding(message.text, Intent.APPEAL, 1.0, (issue,), place)
    talk = Talk(work, row, message, said, remembering.told(work, message, said)[0])
    own = talking.about(talk, issue.category) if found.state == OFFERED else None
    if own is not None:
        return _about_own(talk, found, talk.case(own))
    where = placing.of_resident(talk.resident, place)
    case = opening.open_ticket(work, row, message, issue, where)
    case.record("unanswered", "resident", entry=found.entry, offered=found.offered)
    knowledge.judge(work.batch, replace(found, state=FAILED, ticket_id=case.ticket.id))
    inbox.belongs(work.batch, work.district, row.id, case.ticket.id, "知识库没有解决，转为工单")
    if where.unit is None:
        talking.begin_without_place(talk, case, issue)
    else:
        opening.begin(case, issue)
    return Outcome("知识库没有解决，登记", case.ticket.id)


def _about_own(talk: Talk, found: Answer, case: Case) -> Outcome:
    """Who meant none of what was offered asks about his own trouble that is looked after already."""
    work, row = talk.work, talk.row
    case.add_message(row.id, row.message_id, row.sender, "more")
    neighbours.go_on(case, talk)
    questions.answer(talk, case)
    knowledge.judge(work.batch, replace(found, state=FAILED, ticket_id=case.ticket.id))
    inbox.belongs(work.batch, work.district, row.id, case.ticket.id, "问的是正在办的事")
    return Outcome("问正在办的事", case.ticket.id)


def _issue(work: Work, found: Answer, text: str) -> Issue:
    """As it was understood; of words that were no appeal, the subject of what was answered."""
    known, whole = found.issue, (0, len(text))
    if known:
        return Issue(known["category"], Kind(known["kind"]), Urgency(known["urgency"]), known["confidence"], whole)
    entry = knowledge.get(work.conn, work.district, found.entry) if found.entry else None
    guess = unsure(text, (entry.category if entry else None) or "other")
    return replace(guess, kind=Kind.CONSULTATION)
