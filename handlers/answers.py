"""Answers to what we asked: the place, where somebody lives, what a photo shows, whether it is solved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from handlers import (
    asking,
    beside,
    dispatching,
    near_names,
    notices,
    officers,
    opening,
    passing_on,
    phrases,
    piecing,
    placing,
    rating,
    rating_words,
    remembering,
    talking,
    texts,
    wording,
)
from handlers.messages import Kind, Outcome
from handlers.passing_on import Line
from handlers.placing import Where
from handlers.talk import Talk
from handlers.work import Case, Work
from handlers.workflow import UNDER_WAY, Status
from nlu import guessing, whereabouts
from nlu.intents import fixed_intent
from nlu.understanding import Intent, Place
from storage.residents import Dialogue

_DO_NOT_KNOW = re.compile("不知道|不清楚|说不清|不晓得|记不清")
_YES = re.compile(r"解决|好了|^(?:是|是的|对|对的)[。！!]?$")
_NUMBER_ONLY = re.compile(r"\d{1,3}")


def place(talk: Talk, asked: Dialogue) -> Outcome | None:
    """Where it is: the tickets that waited go to the people of that place."""
    if (found := _of_near(talk, asked)) is not None:
        return found
    if talk.said.appeal:
        if talk.said.place.estate is None:
            return None
        # Another trouble in the same breath tells where the first one is.
        _place_all(talk, asked, Place(talk.said.place.estate))
        return talking.appeal(talk)
    return _told(talk, asked) if _tells_place(talk) else beside.kept(talk, _waiting(talk, asked))


def _of_near(talk: Talk, asked: Dialogue) -> Outcome | None:
    """An estate that was nearly named: asked about, confirmed or denied; None for any other answer."""
    said, near = talk.said.place, asked.data.get(near_names.NEAR, [])
    if found := near_names.meant(talk.text, near):
        talk = replace(talk, said=replace(talk.said, place=replace(said, estate=found.estate)))
        resident, _ = remembering.told(talk.work, talk.message, talk.said)
        return _told(replace(talk, resident=resident), asked)
    if said.estate is not None or talk.said.appeal or not (said.near or (near and near_names.denied(talk.text))):
        return None
    cases = _waiting(talk, asked)
    if not cases:
        return None
    for case in cases:
        placing.complete(case.ticket, said)
        case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    wait = asking.ahead(talk.work, talk.work.policy.conversation.place_wait)
    talk.ask(asking.PLACE, {"tickets": asked.data["tickets"]} | near_names.kept(said, {}), wait)
    talk.answer(near_names.asking_place(talk.work.org, said.near), case=cases[0], kind=Kind.ASK)
    return Outcome("地名没说准，问是不是", cases[0].ticket.id)


def _told(talk: Talk, asked: Dialogue) -> Outcome | None:
    cases = _place_all(talk, asked, talk.said.place)
    for case in cases:
        case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    if not cases:
        return None
    if placing.unknown(cases[0]):
        remembering.not_found(talk.work, talk.resident)
        talk.answer(texts.place_not_found(cases[0], talk.text), case=cases[0], kind=Kind.ACK)
    return Outcome("说明了地点", cases[0].ticket.id)


def _tells_place(talk: Talk) -> bool:
    """Whether this answers the question; thanks, hello, urging and other questions leave it open."""
    if talk.said.place or _DO_NOT_KNOW.search(talk.text):
        return True
    if _NUMBER_ONLY.fullmatch(talk.text):
        return not rating.waiting(talk)
    says = talk.said.intent in beside.SAYS_SOMETHING and not guessing.thing(talk.text)
    return says and whereabouts.may_tell(talk.text)


def _place_all(talk: Talk, asked: Dialogue, place: Place) -> list[Case]:
    """Place every ticket that waits and is still under way; returns those."""
    asking.settle(talk.work, asked)
    cases = _waiting(talk, asked)
    for case in cases:
        _place_one(talk, case, place)
    return cases


def _waiting(talk: Talk, asked: Dialogue) -> list[Case]:
    return [case for case in talk.cases(asked.data["tickets"]) if Status(case.ticket.status) in UNDER_WAY]


def _place_one(talk: Talk, case: Case, place: Place) -> None:
    resident, ticket = talk.resident, case.ticket
    unit = remembering.home(talk.work.org, place.estate or resident.unit)
    if unit is None:
        ticket.summary += placing.as_told(talk.text)
        placing.complete(ticket, place)
        case.record("placed", "resident", unit=ticket.unit, building=ticket.building, text=wording.short(talk.text))
        if ticket.status == Status.OPEN:
            dispatching.dispatch(case, 0, heading="新工单·地点待核实")
            opening.group_line(case)
        else:
            # Who was called before anybody knew where has to find it by these words.
            passing_on.tell(case, Line("words", talk.text))
        return
    here = placing.of_resident(resident, place)
    talking.settle_place(talk, case, Where(unit, here.building, here.entrance, here.room))


def officer(talk: Talk, asked: Dialogue) -> Outcome | None:
    """Where I live, so that you can tell me who is responsible."""
    if not talk.text:
        return None
    unit = remembering.home(talk.work.org, talk.said.place.estate or talk.resident.unit)
    if unit is not None:
        asking.settle(talk.work, asked)
        if talk.said.appeal:
            return None
        officers.tell(talk, unit)
        return Outcome("问负责人")
    if talk.said.intent is not Intent.CHATTER or fixed_intent(talk.text.lower()) is not None:
        return None
    asking.settle(talk.work, asked)
    talk.answer(phrases.ESTATE_NOT_FOUND)
    return Outcome("地点不在名册里")


def photo(talk: Talk, asked: Dialogue) -> Outcome | None:
    """What the photo shows: the appeal takes the photos along. Who sends a photo and words reports something."""
    talk = piecing.whole(talk, going_on=False)
    words = len(talk.text) >= 2 and talk.said.intent is Intent.CHATTER and fixed_intent(talk.text.lower()) is None
    if not (talk.issues or words):
        return None
    # First, for the appeal itself may ask something.
    asking.settle(talk.work, asked)
    if not talk.issues:
        talk = talk.as_trouble(guessing.trouble(talk.text) or guessing.unsure(talk.text))
    outcome = talking.appeal(talk)
    for case in talk.cases([outcome.ticket_id] if outcome.ticket_id else []):
        talking.take_photos(talk, case, asked.data["photos"])
    piecing.bring(talk, outcome)
    return outcome


def solved(talk: Talk, asked: Dialogue) -> Outcome | None:
    """Is it solved or not? We asked because the words said both."""
    case = talk.work.case(asked.data["ticket"])
    if case is None or case.ticket.status != Status.RESOLVED:
        asking.settle(talk.work, asked)
        return None
    if rating_words.denies(talk.text) or talk.said.appeal:
        judge = rating.reject
    elif talk.said.intent in (Intent.RESTORED, Intent.THANKS) or rating_words.solved(talk.text):
        judge = rating.confirm
    else:
        return None
    asking.settle(talk.work, asked)
    judge(talk, case)
    return Outcome("居民说明是否解决", case.ticket.id)


def no_place(work: Work, asked: Dialogue) -> None:
    """Nobody said where it is: the district's desk takes over; no ticket waits for ever."""
    for case in _existing(work, asked.data["tickets"]):
        if case.ticket.status == Status.OPEN:
            dispatching.dispatch(case, 0, heading="新工单·地点待核实")
            notices.to_reporter(work, case.ticket, Kind.NOTICE, texts.desk_takes_over(case))
            opening.group_line(case)


def _existing(work: Work, ids: Iterable[int]) -> list[Case]:
    return [case for ticket in ids if (case := work.case(ticket))]
