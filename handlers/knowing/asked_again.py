"""没有解决: the words that were answered become a ticket after all, as they came in."""

from __future__ import annotations

from dataclasses import replace

from handlers import opening, placing, remembering, talking
from handlers.messages import Inbound, Outcome
from handlers.talk import Talk
from handlers.work import Work
from nlu.guessing import unsure
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Kind, Understanding, Urgency
from storage import inbox, knowledge
from storage.knowledge import FAILED, Answer


def open_ticket(work: Work, found: Answer) -> Outcome:
    """Open a ticket with the first words of somebody whom the answer did not help."""
    (row,) = inbox.get_many(work.conn, work.district, [found.inbox_id])
    message = Inbound.stored(row.channel, row.message_id, row.at, row.sender, row.chat, row.payload)
    issue, place = _issue(work, found, message.text), find_place(message.text, work.org.estates)
    said = Understanding(message.text, Intent.APPEAL, 1.0, (issue,), place)
    talk = Talk(work, row, message, said, remembering.told(work, message, said)[0])
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


def _issue(work: Work, found: Answer, text: str) -> Issue:
    """As it was understood; of words that were no appeal, the subject of what was answered."""
    known, whole = found.issue, (0, len(text))
    if known:
        return Issue(known["category"], Kind(known["kind"]), Urgency(known["urgency"]), known["confidence"], whole)
    entry = knowledge.get(work.conn, work.district, found.entry) if found.entry else None
    guess = unsure(text, (entry.category if entry else None) or "other")
    return replace(guess, kind=Kind.CONSULTATION)
