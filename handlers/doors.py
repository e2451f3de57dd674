"""Private words that tell a place: of a ticket whose place was unknown, put right, or told more exactly."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers import placing, rating, remembering, talking
from handlers.messages import Outcome
from handlers.placing import Where
from handlers.talk import Talk
from handlers.work import Case
from nlu.places import PLACE_SPAN, find_place
from nlu.understanding import Place
from nlu.whereabouts import corrects
from storage.tickets import Ticket

_DENIED = re.compile(r"不是.{1,20}?(?=而?是|应该|[,，。;；\s]|$)")  # "是5号楼，不是3号楼": this says only what is wrong
_MEANT = re.compile("应该是|而是|改[成为]|是")  # what is meant stands behind the last of these
_FILLER = re.compile(r"[我俺家们的是在住说就吧啊哈呢,，。.!！\s]")
_NUMBER = re.compile("[0-9]{1,4}|[一二三四五六七八九十]")
_NO_SCORE = re.compile("[0-9]{3,4}")
_ROOM = re.compile("[0-9]{3,4}")
_LONGEST_NAME = 8  # characters of an estate as people say it


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
    if now is not None and (corrects(talk.text) or _contradicts(talk, now)):
        return _put_right(talk, now)
    here = [t for t in under_way if t.building is None and place.building and place.estate in (None, t.estate)]
    return _added(talk, here[0]) if here else None


def number(talk: Talk) -> Outcome | None:
    """Take a bare number for the house or door of what was just told: an address comes in pieces, "202".

    None where it may be a score, or nothing was told.
    """
    pattern = _NO_SCORE if rating.waiting(talk) else _NUMBER
    ticket = talking.burst(talk)
    if ticket is None:
        return None
    if pattern.fullmatch(talk.text):
        return _added(talk, ticket)
    meant = _MEANT.split(_DENIED.sub(" ", talk.text))[-1].strip(" ，,。的")
    if ticket.room is None or not corrects(talk.text) or not _ROOM.fullmatch(meant):
        return None
    return _placed(talk, talk.case(ticket), _corrected(ticket, Place(room=meant)))


def _contradicts(talk: Talk, ticket: Ticket) -> bool:
    """Whether the words name another estate than the ticket's, or nothing but another house."""
    place = talk.said.place
    if place.estate not in (None, ticket.estate):
        return True
    if place.building in (None, ticket.building) or ticket.building is None:
        return False
    besides = _FILLER.sub("", PLACE_SPAN.sub("", talk.text.lower()))
    return len(besides) <= (_LONGEST_NAME if place.estate else 0)


def _added(talk: Talk, ticket: Ticket) -> Outcome:
    return Outcome("补充", talking.append(talk, talk.case(ticket)).ticket.id)


def _put_right(talk: Talk, ticket: Ticket) -> Outcome:
    """What was wrong of the ticket, and was remembered, is remembered rightly as well; what nobody corrects stays."""
    meant = _MEANT.split(_DENIED.sub(" ", talk.text))[-1]
    told = find_place(meant, talk.work.org.estates) or talk.said.place
    right = _corrected(ticket, told)
    remembering.put_right(talk.work, talk.resident, (ticket.unit, ticket.building), right)
    return _placed(talk, talk.case(ticket), right)


def _corrected(ticket: Ticket, told: Place) -> Place:
    """The ticket's place with what was told put in; in another estate the old door means nothing."""
    if told.estate not in (None, ticket.estate):
        return told
    return replace(
        told,
        building=told.building or ticket.building,
        entrance=told.entrance or ticket.entrance,
        room=told.room or ticket.room,
    )


def _placed(talk: Talk, case: Case, place: Place) -> Outcome:
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    at = Where(place.estate or case.ticket.unit, place.building, place.entrance, place.room)
    talking.settle_place(talk, case, at)
    return Outcome("说明了地点", case.ticket.id)
