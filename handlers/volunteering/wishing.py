"""A private message that is a wish, asks for the wishes near by, or for one's own hours."""

from __future__ import annotations

from datetime import timedelta

from handlers import asking, opening, placing, talking
from handlers.messages import Kind, Outcome
from handlers.talk import Talk
from handlers.volunteering import matching, ordering, services
from nlu.understanding import Urgency
from storage import volunteering as rows
from storage.residents import Dialogue

TOPIC = "wish"
_ASK = "您有什么微心愿？说一句话就行，比如“想请人给家里老人理发”，我来请志愿者。不想说了回“算了”。"
_STOP = {"算了", "不用了", "不说了", "没有", "取消"}
_WAITS = timedelta(minutes=30)
_SHOWN = 5


def begins(talk: Talk) -> bool:
    """Whether `heard` has an answer."""
    if _in_danger(talk):
        return False
    asks = talk.text in services.ASKED and _volunteer(talk) is not None
    return asks or ordering.told(talk.work, talk.text) is not None


def heard(talk: Talk) -> Outcome | None:
    """What a message that begins with the keyword comes to; None: it does not, or it tells of danger."""
    if _in_danger(talk):
        return None
    if talk.text in services.ASKED and (person := _volunteer(talk)):
        talk.answer(services.own(talk.work, person))
        return Outcome("问服务时长")
    words = ordering.told(talk.work, talk.text)
    if words is None:
        return None
    return make(talk, words) if words else _keyword_alone(talk)


def answered(talk: Talk, asked: Dialogue) -> Outcome | None:
    """The wish we asked for."""
    if _in_danger(talk) or not talk.text:
        return None
    asking.settle(talk.work, asked)
    if talk.text in _STOP:
        talk.answer("好的，没有登记。以后有微心愿随时说。")
        return Outcome("没有微心愿")
    return make(talk, talk.text)


def make(talk: Talk, words: str, category: str = "other") -> Outcome:
    """Open the wish and offer it, or ask where it is first."""
    where = placing.of_resident(talk.resident, talk.said.place)
    case = ordering.open_wish(talk.work, talk.row, talk.message, words, where, category)
    if where.unit is None:
        talking.begin_without_place(talk, case)
    else:
        opening.begin(case)
    return Outcome("微心愿", case.ticket.id)


def _keyword_alone(talk: Talk) -> Outcome:
    """A volunteer sees what is wished for near by; anybody else is asked for his wish."""
    if person := _volunteer(talk):
        talk.answer(_near(talk, person))
        return Outcome("看附近的微心愿")
    talk.answer(_ASK, kind=Kind.ASK)
    talk.ask(TOPIC, {}, _WAITS)
    return Outcome("问微心愿")


def _near(talk: Talk, person: str) -> str:
    work = talk.work
    found = [
        ticket
        for ticket in rows.wishes(work.conn, work.district, rows.UNCLAIMED)
        if matching.may_claim(work.org, work.policy, ticket, person, work.today)
    ]
    if not found:
        return "您附近现在没有等人认领的微心愿。您自己有心愿，请说“微心愿：想要什么”。"
    lines = []
    for ticket in found[:_SHOWN]:
        unit = work.org.unit(ticket.unit)
        lines.append(f"{ticket.number} {unit.name if unit else ''} {matching.want(work.policy, ticket)}")
    return "\n".join([f"您附近有{len(found)}个微心愿等人认领，回“认领 编号”就是您的：", *lines])


def _volunteer(talk: Talk) -> str | None:
    work, message = talk.work, talk.message
    person = work.org.person_of(message.channel, message.sender)
    return person if person and matching.is_volunteer(work.org, work.policy, person, work.today) else None


def _in_danger(talk: Talk) -> bool:
    """Whatever word it begins with, an emergency is none."""
    return any(issue.urgency is Urgency.EMERGENCY for issue in talk.issues)
