"""Private words that tell a place: of a ticket whose place was unknown, put right, or told more exactly."""

from __future__ import annotations

import re

from handlers import placing, rating, remembering, talking
from handlers.messages import Outcome
from handlers.placing import Where
from handlers.talk import Talk
from handlers.work import Case
from nlu.places import find_place
from nlu.understanding import Place
from storage.tickets import Ticket

_PUT_RIGHT = re.compile("不是|不对|错了|说错|写错|应该是|更正|改成|改为|改一下|搞错|弄错")
_MEANT = re.compile("应该是|而是|改[成为]|是")  # what is meant stands behind the last of these
_NUMBER = re.compile("[0-9]{1,4}|[一二三四五六七八九十]")
_NO_SCORE = re.compile("[0-9]{3,4}")


def told(talk: Talk, under_way: list[Ticket]) -> Outcome | None:
    """Take the words for the place of one of these tickets; None when they are not."""
    place = talk.said.place
    if not place:
        return number(talk)
    if talk.learned and remembering.moves(talk.text):
        return None
    if remembering.home(talk.work.org, place.estate):
        for case in map(talk.case, under_way):
            if placing.unknown(case):
                return _placed(talk, case, place)
    now = talking.burst(talk)
    if now is not None and (_PUT_RIGHT.search(talk.text) or place.estate not in (None, now.estate)):
        return _put_right(talk, now)
    here = [t for t in under_way if t.building is None and place.building and place.estate in (None, t.estate)]
    return _added(talk, here[0]) if here else None


def number(talk: Talk) -> Outcome | None:
    """Take a bare number for the house or door of what was just told: an address comes in pieces, "202".

    None where it may be a score, or nothing was told.
    """
    pattern = _NO_SCORE if rating.waiting(talk) else _NUMBER
    ticket = talking.burst(talk) if pattern.fullmatch(talk.text.strip()) else None
    return _added(talk, ticket) if ticket else None


def _added(talk: Talk, ticket: Ticket) -> Outcome:
    return Outcome("补充", talking.append(talk, talk.case(ticket)).ticket.id)


def _put_right(talk: Talk, ticket: Ticket) -> Outcome:
    """What was wrong of the ticket, and was remembered, is remembered rightly as well."""
    right = find_place(_MEANT.split(talk.text)[-1], talk.work.org.estates) or talk.said.place
    remembering.put_right(talk.work, talk.resident, (ticket.unit, ticket.building), right)
    return _placed(talk, talk.case(ticket), right)


def _placed(talk: Talk, case: Case, place: Place) -> Outcome:
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    at = Where(place.estate or case.ticket.unit, place.building, place.entrance, place.room)
    talking.settle_place(talk, case, at)
    return Outcome("说明了地点", case.ticket.id)
