"""The troubles a group speaks of, as the page of the group shows them beside the talk. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.web import evidence_view, group_view, reading, regrouping_view
from bot.web.evidence_view import View
from bot.web.regrouping_view import Together
from bot.web.views import TicketLine
from bot.web.words import HIDDEN, Telling
from handlers import wording
from handlers.evidence import gathering
from handlers.evidence import telling as told
from handlers.incidents import covering
from handlers.messages import Action
from handlers.workflow import UNDER_WAY, Status, may
from storage import consents, groups
from storage.consents import AGREED, ASKED, REFUSED, TOLD, Consent
from storage.groups import Place
from storage.tickets import Ticket
from storage.tree import Chat

SHOWN = 40
KINDS = {"residents": "居民群", "grid_workers": "网格员群", "volunteers": "志愿者群"}
_NOTICES = {TOLD: "已告知", AGREED: "群里已同意", ASKED: "已请人征求同意", REFUSED: "群里不同意，不记录"}


@dataclass(frozen=True, slots=True)
class Thread:
    """A trouble of the group.

    Attributes:
        households: how many have it; riser: what pattern they make, in words.
        incident: the umbrella incident above it, its number and what it is.
        receives: whether messages can be put to it.
    """

    line: TicketLine
    hue: int
    households: int
    riser: str
    evidence: View | None
    incident: tuple[str, str] | None
    together: Together
    receives: bool
    may_end: bool
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A group in the list."""

    place: Place
    name: str
    kind: str
    last: str
    open: int
    unsure: int
    notice: str


def threads(conn: Connection, place: Place, also: Collection[int], telling: Telling) -> list[Thread]:
    """What the group speaks of: what is under way first, last spoken of first."""
    found = groups.tickets_of(conn, telling.names.org.district, place, also, SHOWN)
    found.sort(key=lambda ticket: Status(ticket.status) not in UNDER_WAY)
    return [_thread(conn, ticket, telling) for ticket in found]


def _thread(conn: Connection, ticket: Ticket, telling: Telling) -> Thread:
    (line,) = reading.lines(conn, [ticket], telling)
    colour, work = group_view.hue(ticket), reading.work(conn, telling)
    if ticket.confidential:
        return Thread(line, colour, 0, "", None, None, Together(), receives=False, may_end=False, hidden=HIDDEN)
    found, above = gathering.of_ticket(work, ticket), covering.above(work, ticket)
    return Thread(
        line=line,
        hue=colour,
        households=len(found.affected),
        riser=told.pattern(found.pattern, ticket.category) if found.pattern else "",
        evidence=evidence_view.view(found, told.words(found, ticket.category), ticket, telling.now),
        incident=(above.number, f"{wording.category(above.category)}预警") if above else None,
        together=regrouping_view.read(conn, ticket, telling),
        receives=may(Action.MERGE, ticket.status, ticket.form),
        may_end=may(Action.NO_APPEAL, ticket.status, ticket.form),
    )


def rows(conn: Connection, telling: Telling) -> list[Row]:
    """Every group, those in which something waits first, then the latest."""
    district, chats = telling.names.org.district, telling.names.org.tree.chats
    found = groups.overview(conn, district, [(chat.channel, chat.id) for chat in chats])
    known = {(one.channel, one.chat): one for one in consents.listed(conn, district)}

    def order(chat: Chat) -> tuple[bool, bool, float]:
        stands = found[chat.channel, chat.id]
        return not stands.unsure, not stands.open, -(stands.last_at.timestamp() if stands.last_at else 0.0)

    made = []
    for chat in sorted(chats, key=order):
        place = (chat.channel, chat.id)
        stands = found[place]
        last = wording.moment(stands.last_at, telling.now) if stands.last_at else "还没有听到过"
        notice = _notice(known.get(place), telling)
        made.append(
            Row(place, name(chat, telling), KINDS.get(chat.kind, "群"), last, stands.open, stands.unsure, notice)
        )
    return made


def name(chat: Chat | None, telling: Telling) -> str:
    """A group as the desk calls it."""
    return f"{telling.names.unit(chat.unit)}{KINDS.get(chat.kind, '群')}" if chat else "没有绑定的群"


def _notice(consent: Consent | None, telling: Telling) -> str:
    if consent is None:
        return "还没有告知"
    return f"{_NOTICES.get(consent.state, consent.state)}（{wording.moment(consent.at, telling.now)}）"
