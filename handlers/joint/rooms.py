"""会商室: a chat for everybody who works on one ticket; where there can be none, everybody gets the others' phones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from handlers import notices, privacy, routes, routing, wording
from handlers.messages import Inbound, Kind, Outcome
from handlers.org import Address
from handlers.work import Case, Work
from storage import rooms as rows
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from storage.rooms import PREFIX, Room

_FEWEST = 2


def by_rule(case: Case) -> None:
    """The rooms the pack makes for an appeal like this, once somebody has accepted it."""
    work, ticket = case.work, case.ticket
    if not work.policy.joint.rooms or ticket.form != "appeal":
        return
    facts = routes.facts(work.org, work.policy, ticket, work.now)
    rule = next((rule for rule in work.policy.joint.rooms if rule.when.takes(facts)), None)
    if rule is None:
        return
    holders = routing.holders(work.org, ticket.unit, ticket.building, rule.at, rule.roles, work.today)
    called = privacy.spared(case, holders)
    case.tell(called)
    convene(case, [*case.assignees, *called], rule.name)


def convene(case: Case, people: Iterable[str], name: str) -> None:
    """A room for these people; whoever comes later, or is on another channel, gets the telephone numbers."""
    work, everybody = case.work, list(dict.fromkeys(people))
    there = rows.of_ticket(work.conn, work.district, case.ticket.id)
    if there is not None:
        new = [person for person in everybody if person not in there.people]
        _by_phone(case, new, [*there.people, *new])
        return
    reached = {person: address for person in everybody if (address := work.org.reach(person))}
    channels = Counter(address.channel for address in reached.values())
    channel, count = channels.most_common(1)[0] if channels else ("", 0)
    if count < _FEWEST:
        _by_phone(case, everybody, everybody)
        return
    members = [address.account for address in reached.values() if address.channel == channel]
    room = Room(
        work.district, work.new_id(), case.ticket.id, channel, f"{PREFIX}{case.ticket.number}",
        f"{case.ticket.number} {name}", everybody, members, work.now,
    )  # fmt: skip
    rows.add(work.batch, room)
    case.record("room", "system", to=everybody, name=name)
    # The first message for it makes it: kept and tried again like any other.
    notices.owe(work, Address(channel, room.chat), Kind.NOTIFY, _first(case, everybody), ticket=case.ticket)
    inside = set(members)
    _by_phone(case, [one for one in everybody if one not in reached or reached[one].account not in inside], everybody)


def not_made(work: Work, row: OutboxRow, reason: str) -> None:
    """The channel makes no rooms: everybody gets the others' telephone numbers instead."""
    room = rows.by_chat(work.conn, work.district, row.channel, row.recipient)
    if room is None or room.opened_at is not None or room.reason is not None:
        return
    rows.refused(work.conn, room, reason)
    if case := work.case(room.ticket_id):
        case.record("no_room", "system", reason=wording.short(reason))
        _by_phone(case, room.people, room.people)


def heard(work: Work, row: InboxRow, message: Inbound) -> Outcome | None:
    """What is said in a room belongs to its ticket, and opens none; None where there is no such room."""
    room = rows.by_chat(work.conn, work.district, message.channel, message.chat or "")
    case = work.case(room.ticket_id) if room else None
    if room is None or case is None:
        return None
    case.add_message(row.id, message.id, message.sender, "room")
    return Outcome("会商室里说的，记入工单", case.ticket.id)


def _first(case: Case, people: list[str]) -> str:
    return f"{_about(case, people)}\n参加：{_named(case, people)}。\n请在这里商量，说的话会记进工单。"


def _by_phone(case: Case, to: Iterable[str], people: list[str]) -> None:
    for person in to:
        others = [other for other in people if other != person]
        if others:
            text = f"{_about(case, people)}\n一起办的有：{_named(case, others)}。请打电话商量，结果记进工单。"
            notices.to_person(case.work, person, Kind.NOTIFY, text, ticket=case.ticket)


def _about(case: Case, people: list[str]) -> str:
    """Nothing of the resident: not all of them may know who it is."""
    work, ticket = case.work, case.ticket
    unit = work.org.unit(ticket.unit)
    guarded = ticket.confidential or any(privacy.hides_author(case, person) for person in people)
    where = (unit.name if unit else "") if guarded else wording.place(work.org, ticket, room=False)
    return f"【会商】{ticket.number} {where} {wording.category(ticket.category)}问题"


def _named(case: Case, people: list[str]) -> str:
    return "、".join(_with_phone(case, person) for person in people)


def _with_phone(case: Case, person: str) -> str:
    known = case.work.org.person(person)
    return wording.name_of(case.work, person) + (known.phone if known and known.phone else "")
