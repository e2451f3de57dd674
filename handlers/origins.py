"""Where the words of a ticket came from: told to it, merged into it, moved to it, or found in a record."""

from __future__ import annotations

from handlers.work import Case, Work
from storage import inbox, tickets

# A category and the words that were told with it.
Told = tuple[str, str]


def of(case: Case) -> list[Told]:
    """What the ticket is about, and what everything was about whose words came into it since; its own first."""
    if case.elsewhere is None:
        case.elsewhere = _elsewhere(case)
    return [_own(case), *case.elsewhere]


def _own(case: Case) -> Told:
    return case.ticket.category, case.ticket.summary


def _elsewhere(case: Case) -> list[Told]:
    found, seen, left = list[Told](), {case.ticket.number}, [case]
    for one in left:
        for kind, data in one.brought:
            if kind == "record_joined":
                found.append((str(data.get("category", "")), str(data.get("text", ""))))
        if any(kind == "message_came" for kind, _ in one.brought):
            found += _messages(one)
        whole = _numbers(one, "absorbed")
        for number in (whole | _numbers(one, "message_came")) - seen:
            seen.add(number)
            if (other := _case(case.work, number)) is None:
                continue
            if number in whole:
                found.append(_own(other))
                left.append(other)
            else:
                # Of a message that was moved the category counts; its words are read by themselves.
                found.append((other.ticket.category, ""))
    return found


def _numbers(case: Case, how: str) -> set[str]:
    """The tickets that came into this one by such events; those taken out of it again are not there."""
    numbers = set[str]()
    for kind, data in case.brought:
        if kind == "gave_back":
            numbers.discard(data["number"])
        elif kind == how:
            numbers.add(data["number"])
    return numbers


def _case(work: Work, number: str) -> Case | None:
    """Read without a lock; one that was opened in this work is not stored yet."""
    known = next((case for case in work.cases.values() if case.ticket.number == number), None)
    found = None if known else tickets.by_number(work.conn, work.district, number)
    return known or (Case(work, found) if found else None)


def _messages(case: Case) -> list[Told]:
    """What came with single messages stands in no summary."""
    work, ticket = case.work, case.ticket
    ids = [row.inbox_id for row in tickets.messages_of(work.conn, ticket)]
    rows = inbox.get_many(work.conn, work.district, ids)
    return [("", str(row.payload.get("text") or "")) for row in rows]
