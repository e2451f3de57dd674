"""Who is asked about a group's messages, and who may decide about them."""

from __future__ import annotations

from handlers import entitled, phrases, places, privacy, standing
from handlers.entitled import RefusedError
from handlers.work import Work
from storage import asks
from storage.inbox import InboxRow
from storage.tree import Duty, Unit


def whom(work: Work, row: InboxRow) -> str | None:
    """The one nearest to the group who holds a role of the policy; None where only the desk is left."""
    for duty in _duties(work, row):
        person = standing.present(work.org, duty)
        if work.org.reach(person) and not _meant(work, row, person):
            return person
    return None


def _meant(work: Work, row: InboxRow, person: str) -> bool:
    """Whether the message may be about this person: nobody is asked whether a complaint of him is one."""
    text = str(row.payload.get("text") or "")
    return privacy.never_learns_who(work, person) or privacy.named(work, person, text, (), (row.channel, row.chat))


def may_decide(work: Work, person: str, row: InboxRow) -> None:
    """Raise `RefusedError` unless this person sits at the desk, or is whom the group's unit has for it."""
    if entitled.at_desk(work, person) or any(duty.person == person for duty in _duties(work, row)):
        return
    asked = asks.get(work.conn, work.district, row.id)
    if asked is None or asked.person != person:
        raise RefusedError(phrases.NOT_YOURS)


def _duties(work: Work, row: InboxRow) -> list[Duty]:
    """The role counts before the place: a 院长 above is asked before a 网格员 below; of one role the nearest."""
    rule, here = work.policy.unsure, _here(work, row)
    roles = rule.roles if rule is not None else ()
    return [duty for role in roles for unit in here for duty in work.org.holders(unit.code, role, work.today)]


def _here(work: Work, row: InboxRow) -> list[Unit]:
    """The group's unit and everything above it."""
    chat = work.org.chat(row.channel, row.chat or "")
    return places.of(work.org, chat.unit, None) if chat is not None else []
