"""A resident's private chat: every appeal becomes a ticket, and what follows belongs to it."""

from __future__ import annotations

import re
from datetime import timedelta

from handlers import (
    asking,
    near_names,
    neighbours,
    notices,
    opening,
    phrases,
    placing,
    questions,
    rating,
    remembering,
    scoping,
    texts,
)
from handlers.commitments import hearing as promised
from handlers.incidents import asked, watching
from handlers.manners import pacing
from handlers.messages import Action, Kind, Outcome
from handlers.placing import Where
from handlers.talk import Talk
from handlers.volunteering import ordering
from handlers.work import Case
from handlers.workflow import Status
from nlu import guessing
from nlu.guessing import SURE
from nlu.places import is_door
from nlu.understanding import Issue, Urgency
from nlu.whereabouts import corrects
from storage import inbox
from storage.residents import Dialogue
from storage.tickets import Ticket

AGAIN = re.compile("又|还是|还不|还没|还在|仍|再次|依旧|依然|照样|老样子|没好|没修好|没解决|没人来|白修|反复")
_PHOTO_WAITS = timedelta(hours=1)


def appeal(talk: Talk) -> Outcome:
    """Something is wrong: add to what was just said, or open tickets; ask for the place once."""
    if not talk.issues:
        talk.answer(phrases.PRAISED)
        return Outcome("表扬，不是诉求")
    cases: list[Case] = []
    where = _where(talk)
    for issue in talk.issues:
        cases.append(_one(talk, issue, where, cases))
    return Outcome("诉求", cases[0].ticket.id)


def _where(talk: Talk) -> Where:
    """The place that was said; else that of what was told a moment ago, who speaks is there; else his home."""
    said, home = talk.said.place, placing.of_resident(talk.resident, talk.said.place)
    if said.estate or said.building or remembering.of_home(talk.text):
        return home
    since = asking.ago(talk.work, talk.work.policy.conversation.thread)
    told = next((t for t in talk.own() if t.last_message_at >= since and t.estate and t.building), None)
    if told is None or (told.unit, told.building) == (home.unit, home.building):
        return home
    entrance = said.entrance or told.entrance
    room = said.room or (told.room if entrance == told.entrance else None)
    return Where(told.unit, told.building, entrance, room)


def _one(talk: Talk, issue: Issue, where: Where, before: list[Case]) -> Case:
    """One of the troubles told: part of a ticket, a ticket that was not solved after all, or a new one."""
    if (ticket := _same(talk, issue)) and talk.case(ticket) not in before:
        return append(talk, talk.case(ticket))
    if again_one := again(talk, issue) or pacing.gather(talk, issue):
        return again_one
    case = _opened(talk, issue, where)
    if where.unit is not None and placing.unknown(case):
        case.ticket.summary += placing.told_before(talk.own())
    if where.unit is None:
        begin_without_place(talk, case, issue)
    else:
        opening.begin(case, issue)
    return case


def _opened(talk: Talk, issue: Issue, where: Where) -> Case:
    """A ticket, or the wish that the rules hear in such an appeal."""
    work, row, message = talk.work, talk.row, talk.message
    if ordering.takes(work, issue, talk.text):
        return ordering.open_wish(work, row, message, message.text, where, issue.category)
    return opening.open_ticket(work, row, message, issue, where)


def _same(talk: Talk, issue: Issue) -> Ticket | None:
    """The ticket this trouble is already: the resident's own, minutes ago, of the same category."""
    talk_of = talk.work.policy.conversation
    emergency = issue.urgency is Urgency.EMERGENCY
    since = asking.ago(talk.work, talk_of.thread if emergency else talk_of.burst)
    recent = [ticket for ticket in talk.own(Action.CANCEL) if ticket.last_message_at >= since]
    near = [ticket for ticket in recent if ticket.form == "appeal" and _same_estate(talk, ticket)]
    if emergency or not corrects(talk.text):
        near = [t for t in near if _same_building(talk, t)]  # a lift here and a lift there are two
    if emergency:
        near = [t for t in near if t.urgency == Urgency.EMERGENCY]
    found = next((ticket for ticket in near if ticket.category == issue.category), None)
    if found is None and near and issue.confidence < SURE and not emergency:
        # What we are unsure of goes on about the last trouble, unless its words name another subject.
        return near[0] if guessing.subject(talk.text) in (None, near[0].category) else None
    return found


def _same_estate(talk: Talk, ticket: Ticket) -> bool:
    return talk.said.place.estate is None or ticket.estate in (None, talk.said.place.estate)


def _same_building(talk: Talk, ticket: Ticket) -> bool:
    return talk.said.place.building is None or ticket.building in (None, talk.said.place.building)


def again(talk: Talk, issue: Issue) -> Case | None:
    """The reporter says "it is still so" of a ticket called done: it is reopened. Else: what an incident knows."""
    if not AGAIN.search(talk.text) or issue.urgency is Urgency.EMERGENCY:
        return asked.join(talk, issue)
    waiting = [t for t in talk.own(Action.CONFIRM) if t.category == issue.category]
    found = next((t for t in waiting if _same_estate(talk, t) and _same_building(talk, t)), None)
    if found is None:
        return asked.join(talk, issue)
    case = talk.case(found)
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    rating.reject(talk, case)
    return case


