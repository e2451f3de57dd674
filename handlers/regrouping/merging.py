"""并案 and 撤销并案: one trouble told twice is one ticket with two households, and two again when it was not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from handlers import clocks, dispatching, notices, passing_on, teaching, texts, waiting, wording
from handlers.entitled import RefusedError
from handlers.incidents import watching
from handlers.messages import Kind
from handlers.org import Address
from handlers.passing_on import Line
from handlers.regrouping import guard, residents, sketching
from handlers.regrouping.keeping import Kept
from handlers.teaching import Word
from handlers.unsure import noting
from handlers.work import Case, Work
from handlers.workflow import Status
from storage import mergings, tickets, twins
from storage.mergings import Merging

_LONGEST_CHAIN = 20


def merge(
    work: Work,
    person: str,
    case: Case,
    into: Case,
    reason: str = "",
    *,
    back: Mapping[int, Kept] | None = None,
    **why: object,
) -> Merging:
    """Put a ticket into another: its residents join that one as households, and whoever had it need not go on.

    Args:
        person: who decided; `system` for the rule.
        back: of messages that were split off and come back, what each was; the other ticket's people know them.
        why: what spoke for it, for the history.

    Raises:
        RefusedError: who asks may not, or the two must not be one.
    """
    for one in (case, into):
        guard.may_regroup(one, person)
    guard.may_merge(case, into)
    if case.ticket.status == Status.WAITING:
        waiting.end(case, person)
    kept = _kept(case, into, person, reason)
    _write_down(case, into, kept, why)
    clocks.stop(case)
    _release(case, into)
    joined = residents.join(case, into, back or {})
    _tell(case, into, joined)
    _pass_on(case, into, joined, known=bool(back))
    if person != dispatching.SYSTEM and case.ticket.category != into.ticket.category:
        teaching.learn_from(case, Word("merged", person, into.ticket.category))
    watching.look(into)
    _keep_in_mind(person, case, into, "merge")
    return kept


def _write_down(case: Case, into: Case, kept: Merging, why: Mapping[str, object]) -> None:
    """The merging with what it takes to undo it, in the history of both; nobody is asked about the two again."""
    work, person, reason = case.work, kept.merged_by, kept.reason
    mergings.add(work.batch, kept)
    twins.decide(work.batch, work.district, (case.ticket.id, into.ticket.id), twins.MERGED, person, work.now)
    case.record("merged", person, Status.MERGED, into=into.ticket.number, reason=reason, **why)
    into.record("absorbed", person, number=case.ticket.number, reason=reason, **why)


def _keep_in_mind(person: str, case: Case, into: Case, deed: str) -> None:
    """What people decided is kept to learn from, and the group's next words find the right one of the two."""
    if person == dispatching.SYSTEM:
        return
    was, now = (case.ticket.id, into.ticket.id) if deed == "merge" else (into.ticket.id, case.ticket.id)
    moved = [(row.inbox_id, was, now) for row in tickets.messages_of(case.work.conn, case.ticket)]
    noting.keep(case.work, person, deed, moved)
    sketching.redraw(case, into)


def _kept(case: Case, into: Case, person: str, reason: str) -> Merging:
    work, ticket = case.work, case.ticket
    left = {clock.kind: int((clock.due_at - work.now).total_seconds()) for clock in case.running()}
    before = {"status": ticket.status, "assignees": case.assignees, "clocks": left}
    return Merging(work.district, work.new_id(), ticket.id, into.ticket.id, before, person, reason, work.now)


def _release(case: Case, into: Case) -> None:
    """Whoever had it need not go on, unless he has the other one as well."""
    text = f"{case.ticket.number}和{into.ticket.number}是同一件事，已经并案，由{_who(into)}办理，您不用再办这一张。"
    for person in case.assignees:
        if person not in into.assignees:
            notices.to_person(case.work, person, Kind.NOTICE, text, ticket=case.ticket)
    case.assign([])


def _tell(case: Case, into: Case, joined: list[Address]) -> None:
    """Those who joined hear where it is looked after now."""
    work, due = case.work, texts.deadline(into)
    text = (
        f"您反映的{texts.about(case)}，邻居也反映过，是同一件事，并到一起办（编号{into.ticket.number}），"
        f"由{_who(into)}负责" + (f"，{due}" if due else "") + "。有进展、办好了都会告诉您。"
    )
    for to in joined:
        kind = Kind.ACK if case.ticket.opened_at == work.now else Kind.NOTICE
        quiet = work.policy.quiet.end_after(work.now) if case.ticket.chat else None
        notices.owe(work, to, kind, text, ticket=into.ticket, not_before=quiet)


