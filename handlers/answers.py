"""Answers to what we asked: the place, what a photo shows, an official's words."""

from __future__ import annotations

from handlers import dispatching, notices, officers, opening, presses, talking, texts, wording
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.talking import Talk
from handlers.work import Case, Work
from handlers.workflow import Status, may
from nlu.understanding import Intent
from storage import inbox, residents
from storage.residents import Dialogue

# What somebody says instead of an answer; the question stays open.
_OTHER = (
    Intent.APPEAL, Intent.ASK_PROGRESS, Intent.ASK_OFFICER, Intent.CANCEL, Intent.GREETING, Intent.THANKS,
    Intent.RATING,
)  # fmt: skip


def place(talk: Talk, asked: Dialogue) -> Outcome | None:
    """Where it is: the tickets that waited go to the people of that place."""
    if not talk.said.place and talk.said.intent in _OTHER:
        return None
    if talk.said.appeal and talk.resident.unit is None and not talk.said.place:
        return None
    residents.settle(talk.work.conn, asked)
    cases = [case for ticket in asked.data["tickets"] if (case := talk.work.case(ticket))]
    for case in cases:
        case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
        _settle_place(talk, case)
    if talk.resident.unit is None:
        talk.answer("谢谢，我请区里值班人员核实地点后派人，进度可以随时问我。", case=cases[0] if cases else None)
    return Outcome("说明了地点", cases[0].ticket.id if cases else None)


def _settle_place(talk: Talk, case: Case) -> None:
    resident, ticket = talk.resident, case.ticket
    unit = talk.work.org.unit(resident.unit)
    if unit is None:
        ticket.summary = f"{ticket.summary}（居民说的地点：{wording.short(talk.said.text, 60)}）"
    else:
        ticket.unit = unit.code
        ticket.estate = unit.code if unit.kind == "estate" else None
    ticket.building = ticket.building or resident.building
    ticket.entrance = ticket.entrance or resident.entrance
    ticket.room = ticket.room or resident.room
    case.record("placed", "resident", unit=ticket.unit, building=ticket.building)
    if ticket.status == Status.OPEN:
        if unit is None:
            dispatching.dispatch(case, 0, heading="新工单·地点待核实")
        else:
            opening.begin(case, talk.row)
    elif unit is not None:
        # An emergency was sent out at once; now the people nearest to it are known.
        dispatching.alarm(case)
        talk.answer(texts.receipt(case), case=case, kind=Kind.ACK)


def officer(talk: Talk, asked: Dialogue) -> Outcome | None:
    """Where I live, so that you can tell me who is responsible."""
    if talk.resident.unit is None:
        if talk.said.appeal:
            return None
        residents.settle(talk.work.conn, asked)
        talk.answer("抱歉，我没找到这个小区。您可以直接说出问题，我会转给区里的值班人员。")
        return Outcome("地点不在名册里")
    residents.settle(talk.work.conn, asked)
    talk.answer(officers.responsible(talk.work, talk.resident.unit))
    return Outcome("问负责人")


def photo(talk: Talk, asked: Dialogue) -> Outcome | None:
    """What the photo shows: the appeal takes the photo along."""
    if not talk.said.appeal:
        return None
    # First, for the appeal itself may ask something.
    residents.settle(talk.work.conn, asked)
    outcome = talking.appeal(talk)
    case = talk.work.case(outcome.ticket_id) if outcome.ticket_id else None
    picture = inbox.get_many(talk.work.conn, talk.work.district, [asked.data["inbox"]])
    if case is not None and picture:
        case.add_message(picture[0].id, picture[0].message_id, picture[0].sender, "photo")
    return outcome


def words(work: Work, message: Inbound, asked: Dialogue) -> Outcome:
    """The words an official's button was waiting for."""
    residents.settle(work.conn, asked)
    action, case = Action(asked.data["action"]), work.case(asked.data["ticket"])
    person = work.org.person_of(message.channel, message.sender)
    said = message.text.strip()
    if case is None or person is None or said in ("取消", "算了", "不了"):
        notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, "好的，没有改动。")
        return Outcome("放弃了操作")
    if not may(action, case.ticket.status):
        text = f"{case.ticket.number}已经不需要这一步了。"
        notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, text, ticket=case.ticket)
        return Outcome(text, case.ticket.id, ok=False)
    least = work.policy.conversation.resolution_length if action is Action.RESOLVE else 1
    if len(said) < least:
        residents.ask(work.conn, asked)
        text = f"{case.ticket.number}：请多写几个字，说明做了什么（至少{least}个字）；不办了回“取消”。"
        notices.owe(work, Address(message.channel, message.sender), Kind.ASK, text, ticket=case.ticket)
        return Outcome("说明太短", case.ticket.id, ok=False)
    return presses.carry_out(case, message, action, person, said)


def no_place(work: Work, asked: Dialogue) -> None:
    """Nobody said where it is: the district's desk takes over; no ticket waits for ever."""
    for ticket in asked.data["tickets"]:
        case = work.case(ticket)
        if case is not None and case.ticket.status == Status.OPEN:
            dispatching.dispatch(case, 0, heading="新工单·地点待核实")
