"""A resident's private chat: every appeal becomes a ticket, and what follows belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from handlers import hearing, notices, opening, texts, wording
from handlers.messages import Action, Card, Inbound, Kind, Outcome
from handlers.opening import Where
from handlers.org import Address
from handlers.work import Case, Work
from handlers.workflow import may
from nlu.understanding import Understanding, Urgency
from storage import residents, tickets
from storage.inbox import InboxRow
from storage.residents import Dialogue, Resident
from storage.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Talk:
    """One private message and who said it."""

    work: Work
    row: InboxRow
    message: Inbound
    said: Understanding
    resident: Resident

    def answer(
        self, text: str, *, case: Case | None = None, card: Card | None = None, kind: Kind = Kind.ANSWER
    ) -> None:
        """Answer in this chat."""
        to = Address(self.message.channel, self.message.sender)
        notices.owe(self.work, to, kind, text, card=card, ticket=case.ticket if case else None)

    def own(self, *actions: Action, limit: int = 5) -> list[Ticket]:
        """The resident's own tickets for which one of these actions fits (all without), newest first."""
        found = tickets.of_reporter(
            self.work.conn, self.work.district, self.message.channel, self.message.sender, limit
        )
        return [t for t in found if not actions or any(may(action, t.status) for action in actions)]

    def ask(self, topic: str, data: dict[str, object], wait: timedelta | None) -> None:
        """Remember what was asked; without an answer in time the clock goes on."""
        expires = self.work.now + wait if wait else None
        m = self.message
        residents.ask(
            self.work.conn, Dialogue(self.work.district, m.channel, m.sender, topic, data, self.work.now, expires)
        )


def known(work: Work, message: Inbound, said: Understanding) -> Resident:
    """The resident as far as we know him, with whatever place this message adds."""
    before = residents.get(work.conn, work.district, message.channel, message.sender)
    base = before or Resident(
        work.district, message.channel, message.sender, message.sender_name, None, None, None, None, work.now
    )
    place = said.place
    moved = place.estate is not None and place.estate != base.unit
    if moved:
        base = replace(base, unit=place.estate, building=None, entrance=None, room=None)
    if place and (base.unit or not said.appeal):
        base = replace(
            base,
            building=place.building or base.building,
            entrance=place.entrance or base.entrance,
            room=place.room or base.room,
        )
    if base != before:
        residents.put(work.conn, replace(base, seen_at=work.now))
    return base


def appeal(talk: Talk) -> Outcome:
    """Something is wrong: add to what was just said, or open tickets; ask for the place once."""
    if case := _burst(talk):
        append(talk, case, "more")
        talk.answer(f"已补充到{case.ticket.number}。", case=case)
        return Outcome("同一人接着说", case.ticket.id)
    place = talk.said.place
    where = Where(talk.resident.unit, talk.resident.building, talk.resident.entrance, talk.resident.room)
    if place.building:
        where = Where(where.unit, place.building, place.entrance, place.room)
    cases = [opening.open_ticket(talk.work, talk.row, talk.message, issue, where) for issue in talk.said.issues]
    for case in cases:
        _begin(talk, case, where)
    return Outcome("新的诉求", cases[0].ticket.id)


def _begin(talk: Talk, case: Case, where: Where) -> None:
    if where.unit is not None or case.ticket.urgency == Urgency.EMERGENCY:
        opening.begin(case, talk.row)
        if where.unit is None:
            _ask_place(talk, case, texts.ASK_PLACE)
    else:
        _ask_place(talk, case, texts.receipt_asking(case))


def _ask_place(talk: Talk, case: Case, text: str) -> None:
    """Ask once; a second appeal waits for the answer to the first question."""
    pending = residents.asked(talk.work.conn, talk.work.district, talk.message.channel, talk.message.sender)
    waiting = [case.ticket.id]
    if pending is not None and pending.topic == "place":
        waiting = [*pending.data["tickets"], case.ticket.id]
        talk.answer(f"这件也记下了（编号{case.ticket.number}），等您说一下地点。", case=case, kind=Kind.ACK)
    else:
        talk.answer(text, case=case, kind=Kind.ASK)
    wait = talk.work.policy.conversation.place_wait
    talk.ask("place", {"tickets": waiting}, wait.after(talk.work.now, talk.work.policy.calendar) - talk.work.now)


def _burst(talk: Talk) -> Case | None:
    """The ticket this message goes on about: the resident's own, minutes ago, the same trouble."""
    if talk.said.appeal and talk.said.issues[0].urgency is Urgency.EMERGENCY:
        return None
    length = talk.work.policy.conversation.burst
    since = talk.work.now - (length.after(talk.work.now, talk.work.policy.calendar) - talk.work.now)
    for ticket in talk.own(Action.CANCEL):
        same = not talk.said.appeal or ticket.category == talk.said.issues[0].category
        if ticket.last_message_at >= since and same:
            return talk.work.case(ticket.id)
    return None


def append(talk: Talk, case: Case, part: str) -> None:
    """Let a message belong to a ticket, and its people see it."""
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, part)
    hearing.complete(case, talk.said)
    words = wording.short(talk.said.text, 80) or "（照片）"
    for person in case.assignees:
        notices.to_person(talk.work, person, Kind.NOTICE, f"{case.ticket.number}居民补充：{words}", ticket=case.ticket)


def photo(talk: Talk) -> Outcome:
    """A picture without words: belongs to what was just told, or waits for words."""
    if case := _burst(talk):
        append(talk, case, "photo")
        talk.answer(f"照片已附到{case.ticket.number}。", case=case)
        return Outcome("照片", case.ticket.id)
    talk.answer(texts.PHOTO, kind=Kind.ASK)
    talk.ask("photo", {"inbox": talk.row.id, "message": talk.message.id}, timedelta(hours=1))
    return Outcome("只有照片，已请居民说明")