def _pass_on(case: Case, into: Case, joined: list[Address], *, known: bool) -> None:
    """Those who have it hear the words and of the households; of words they knew only who told them hears."""
    ticket = case.ticket
    if not known:
        passing_on.tell(into, Line("words", ticket.summary))
    elif Address(ticket.channel, ticket.reporter) not in joined:
        text = f"{texts.yours(case)}不单独办了，还和{into.ticket.number}一起办，由{_who(into)}负责。"
        quiet = case.work.policy.quiet.end_after(case.work.now) if ticket.chat else None
        notices.to_reporter(case.work, ticket, Kind.NOTICE, text, at=quiet)
    for _ in joined:
        passing_on.tell(into, Line("neighbour", f"{ticket.building}号楼" if ticket.building else ""))


def _who(case: Case) -> str:
    return wording.names_of(case.work, case.assignees)


def unmerge(work: Work, person: str, case: Case, reason: str = "") -> Case:
    """Two again: the ticket is what it was, its people have it again, and its residents leave the other.

    Promises go on with the time that was left of them; one that was broken already gets an hour.

    Returns what it was taken out of.

    Raises:
        RefusedError: who asks may not, it is in no other, or that one was put into a third.
    """
    guard.may_regroup(case, person)
    kept = mergings.current(work.conn, work.district, case.ticket.id)
    into = work.case(kept.into_id) if kept else None
    if case.ticket.status != Status.MERGED or kept is None or into is None:
        raise RefusedError(f"{case.ticket.number}没有并案，不用撤销。")
    guard.may_unmerge(case, into)
    mergings.undo(work.batch, kept, person, work.now)
    twins.decide(work.batch, work.district, (case.ticket.id, into.ticket.id), twins.APART, person, work.now)
    case.record("unmerged", person, Status(kept.before["status"]), into=into.ticket.number, reason=reason)
    into.record("gave_back", person, number=case.ticket.number, reason=reason)
    residents.leave(case, into, kept)
    _resume(case, kept)
    _tell_apart(case, into)
    _keep_in_mind(person, case, into, "unmerge")
    return into


def _resume(case: Case, kept: Merging) -> None:
    """Its people and the rest of its promises; where nobody of them serves any more it is given out anew."""
    work = case.work
    for kind, seconds in kept.before["clocks"].items():
        left = max(work.now + clocks.AFTER_WAIT, work.now + timedelta(seconds=seconds))
        clocks.start_clock(case, kind, left)
    case.assign([one for one in kept.before["assignees"] if work.org.serves(one, work.today)])
    if not case.assignees and case.ticket.status != Status.OPEN:
        case.record("let_go", dispatching.SYSTEM, Status.DISPATCHED)
        dispatching.dispatch(case, 0, heading="撤销并案")
        return
    dispatching.tell_assignees(case, Kind.NOTIFY, "撤销并案，请继续办理")


def _tell_apart(case: Case, into: Case) -> None:
    ticket, work = case.ticket, case.work
    text = f"{texts.yours(case)}和{into.ticket.number}不是一回事，重新单独办理，由{_who(case)}负责。"
    notices.to_reporter(work, ticket, Kind.NOTICE, text)
    for person in into.assignees:
        if person not in case.assignees:
            said = f"{into.ticket.number}：{ticket.number}不是一回事，已经拆开单独办理。"
            notices.to_person(work, person, Kind.NOTICE, said, ticket=into.ticket)


def chain(work: Work, ticket: tickets.Ticket) -> list[tickets.Ticket]:
    """A ticket, what it was put into, what that was put into, and so on: the last one is under way."""
    found = [ticket]
    for _ in range(_LONGEST_CHAIN):
        last = found[-1]
        kept = mergings.current(work.conn, work.district, last.id) if last.status == Status.MERGED else None
        other = tickets.get(work.conn, work.district, kept.into_id) if kept else None
        if other is None:
            break
        found.append(other)
    return found


def standing_for(work: Work, ticket: tickets.Ticket) -> tickets.Ticket:
    """Where a ticket is looked after: itself, or what it was put into, however often."""
    return chain(work, ticket)[-1]


def looked_after(case: Case) -> Case:
    """Where it is looked after, with its people."""
    found = standing_for(case.work, case.ticket)
    return case if found.id == case.ticket.id else case.work.case_of(found)
