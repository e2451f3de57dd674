"""Hints and promises as the desk sees them. Rows in, view-models out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.web.words import HIDDEN, Telling
from handlers import wording
from handlers.commitments import figures as kept
from handlers.commitments.figures import Kept
from handlers.commitments.telling import BY, STATES
from handlers.hints.figures import Precision
from handlers.hints.kinds import NAMES
from storage import commitments, hints, tickets
from storage.commitments import Commitment
from storage.hints import FALSE, REAL, Hint
from storage.tickets import Ticket

VERDICTS = {REAL: "属实", FALSE: "误报"}


@dataclass(frozen=True, slots=True)
class HintLine:
    """One hint: what it is, what it rests on, and what somebody said of it.

    Attributes:
        said: what was found, a sentence each.
        pictures: ids of the files to look at side by side, the later one first.
        tickets: numbers of the other tickets it rests on.
    """

    id: int
    kind: str
    number: str
    about: str
    who: str
    at: str
    said: list[str]
    pictures: list[int]
    tickets: list[str]
    verdict: str


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise."""

    number: str
    who: str
    words: str
    until: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class RateLine:
    """A rate with its sample and its 95 % interval, ready to be read."""

    name: str
    good: int
    n: int
    rate: str
    interval: str
    more: str


def hint_lines(conn: Connection, found: Iterable[Hint], telling: Telling) -> list[HintLine]:
    """Hints whose ticket is there."""
    lines = []
    for hint in found:
        ticket = tickets.get(conn, hint.district, hint.ticket_id)
        if ticket is not None:
            lines.append(_hint(hint, ticket, telling))
    return lines


def _hint(hint: Hint, ticket: Ticket, telling: Telling) -> HintLine:
    data = hint.evidence
    pictures = [data[name] for name in ("file", "other_file") if name in data]
    others = [data["ticket"]] if "ticket" in data else data.get("tickets", [])
    return HintLine(
        hint.id,
        NAMES.get(hint.kind, hint.kind),  # type: ignore[call-overload]
        ticket.number,
        f"{wording.category(ticket.category)} · {telling.place(ticket)}",
        telling.names.person(hint.person) if hint.person else "",
        wording.moment(hint.at, telling.now),
        _said(hint, ticket, telling),
        pictures,
        [number for number in others if number != ticket.number],
        VERDICTS.get(hint.verdict or "", ""),
    )


def _said(hint: Hint, ticket: Ticket, telling: Telling) -> list[str]:
    """What it rests on, in sentences that accuse nobody."""
    data = hint.evidence
    if hint.kind == "photo_seen":
        whose = "这张单里更早的一张" if data["ticket"] == ticket.number else f"{data['ticket']}的一张"
        return [f"办结照片和{whose}几乎一样（64位里差{data['distance']}位）。"]
    if hint.kind == "photo_old":
        taken, begun = _moment(data["taken"], telling), _moment(data["begun"], telling)
        return [f"照片拍摄于{taken}，这次办理从{begun}开始。手机时间也可能不准。"]
    if hint.kind == "reply_pasted":
        words = HIDDEN if ticket.confidential else data["words"]
        return [f"办结说明和{data['ticket']}的{data['share']:.0%}相同：“{words}”"]
    if hint.kind == "at_once":
        return [f"接单后{_seconds(data['seconds'])}办结，没有到场记录，也没有照片。"]
    if hint.kind == "last_minute":
        count = len(data["tickets"])
        return [f"到期前{_seconds(data['seconds'])}办结；近期这样的有{count}件。"]
    return [f"{data['residents']}位居民说没有解决。"] if hint.kind == "not_solved" else []


def _moment(text: str, telling: Telling) -> str:
    return wording.moment(datetime.fromisoformat(text), telling.now)


def _seconds(seconds: int) -> str:
    return f"{seconds}秒" if seconds < 60 else wording.span(timedelta(seconds=seconds))


def precision_lines(found: Sequence[Precision]) -> list[RateLine]:
    """How often each kind was right."""
    waiting = {one.kind: f"{one.waiting}条待核" if one.waiting else "" for one in found}
    return [_rate(one.name, one.real, one.n, one.interval, waiting[one.kind]) for one in found]


def person_lines(found: Iterable[Kept]) -> list[RateLine]:
    """兑现率 of people."""
    return [_rate(one.name, one.kept, one.n, one.interval, _more(one)) for one in found]


def office_lines(found: Iterable[Kept], telling: Telling) -> list[RateLine]:
    """兑现率 of offices."""
    titles = telling.names.policy.titles
    named = [(f"{telling.names.unit(unit)}{titles.get(role, '')}", one) for one in found for unit, role in [one.key]]
    named.sort(key=lambda row: row[0])
    return [_rate(name, one.kept, one.n, one.interval, _more(one)) for name, one in named]


def _more(one: Kept) -> str:
    said = [
        f"{one.own}件只有本人说做到" if one.own else "",
        f"{one.unknown}件没人说" if one.unknown else "",
        f"{one.moved}件提前改期" if one.moved else "",
    ]
    return "，".join(filter(None, said))


def _rate(name: str, good: int, n: int, interval: tuple[float, float], more: str) -> RateLine:
    low, high = interval
    rate = f"{good / n:.0%}" if n else "—"
    return RateLine(name, good, n, rate, f"{low:.0%}–{high:.0%}" if n else "", more)


def promises(conn: Connection, telling: Telling, district: str, since: datetime) -> list[Commitment]:
    """Every promise due since then, what is still to come included."""
    return commitments.between(conn, district, since, telling.now + timedelta(days=366))


def promise_lines(conn: Connection, found: Iterable[Commitment], telling: Telling) -> list[PromiseLine]:
    """Promises in a list."""
    numbers: dict[int, str] = {}
    for one in found:
        if one.ticket_id not in numbers:
            ticket = tickets.get(conn, one.district, one.ticket_id)
            numbers[one.ticket_id] = ticket.number if ticket else ""
    return [promise_line(one, numbers[one.ticket_id], telling) for one in found]


def promise_line(one: Commitment, number: str, telling: Telling) -> PromiseLine:
    """One promise."""
    by = BY.get(one.settled_by or "", "")
    state = STATES[one.state] + (f"（{by}）" if by and one.state in ("kept", "broken") else "")
    tone = {"kept": "good", "broken": "bad"}.get(one.state, "")
    return PromiseLine(number, one.name, one.words, wording.moment(one.due_at, telling.now), state, tone)


def of_ticket(conn: Connection, ticket: Ticket, telling: Telling) -> list[tuple[str, str]]:
    """What was promised about a ticket and those put into it, as facts of its page."""
    rows = commitments.about(conn, ticket.district, ticket.id)
    lines = [promise_line(one, ticket.number, telling) for one in rows]
    return [("承诺", f"{line.who}：“{line.words}”，{line.until}前。{line.state}") for line in lines]


def rates(found: list[Commitment], telling: Telling) -> tuple[list[RateLine], list[RateLine]]:
    """兑现率 by person and by office."""
    return person_lines(kept.by_person(found)), office_lines(kept.by_office(found), telling)


def precision_counts(conn: Connection, district: str) -> dict[str, dict[str | None, int]]:
    """What was said of the hints of every kind."""
    return hints.verdicts(conn, district)
