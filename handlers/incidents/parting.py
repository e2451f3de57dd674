"""A household that was counted in says that its trouble is another one: out of it, with a ticket of its own."""

from __future__ import annotations

import re

from handlers import opening, passing_on, wording
from handlers.closing import taken_out
from handlers.evidence import noting
from handlers.evidence.doors import Door
from handlers.incidents import entry, matter, telling
from handlers.messages import Inbound, Outcome
from handlers.placing import Where
from handlers.regrouping import keeping
from handlers.talk import Talk
from handlers.work import Case
from nlu import guessing, matters
from nlu.guessing import SUBJECTS
from nlu.understanding import Issue, Urgency
from nlu.understanding import Kind as IssueKind
from storage import inbox, mergings, tickets

# "是灯，不是暖气": what stands behind "不是" is not meant.
DENIED = re.compile(r"不是(?P<what>.{1,20}?)(?=而?是|应该|[,，。;；!！\s]|$)")


def another_thing(talk: Talk, case: Case) -> Outcome | None:
    """我说的是灯，不是暖气: a ticket of his own, from his earlier words and these; None where he says no such thing."""
    denied = " ".join(found["what"] for found in DENIED.finditer(talk.text))
    meant = DENIED.sub(" ", talk.text)
    if not denied or not _names_it(talk, case, denied):
        return None
    category = guessing.subject(meant)
    if category == case.ticket.category or not (category or matters.things(meant)):
        return None
    networked = case.ticket.category in SUBJECTS
    issue = guessing.unsure(talk.text, category or ("other" if networked else case.ticket.category))
    return apart(talk, case, issue, entry.door_of(talk, case))


def unaffected(talk: Talk, case: Case) -> Outcome:
    """His house never had the trouble: out of it, and asked no more."""
    work, me = talk.work, talk.message
    said = {row.inbox_id for row in tickets.messages_of(work.conn, case.ticket) if row.sender == me.sender}
    rows = [row for row in inbox.get_many(work.conn, work.district, sorted(said)) if row.channel == me.channel]
    keeping.take_out(case, rows, None)
    account = {(me.channel, me.sender)}
    mergings.drop_supporters(work.conn, work.district, case.ticket.id, account)
    taken_out.forget(case, account)
    case.record("household_left", "resident", text=wording.short(talk.text))
    passing_on.tell(case, passing_on.Line("place", "1户邻居说自家没有这个问题，不再算在内"))
    talk.answer(telling.not_yours(case), case=case)
    return Outcome("说自家没有这个问题，不再算在内", case.ticket.id)


def _names_it(talk: Talk, case: Case, denied: str) -> bool:
    """Whether words name what the ticket is about."""
    category, words = case.ticket.category, SUBJECTS.get(case.ticket.category)
    if wording.category(category) in denied or (words is not None and words.search(denied)):
        return True
    return bool(matters.things(denied) & matters.things(matter.told_first(talk.work, case.ticket)))


def elsewhere(talk: Talk, case: Case, door: Door) -> Outcome:
    """His house is none of those the incident is about: the same trouble, with a ticket of its own."""
    ticket = case.ticket
    span = (0, len(talk.text))
    issue = Issue(ticket.category, IssueKind(ticket.kind), Urgency(ticket.urgency), 1.0, span)
    return apart(talk, case, issue, door)


def apart(talk: Talk, case: Case, issue: Issue, door: Door) -> Outcome:
    """All that he said leaves the ticket he was counted into; its people hear that it is a household less."""
    work, me = talk.work, talk.message
    said = {row.inbox_id for row in tickets.messages_of(work.conn, case.ticket) if row.sender == me.sender}
    rows = [row for row in inbox.get_many(work.conn, work.district, sorted(said)) if row.channel == me.channel]
    first = min(rows, key=lambda row: row.id, default=talk.row)
    was = Inbound.stored(first.channel, first.message_id, first.at, first.sender, first.chat, first.payload)
    at = Where(case.ticket.unit, door.building, door.entrance, door.room)
    new = opening.open_ticket(work, first, was, issue, at)
    new.write()
    work.batch.flush(work.conn)  # what follows are rows of a ticket that has to be there
    words = [*(keeping.words(row) for row in sorted(rows, key=lambda row: row.id)), talk.text]
    new.ticket.summary = " / ".join(dict.fromkeys(filter(None, words)))
    for row in [*(row for row in rows if row.id != first.id), *([talk.row] if rows else [])]:
        new.add_message(row.id, row.message_id, row.sender, "more")
    keeping.take_out(case, rows, new)
    case.record("split", "resident", number=new.ticket.number, messages=len(rows))
    new.record("split_off", "resident", number=case.ticket.number)
    passing_on.tell(case, passing_on.Line("place", f"1户邻居说的不是这件事，另立{new.ticket.number}"))
    noting.facts(new, talk.row, me)
    opening.begin(new, issue, fresh=False)
    return Outcome("不是这件事，另立工单", new.ticket.id)
