"""Somebody in a group says that he saw the missing person: whoever looks for him hears it at once."""

from __future__ import annotations

from handlers import notices, privacy, wording
from handlers.messages import Kind, Outcome
from handlers.talk import Talk
from handlers.work import Case
from nlu.understanding import Urgency
from storage import broadcasts


def heard(talk: Talk) -> Outcome | None:
    """Attach a sighting to the ticket of the search; None where it is none, or is a danger of its own as well."""
    work, message = talk.work, talk.message
    rule = work.policy.lost
    if not (talk.text and rule.saw(talk.text)):
        return None
    if any(issue.category not in rule.categories for issue in talk.issues):
        return None
    here = [message.channel, message.chat]
    open_ones = [one for one in broadcasts.under_way(work.conn, work.district) if here in one.chats]
    case = work.case(open_ones[0].ticket_id) if open_ones else None
    if case is None:
        return None
    case.add_message(talk.row.id, message.id, message.sender, "more")
    case.record("sighted", "resident", text=wording.short(talk.text))
    _tell(talk, case)
    danger = any(issue.urgency is Urgency.EMERGENCY for issue in talk.issues)
    return None if danger else Outcome("群里有人看见了走失的人", case.ticket.id)


def _tell(talk: Talk, case: Case) -> None:
    work, message = talk.work, talk.message
    chat = work.org.chat(message.channel, message.chat or "")
    unit = work.org.unit(chat.unit) if chat else None
    where = f"{unit.name if unit else ''}群里{message.sender_name or message.sender}"
    for person in case.people:
        if privacy.never_learns_who(work, person):
            continue
        text = f"{case.ticket.number}寻人有线索：{where}说“{wording.short(talk.text, 100)}”。请马上核实。"
        notices.to_person(work, person, Kind.EMERGENCY, text, ticket=case.ticket)
