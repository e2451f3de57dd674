"""Messages that belong elsewhere: to a ticket of their own, to another ticket, or to none."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import opening, passing_on, placing, teaching, wording
from handlers.entitled import RefusedError
from handlers.facts import Facts
from handlers.messages import Inbound
from handlers.passing_on import Line
from handlers.placing import Where
from handlers.regrouping import guard, sketching
from handlers.teaching import Word
from handlers.unsure import noting
from handlers.work import Case, Work
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Urgency
from nlu.understanding import Kind as IssueKind
from storage import inbox, mergings, supporters, tickets
from storage.inbox import InboxRow


def split(
    work: Work, person: str, case: Case, inbox_ids: Sequence[int], meant: Facts | None = None, reason: str = ""
) -> Case:
    """拆分: these messages tell another trouble, which gets a ticket of its own with the first of them as its origin.

    Args:
        meant: what the other trouble is; by default as the ticket they are taken from.

    Raises:
        RefusedError: who asks may not, or the messages are not the ticket's, or are all that it has.
    """
    guard.may_regroup(case, person)
    rows = _taken(case, inbox_ids)
    facts = meant or Facts.of(case.ticket)
    first = rows[0]
    message = Inbound.stored(first.channel, first.message_id, first.at, first.sender, first.chat, first.payload)
    issue = Issue(facts.category, IssueKind(facts.kind), Urgency(facts.urgency), 1.0, (0, len(message.text)))
    new = opening.open_ticket(work, first, message, issue, _where(case, first))
    new.write()
    work.batch.flush(work.conn)  # what follows are rows of a ticket that has to be there
    new.ticket.summary = " / ".join(filter(None, (_words(row) for row in rows))) or new.ticket.summary
    new.record("split_off", person, number=case.ticket.number, reason=reason)
    for row in rows[1:]:
        own = row.sender == new.ticket.reporter
        _put(new, row, "photo" if _photo(row) else "more" if own else "me_too")
    _left(case, rows, new)
    case.record("split", person, number=new.ticket.number, messages=len(rows), reason=reason)
    if facts.category != case.ticket.category:
        _teach(work, rows, case.ticket.category, Word("split", person, facts.category))
    opening.begin(new, issue, fresh=False)
    noting.keep(work, person, "split", [(row.id, case.ticket.id, new.ticket.id) for row in rows])
    sketching.redraw(case, new)
    return new


def move(work: Work, person: str, case: Case, inbox_id: int, to: Case, reason: str = "") -> None:
    """移动: a message belongs to another ticket.

    Raises:
        RefusedError: as `split`; also where the other ticket is confidential or the same.
    """
    for one in (case, to):
        guard.may_regroup(one, person)
    if case.ticket.id == to.ticket.id:
        raise RefusedError("这条消息已经在这张工单里了。")
    if to.ticket.form != "appeal" or to.ticket.confidential:
        raise RefusedError(f"{to.ticket.number}不能接收别的消息。")
    (row,) = rows = _taken(case, [inbox_id])
    belongs = {message.inbox_id for message in tickets.messages_of(work.conn, to.ticket)}
    own = (row.channel, row.sender) == (to.ticket.channel, to.ticket.reporter)
    if row.id not in belongs:
        _put(to, row, "photo" if _photo(row) else "more" if own else "me_too")
    _left(case, rows, to)
    case.record("message_moved", person, number=to.ticket.number, reason=reason)
    to.record("message_came", person, number=case.ticket.number, reason=reason)
    if words := _words(row):
        passing_on.tell(to, Line("words", words))
    if case.ticket.category != to.ticket.category and row.intent == Intent.APPEAL:
        _teach(work, rows, case.ticket.category, Word("moved", person, to.ticket.category))
    noting.keep(work, person, "move", [(inbox_id, case.ticket.id, to.ticket.id)])
    sketching.redraw(case, to)


def set_aside(work: Work, person: str, case: Case, inbox_id: int, reason: str = "") -> None:
    """移出: a message belongs to no ticket; it was talk.

    Raises:
        RefusedError: as `split`.
    """
    guard.may_regroup(case, person)
    rows = _taken(case, [inbox_id])
    _left(case, rows, None)
    case.record("message_removed", person, reason=reason)
    understood = rows[0].intent or Intent.FOLLOW_UP.value
    if understood != Intent.CHATTER:
        _teach(work, rows, understood, Word("set_aside", person, Intent.CHATTER.value))
    noting.keep(work, person, "set_aside", [(inbox_id, case.ticket.id, None)])
    sketching.redraw(case)


def _taken(case: Case, inbox_ids: Sequence[int]) -> list[InboxRow]:
    """The messages, oldest first; the one that opened the ticket stays, for the ticket is about it."""
    own = {row.inbox_id: row for row in tickets.messages_of(case.work.conn, case.ticket)}
    wanted = list(dict.fromkeys(inbox_ids))
    if not wanted or any(one not in own for one in wanted):
        raise RefusedError(f"这条消息不在{case.ticket.number}里，可能刚才已经有人移动过了。")
    if any(own[one].part == "opening" for one in wanted):
        raise RefusedError("第一条消息是这张工单的由来，不能移走；整张都不对请用“并案”或“改类别”“不是诉求”。")
    found = inbox.get_many(case.work.conn, case.work.district, wanted)
    return sorted(found, key=lambda row: row.id)


def _put(case: Case, row: InboxRow, part: str) -> None:
    """Let a message belong to the ticket; a neighbour's counts his household in."""
    work, ticket = case.work, case.ticket
    case.add_message(row.id, row.message_id, row.sender, part)
    if part != "me_too" or work.org.person_of(row.channel, row.sender) is not None:
        return
    place = find_place(str(row.payload.get("text") or ""))
    door = (place.building or ticket.building, place.entrance)
    supporters.add(work.conn, ticket, row.channel, row.sender, work.now, door, room=place.room, inbox_id=row.id)