def begin_without_place(talk: Talk, case: Case, issue: Issue | None = None) -> None:
    """Ask where it is; an emergency does not wait for the answer, and what is not ours needs no place."""
    if scoping.send_elsewhere(case):
        return
    pending = asking.pending(talk.work, talk.message)
    waiting = pending is not None and pending.topic == asking.PLACE
    before: dict[str, object] = pending.data if pending is not None and waiting else {}
    tickets = [*list(pending.data["tickets"] if pending is not None and waiting else []), case.ticket.id]
    if case.ticket.urgency == Urgency.EMERGENCY:
        opening.begin(case, issue)
        talk.answer(near_names.at_once(talk.work.org, talk.said.place.near), case=case, kind=Kind.ASK)
    elif waiting:
        talk.answer(texts.noted_too(case), case=case, kind=Kind.ACK)
    else:
        _ask_place(talk, case)
    wait = asking.ahead(talk.work, talk.work.policy.conversation.place_wait)
    talk.ask(asking.PLACE, {"tickets": tickets} | near_names.kept(talk.said.place, before), wait)


def _ask_place(talk: Talk, case: Case) -> None:
    """In a group at night the question, which nobody asked for, waits for the morning."""
    quiet = talk.work.policy.quiet.end_after(talk.work.now) if case.ticket.chat else None
    notices.to_reporter(talk.work, case.ticket, Kind.ASK, texts.receipt_asking(case, talk.said.place.near), at=quiet)


def settle_place(talk: Talk, case: Case, at: Where) -> None:
    """The place is told: who waited for it begins, everybody else hears of it."""
    waited = case.ticket.status == Status.OPEN
    placing.put(case, at)
    if waited:
        opening.begin(case)
    else:
        talk.answer(texts.placed(case), case=case, kind=Kind.ACK)
        watching.look(case)


def append(talk: Talk, case: Case) -> Case:
    """Let a private message belong to a ticket; its people see it, and the resident knows, once a burst."""
    part = "photo" if talk.message.images and not talk.text else "more"
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, part)
    promised.heard(talk, case)
    before = _door(case.ticket)
    first = neighbours.go_on(case, talk)
    if case.ticket.urgency == Urgency.EMERGENCY:
        text = texts.emergency_again(case, danger=bool(talk.issues))
        talk.answer(text, case=case, kind=Kind.EMERGENCY)
        return case
    told = _door(case.ticket) != before or bool(talk.said.place.building and is_door(talk.text))
    if told:
        talk.answer(texts.placed(case), case=case, kind=Kind.ACK)
    if questions.asks(talk.text):
        questions.answer(talk, case)
    elif first and not told:
        talk.answer(texts.added(case, photo=part == "photo"), case=case)
    return case


def _door(ticket: Ticket) -> tuple[str | None, str | None, str | None]:
    return ticket.building, ticket.entrance, ticket.room


def about(talk: Talk, category: str) -> Ticket | None:
    """The resident's own trouble of this category that is looked after, whenever he told it."""
    own = (ticket for ticket in talk.own(Action.CANCEL) if ticket.form == "appeal" and _same_estate(talk, ticket))
    return next((ticket for ticket in own if ticket.category == category), None)


def burst(talk: Talk) -> Ticket | None:
    """The resident's own ticket of minutes ago, whatever it is about."""
    since = asking.ago(talk.work, talk.work.policy.conversation.burst)
    return next((t for t in talk.own(Action.CANCEL) if t.last_message_at >= since), None)


def photo(talk: Talk) -> Outcome:
    """A picture without words: belongs to what was just told, or waits for words."""
    pending = asking.pending(talk.work, talk.message)
    told = _asked_about(pending) if pending else []
    ticket = burst(talk)
    if ticket is not None or told:
        case = talk.case(ticket) if ticket is not None else talk.cases(told)[-1]
        append(talk, case)
        return Outcome("照片", case.ticket.id)
    wait_for_words(talk, pending)
    return Outcome("只有照片，已请居民说明")


def _asked_about(pending: Dialogue) -> list[int]:
    """The tickets that our open question is about."""
    if pending.topic == "solved":
        return [pending.data["ticket"]]
    return list(pending.data["tickets"]) if pending.topic == asking.PLACE else []


def wait_for_words(talk: Talk, pending: Dialogue | None, text: str = phrases.PHOTO) -> None:
    """Another question stays open; what the photo shows is asked beneath it."""
    lower = asking.below(pending) if pending else None
    waiting = next((one for one in (pending, lower) if one and one.topic == asking.PHOTO), None)
    if waiting is None:
        talk.answer(text, kind=Kind.ASK)
    photos: dict[str, object] = {"photos": [*(waiting.data["photos"] if waiting else []), talk.row.id]}
    if pending is None or pending is waiting:
        talk.ask(asking.PHOTO, photos, _PHOTO_WAITS)
    else:
        asking.ask_below(talk.work, pending, asking.PHOTO, photos, _PHOTO_WAITS)


def bring_photos(talk: Talk, ticket_id: int) -> None:
    """Photos that waited for words belong to the ticket the words were about."""
    waited = asking.take(talk.work, talk.message, asking.PHOTO)
    for case in talk.cases([ticket_id] if waited else []):
        take_photos(talk, case, waited.data["photos"] if waited else [])


def take_photos(talk: Talk, case: Case, photos: list[int]) -> None:
    """Let photos that came before the words belong to the ticket."""
    for row in inbox.get_many(talk.work.conn, talk.work.district, photos):
        case.add_message(row.id, row.message_id, row.sender, "photo")
