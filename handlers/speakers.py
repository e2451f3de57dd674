"""Who speaks in a group for those that look after it: what he says there is an answer or a notice."""

from __future__ import annotations

from dataclasses import replace

from handlers.messages import Inbound
from handlers.threads import Decision
from handlers.work import Work
from nlu.conversation.offices import is_office
from nlu.understanding import Urgency

SAID = "物业或工作人员在群里说话，不另开单"


def for_the_office(work: Work, message: Inbound, unit: str | None) -> bool:
    """Whether the sender has a duty in the unit of the group, or calls himself after one.

    Most of them are in a group under their own name with the office before it, and no file knows their account.
    """
    person = work.org.person_of(message.channel, message.sender)
    if person is not None:
        return any(duty.unit == unit for duty in work.org.duties_of(person, work.today))
    return is_office(message.sender_name or message.sender)


def as_answer(decision: Decision) -> Decision:
    """What an answer does: it may belong to a ticket, counts no household, and opens one in an emergency only."""
    join = tuple((ticket, "more" if part == "me_too" else part) for ticket, part in decision.join)
    fresh = tuple(issue for issue in decision.open if issue.urgency is Urgency.EMERGENCY)
    reason = decision.reason if join or fresh or not decision.open else SAID
    return replace(decision, reason=reason, join=join, open=fresh)