def _left(case: Case, rows: Sequence[InboxRow], to: Case | None) -> None:
    """What a ticket loses with messages: words, facts, and the households that only these counted in."""
    work, ticket = case.work, case.ticket
    ids = [row.id for row in rows]
    kept = [row for row in tickets.messages_of(work.conn, ticket) if row.inbox_id not in ids]
    mergings.drop_messages(work.conn, work.district, ticket.id, ids)
    number = to.ticket.number if to else ""
    reason = f"由人工移到{number}" if to else "由人工移出工单"
    mergings.answer_to(work.conn, work.district, ids, to.ticket.id if to else None, reason)
    mergings.move_readings(work.conn, work.district, ticket.id, to.ticket.id if to else None, ids)
    gone = {(row.channel, row.sender) for row in rows} - {(ticket.channel, one.sender) for one in kept}
    mergings.drop_supporters(work.conn, work.district, ticket.id, gone)
    for words in filter(None, map(_words, rows)):
        ticket.summary = ticket.summary.replace(f" / {wording.short(words, 200)}", "")


def _where(case: Case, row: InboxRow) -> Where:
    """The place the words name, else that of the ticket they were taken for."""
    ticket, org = case.ticket, case.work.org
    place = find_place(str(row.payload.get("text") or ""), org.estates)
    if place.estate or place.building:
        return placing.in_group(ticket.unit, place)
    return Where(ticket.unit, ticket.building, ticket.entrance, None)


def _teach(work: Work, rows: Sequence[InboxRow], understood: str, word: Word) -> None:
    for row in rows:
        if _words(row):
            teaching.keep(work, row, understood, word)


def _words(row: InboxRow) -> str:
    return str(row.payload.get("text") or "").strip()


def _photo(row: InboxRow) -> bool:
    return bool(row.payload.get("images")) and not _words(row)
