"""Who asks while an incident is under way hears at once what is known, and is counted as a household."""

from __future__ import annotations

from handlers import passing_on, placing, remembering, wording
from handlers.evidence import noting
from handlers.incidents import counting, entry, matter, telling
from handlers.incidents.covering import above, covers, no_graver, over
from handlers.messages import Kind, Outcome
from handlers.placing import Where
from handlers.talk import Talk
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from nlu import guessing
from nlu.guessing import SURE
from nlu.understanding import Issue, Urgency
from storage.incidents import TOLD
from storage.tickets import Ticket


def join(talk: Talk, issue: Issue) -> Case | None:
    """A trouble that an incident is about already: counted in, answered, and no ticket of its own.

    In a group only what is of the same building as a ticket told there: everything else becomes a ticket of its own
    beneath the incident. An emergency, and what is graver than the incident, never waits for it; nor is anybody
    counted in of whose trouble we are unsure, or who tells another one.
    """
    where = _where(talk)
    incident = over(talk.work, issue.category, where.unit, where.building)
    if incident is None or not covers(incident, where.building) or issue.urgency is Urgency.EMERGENCY:
        return None
    if issue.confidence < SURE or not no_graver(issue.urgency, incident):
        return None
    calm = matter.alike(talk.work, issue.category, _words(talk, issue), _under_way(talk, incident))
    ticket = _nearest(talk, calm, where)
    if ticket is None:
        return None
    case = talk.case(ticket)
    own = (ticket.channel, ticket.reporter) == (talk.message.channel, talk.message.sender)
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more" if own else "me_too")
    if own and talk.text:
        passing_on.tell(case, passing_on.Line("words", wording.short(talk.text, 200)))
    new = _answer(talk, incident, case, where.building)
    if talk.text and not new and not own:
        entry.tell(talk, case, "household")
    return case


def _words(talk: Talk, issue: Issue) -> str:
    """What is said of this trouble; of several told in one breath only its own words."""
    return talk.said.text[slice(*issue.span)] if len(talk.issues) > 1 else talk.text


def _where(talk: Talk) -> Where:
    """Where a trouble told by this message is."""
    work, message = talk.work, talk.message
    if message.chat is None:
        return placing.of_resident(talk.resident, talk.said.place)
    chat = work.org.chat(message.channel, message.chat)
    home = remembering.home(work.org, talk.resident.unit)
    return placing.in_group((chat.unit if chat else None) or home, talk.said.place)


def _nearest(talk: Talk, calm: list[Ticket], where: Where) -> Ticket | None:
    """Of the tickets beneath the one that a household belongs to: its own, one of its building, in private any.

    In a group the listener has decided that nothing said there fits: only the same building, named, is surer.
    """
    message = talk.message
    near = [ticket for ticket in calm if ticket.building == where.building]
    if message.chat is not None:
        return next((ticket for ticket in near if where.building and ticket.chat == message.chat), None)
    mine = [ticket for ticket in calm if (ticket.channel, ticket.reporter) == (message.channel, message.sender)]
    same = [ticket for ticket in mine if None in (ticket.building, where.building) or ticket in near]
    return next(iter([*same, *near, *calm]), None)


def _answer(talk: Talk, incident: Ticket, case: Case, building: str | None) -> bool:
    """Count the household, once, and tell it what is known; whoever spoke in a group hears it in private.

    Returns whether it is new.
    """
    new = _count(talk, incident, case, building)
    text = telling.known(talk.work, incident) + telling.counted(case.ticket.number, new=new)
    text += entry.ask_door(talk, case) if new else ""
    case.record(TOLD, "system", incident=incident.number, new=new)
    talk.answer(text, case=case, kind=Kind.NOTICE if talk.message.chat else Kind.ANSWER)
    return new


def _count(talk: Talk, incident: Ticket, case: Case, building: str | None) -> bool:
    """Whether this household is new; somebody counted into any ticket beneath is counted already."""
    work, message = talk.work, talk.message
    before = counting.households(work, counting.beneath(work, incident))
    known = any((one.channel, one.account) == (message.channel, message.sender) for one in before)
    if known or work.org.person_of(message.channel, message.sender) in case.people:
        return False
    if not noting.count_in(talk, case).account:
        return False
    case.record("joined", "resident", building=building)
    telling.one_more(work, incident, building)
    return True


