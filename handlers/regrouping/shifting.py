"""Messages that belong elsewhere: to a ticket of their own, to another ticket, or to none."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import opening, passing_on, placing, teaching
from handlers.entitled import RefusedError
from handlers.evidence import noting as evidence
from handlers.evidence.doors import in_words
from handlers.facts import Facts
from handlers.messages import Inbound
from handlers.passing_on import Line
from handlers.placing import Where
from handlers.regrouping import guard, keeping, sketching
from handlers.teaching import Word
from handlers.unsure import noting
from handlers.work import Case, Work
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Urgency
from nlu.understanding import Kind as IssueKind
from storage import inbox, mergings, readings, tickets
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
    rows = taken(case, inbox_ids)
    facts = meant or Facts.of(case.ticket)
    first = rows[0]
    message = Inbound.stored(first.channel, first.message_id, first.at, first.sender, first.chat, first.payload)
    issue = Issue(facts.category, IssueKind(facts.kind), Urgency(facts.urgency), 1.0, (0, len(message.text)))
    new = opening.open_ticket(work, first, message, issue, _where(case, first))
    new.write()
    work.batch.flush(work.conn)  # what follows are rows of a ticket that has to be there
    _measured_once(case, new, first)
    new.ticket.summary = " / ".join(filter(None, map(keeping.words, rows))) or new.ticket.summary
    new.record("split_off", person, number=case.ticket.number, reason=reason)
    for row in rows[1:]:
        put(new, row)
    kept = keeping.take_out(case, rows, new)
    case.record("split", person, number=new.ticket.number, messages=len(rows), reason=reason)
    if facts.category != case.ticket.category:
        teach(work, rows, case.ticket.category, Word("split", person, facts.category))
    opening.begin(new, issue, fresh=False)
    noting.keep(work, person, "split", [(row.id, case.ticket.id, new.ticket.id) for row in rows], kept)
    sketching.redraw(case, new)
    return new


def move(work: Work, person: str, case: Case, inbox_ids: Sequence[int], to: Case, reason: str = "") -> None:
    """移动: messages belong to another ticket; it is one deed, however many there are.

    Raises:
        RefusedError: as `split`; also where the other ticket is confidential or the same.
    """
    for one in (case, to):
        guard.may_regroup(one, person)
    if case.ticket.id == to.ticket.id:
        raise RefusedError("这条消息已经在这张工单里了。")
    if to.ticket.form != "appeal" or to.ticket.confidential:
        raise RefusedError(f"{to.ticket.number}不能接收别的消息。")
    rows = taken(case, inbox_ids)
    belongs = {message.inbox_id for message in tickets.messages_of(work.conn, to.ticket)}
    for row in rows:
        if row.id not in belongs:
            put(to, row)
        case.record("message_moved", person, number=to.ticket.number, reason=reason)
        to.record("message_came", person, number=case.ticket.number, reason=reason)
        if words := keeping.words(row):
            passing_on.tell(to, Line("words", words))
    kept = keeping.take_out(case, rows, to)
    teach_moved(work, person, rows, case, to)
    noting.keep(work, person, "move", [(row.id, case.ticket.id, to.ticket.id) for row in rows], kept)
    sketching.redraw(case, to)


def teach_moved(work: Work, person: str, rows: Sequence[InboxRow], case: Case, to: Case) -> None:
    """Appeals among these messages are about the category of the ticket they belong to now."""
    if case.ticket.category != to.ticket.category:
        appeals = [row for row in rows if row.intent == Intent.APPEAL]
        teach(work, appeals, case.ticket.category, Word("moved", person, to.ticket.category))


def set_aside(work: Work, person: str, case: Case, inbox_ids: Sequence[int], reason: str = "") -> None:
    """移出: messages belong to no ticket; they were talk.

    Raises:
        RefusedError: as `split`.
    """
    guard.may_regroup(case, person)
    rows = taken(case, inbox_ids)
    kept = keeping.take_out(case, rows, None)
    for row in rows:
        case.record("message_removed", person, reason=reason)
        understood = row.intent or Intent.FOLLOW_UP.value
        if understood != Intent.CHATTER:
            teach(work, [row], understood, Word("set_aside", person, Intent.CHATTER.value))
    noting.keep(work, person, "set_aside", [(row.id, case.ticket.id, None) for row in rows], kept)
    sketching.redraw(case)


def taken(case: Case, inbox_ids: Sequence[int]) -> list[InboxRow]:
    """The messages, oldest first; the one that opened the ticket stays, for the ticket is about it.

    Raises:
        RefusedError: there are none, or one is not the ticket's, or opened it.
    """
    own = {row.inbox_id: row for row in tickets.messages_of(case.work.conn, case.ticket)}
    wanted = list(dict.fromkeys(inbox_ids))
    if not wanted or any(one not in own for one in wanted):
        raise RefusedError(f"这条消息不在{case.ticket.number}里，可能刚才已经有人移动过了。")
    if any(own[one].part == "opening" for one in wanted):
        raise RefusedError("第一条消息是这张工单的由来，不能移走；整张都不对请用“并案”或“改类别”“不是诉求”。")
    found = inbox.get_many(case.work.conn, case.work.district, wanted)
    return sorted(found, key=lambda row: row.id)


def put(case: Case, row: InboxRow) -> None:
    """Let a message belong to a ticket; a neighbour's counts his household in."""
    account, ticket = (row.channel, row.sender), case.ticket
    # Of what was taken back meanwhile nobody knows any more whose household it told of.
    own, silent = account == (ticket.channel, ticket.reporter), not (keeping.words(row) or row.payload.get("voice"))
    part = "photo" if keeping.photo(row) else "more" if own or silent else "me_too"
    case.add_message(row.id, row.message_id, row.sender, part)
    if part == "me_too" and case.work.org.person_of(*account) is None:
        said = keeping.words(row)
        evidence.add(case, account, in_words(said, find_place(said)), row.id)


def _measured_once(case: Case, new: Case, row: InboxRow) -> None:
    """What was measured comes along with its moment, and is not there once more with the new ticket's."""
    work = case.work
    if any(one.inbox_id == row.id for one in readings.of_ticket(work.conn, work.district, case.ticket.id)):
        mergings.move_readings(work.conn, work.district, new.ticket.id, None, [row.id])


def _where(case: Case, row: InboxRow) -> Where:
    """The place the words name, else that of the ticket they were taken for."""
    ticket, org = case.ticket, case.work.org
    place = find_place(str(row.payload.get("text") or ""), org.estates)
    if place.estate or place.building:
        return placing.in_group(ticket.unit, place)
    return Where(ticket.unit, ticket.building, ticket.entrance, None)


def teach(work: Work, rows: Sequence[InboxRow], understood: str, word: Word) -> None:
    """Keep what was said of these messages as lessons; a picture teaches nothing."""
    for row in rows:
        if keeping.words(row):
            teaching.keep(work, row, understood, word)
