"""附近哪里能充电: the nearest stations that offer it and are open."""

from __future__ import annotations

import re
from datetime import timedelta

from handlers import asking, remembering
from handlers.knowing import near
from handlers.knowing.near import Found, Point
from handlers.messages import Kind, Outcome
from handlers.rules.answers import StationRule
from handlers.talk import Talk
from handlers.work import Work
from nlu.understanding import Kind as IssueKind
from storage import stations
from storage.residents import Dialogue

TOPIC = "station"
_WAIT = timedelta(minutes=30)
_LONGEST = 40
_WHERE = re.compile("哪|附近|最近|周边|旁边|有没有|有无|怎么走|在什么地方")
_TROUBLE = re.compile("坏|脏|臭|没人|不能用|用不了|漏|堵|投诉|吵|关门了|不开门")
_ASK = "您在哪个小区附近？写小区名，或者发个位置，我找最近的。"


def wanted(rule: StationRule, text: str) -> str | None:
    """The service somebody looks for: "" for any station, None where he asks for none."""
    if len(text) > _LONGEST or not _WHERE.search(text) or _TROUBLE.search(text):
        return None
    if any(word in text for word in rule.not_meant):
        return None
    for service, words in rule.services.items():
        if any(word in text for word in (service, *words)):
            return service
    return "" if "驿站" in text or rule.name in text else None


def asked(talk: Talk) -> Outcome | None:
    """Answer where the next station is; None where nobody asks, or none offers it."""
    rule = talk.work.policy.stations
    service = wanted(rule, talk.text)
    if service is None or any(issue.kind is IssueKind.COMPLAINT for issue in talk.issues):
        return None
    if not offering(talk.work, service):
        return None
    unit, here = _whereabouts(talk)
    if unit is None and here is None and talk.message.chat is None:
        talk.ask(TOPIC, {"service": service}, _WAIT)
        talk.answer(_ASK, kind=Kind.ASK)
        return Outcome("问驿站，先问在哪里")
    talk.answer(told(talk.work, service, unit, here))
    return Outcome("问便民驿站")


def place_told(talk: Talk, asked: Dialogue) -> Outcome | None:
    """Where he is, after we asked; other words leave the question open."""
    unit, here = _whereabouts(talk)
    if talk.said.appeal or (unit is None and here is None):
        return None
    asking.settle(talk.work, asked)
    talk.answer(told(talk.work, asked.data["service"], unit, here))
    return Outcome("问便民驿站")


def told(work: Work, service: str, unit: str | None, here: Point | None) -> str:
    """The nearest stations, in words."""
    rule = work.policy.stations
    found = near.nearest(work.org, rule, offering(work, service), unit, here, (work.now, work.policy.calendar))
    lines = [_line(number, one) for number, one in enumerate(found[: rule.shown], 1)]
    head = f"离您近的{rule.name}" + (f"（有{service}）" if service else "") + "："
    return "\n".join([head, *lines])


def offering(work: Work, service: str) -> list[stations.Station]:
    rule = work.policy.stations
    every = stations.listed(work.conn, work.district)
    return [one for one in every if not service or service in near.services(rule, one)]


def _whereabouts(talk: Talk) -> tuple[str | None, Point | None]:
    home = remembering.home(talk.work.org, talk.said.place.estate or talk.resident.unit)
    return home, near.position(talk.text)


def _line(number: int, found: Found) -> str:
    station = found.station
    state = {True: "现在开着", False: "现在没开", None: ""}[found.open]
    parts = [station.address, found.words, f"{state}（{station.hours}）" if state else station.hours]
    phone = f"，电话{station.phone}" if station.phone else ""
    return f"{number}. {station.name}：{'，'.join(filter(None, parts))}{phone}"