def counted_in(talk: Talk, case: Case) -> None:
    """A neighbour was counted into a ticket in a group: told in private what is known, where there is an incident."""
    incident = above(talk.work, case.ticket)
    if incident is None or case.ticket.urgency == Urgency.EMERGENCY:
        return
    telling.one_more(talk.work, incident, talk.said.place.building)
    case.record(TOLD, "system", incident=incident.number, new=True)
    text = telling.known(talk.work, incident) + telling.counted(case.ticket.number, new=True)
    talk.answer(text, case=case, kind=Kind.NOTICE)


def progress(talk: Talk) -> Outcome | None:
    """How does it go? Of an incident at the asker's place its state; None: it is about something of his own.

    Who asks for the first time is counted in, if his building is one of those it is about.
    """
    where = _where(talk)
    incident = _meant(talk, where)
    if incident is None:
        return None
    if not covers(incident, where.building):
        # Another building, or he never said which: told, but not counted.
        return None if where.building else _told_only(talk, incident)
    calm = _under_way(talk, incident)
    ticket = _nearest(talk, calm, where) or next(iter(calm), None)
    if ticket is None:
        return None
    case = talk.case(ticket)
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    _answer(talk, incident, case, where.building)
    return Outcome("查进度，多户反映的同一件事", ticket.id)


def _under_way(talk: Talk, incident: Ticket) -> list[Ticket]:
    found = counting.beneath(talk.work, incident)
    return [t for t in found if Status(t.status) in UNDER_WAY and t.urgency != Urgency.EMERGENCY]


def _told_only(talk: Talk, incident: Ticket) -> Outcome:
    kind = Kind.NOTICE if talk.message.chat else Kind.ANSWER
    talk.answer(telling.known(talk.work, incident) + telling.WHICH_BUILDING, kind=kind)
    return Outcome("查进度，多户反映的同一件事")


def _meant(talk: Talk, where: Where) -> Ticket | None:
    """The incident that is asked about: of the subject named, else of his own tickets, else the only one there."""
    rule = talk.work.policy.incidents
    if rule is None or where.unit is None:
        return None
    topic = talk.said.topic.category if talk.said.topic is not None else None
    if named := guessing.subject(talk.text) or topic:
        return _spoken_of(talk, over(talk.work, named, where.unit, where.building))
    if own := [ticket for ticket in talk.own() if Status(ticket.status) in UNDER_WAY]:
        return next((found for ticket in own[:1] if (found := above(talk.work, ticket))), None)
    if talk.message.chat is not None:
        return None
    asked_for = [over(talk.work, category, where.unit, where.building) for category in rule.categories]
    there = [incident for incident in asked_for if incident]
    return _spoken_of(talk, there[0]) if len(there) == 1 else None


def _spoken_of(talk: Talk, incident: Ticket | None) -> Ticket | None:
    """The incident, unless the question is about a ticket of his own beside it, or names another thing."""
    if incident is None:
        return None
    alike = [ticket for ticket in talk.own() if ticket.category == incident.category]
    beside = any(Status(ticket.status) in UNDER_WAY and ticket.parent != incident.id for ticket in alike)
    return None if beside or matter.names_another(talk.work, incident, talk.text) else incident


def receipt(case: Case) -> str | None:
    """The receipt of a ticket opened beneath an incident; None where there is none."""
    incident = above(case.work, case.ticket)
    if incident is None:
        return None
    return telling.known(case.work, incident) + telling.counted(case.ticket.number, new=True)


def group_was_told(case: Case) -> bool:
    """Whether the group has had its line of this trouble, with another ticket beneath the same incident."""
    ticket, incident = case.ticket, above(case.work, case.ticket)
    others = counting.beneath(case.work, incident) if incident else []
    return any(t.id != ticket.id and (t.channel, t.chat) == (ticket.channel, ticket.chat) for t in others)
