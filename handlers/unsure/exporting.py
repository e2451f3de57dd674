"""Conversations in which people put something right, in the form from which listening is learned; nobody is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers import teaching
from handlers.durations import local_date
from handlers.work import Work
from nlu.conversation.offices import is_office
from storage import corrections, groups, inbox, tickets
from storage.corrections import Correction
from storage.groups import Place
from storage.inbox import InboxRow
from storage.tickets import Ticket, TicketMessage
from storage.types import CHINA

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MARKS = {"opening": "!", "me_too": "+"}
_OFFICE = "物业"


@dataclass(frozen=True, slots=True)
class Talk:
    """One group's day: `name` for a file, and the text of it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Put:
    """What was put right about one message: what the listener had chosen, and what people say."""

    correction: Correction
    was: str
    now: str


def talks(work: Work) -> Iterator[Talk]:
    """Every day of a group on which somebody put something right."""
    found = corrections.standing(work.conn, work.district)
    days: defaultdict[Place, set[date]] = defaultdict(set)
    for row in inbox.get_many(work.conn, work.district, [one.inbox_id for one in found]):
        if row.chat is not None:
            days[row.channel, row.chat].add(local_date(row.at))
    for number, (place, on) in enumerate(sorted(days.items()), 1):
        for day in sorted(on):
            name = f"group-{number}-{day.isoformat()}"
            yield Talk(name, _Written(work, place, day).text(name))


def put_right(work: Work) -> list[Put]:
    """Every correction that stands."""
    found = corrections.standing(work.conn, work.district)
    known = {one for row in found for one in (row.was_id, row.now_id) if one is not None}
    numbers = {one: ticket.number for one in known if (ticket := tickets.get(work.conn, work.district, one))}
    return [Put(row, numbers.get(row.was_id or 0, ""), numbers.get(row.now_id or 0, "")) for row in found]


class _Written:
    """One day of a group as it is written down."""

    def __init__(self, work: Work, place: Place, day: date) -> None:
        self._org, self._policy, self._day = work.org, work.policy, day
        since = datetime.combine(day, time(), CHINA)
        said = groups.said_between(work.conn, work.district, place, since, since + timedelta(days=1))
        self._said = [row for row in said if not row.payload.get("press")]
        ids = [row.id for row in self._said]
        self._doubted = groups.doubted(work.conn, work.district, ids)
        self._known, self._labels = _known(work, groups.belonging(work.conn, work.district, ids))
        self._names = {name: "" for row in self._said for name in (row.sender, _name(row)) if len(name) > 1}
        self._called: dict[str, str] = {}

    def text(self, title: str) -> str:
        """The whole of it."""
        head = [f"# {title} | {self._day.isoformat()}"]
        head += [f"= {key} | {ticket.category} | {ticket.urgency}" for key, ticket in self._known.items()]
        places = {row.message_id: number for number, row in enumerate(self._said)}
        return "\n".join([*head, *(self._line(number, row, places) for number, row in enumerate(self._said))]) + "\n"

    def _line(self, number: int, row: InboxRow, places: Mapping[str, int]) -> str:
        quoted = places.get(str(row.payload.get("reply_to")))
        back = f" ^{number - quoted}" if quoted is not None and quoted < number else ""
        label = ", ".join(self._labels.get(row.id, ())) or ("~" if row.id in self._doubted else "")
        text = f"{row.at.astimezone(CHINA):%H:%M} {self._who(row)}{back}：{self._words(row)}"
        return f"{text} {{{label}}}" if label else text

    def _words(self, row: InboxRow) -> str:
        text = teaching.without_names(self._org, self._policy, str(row.payload.get("text") or ""), self._names)
        plain = " ".join(text.translate({ord("{"): "（", ord("}"): "）"}).split())
        marks = ("[语音]" if row.payload.get("voice") else "") + ("[图]" if row.payload.get("images") else "")
        return f"{marks}{plain}"

    def _who(self, row: InboxRow) -> str:
        """A name of nobody; whoever speaks for an office is called so, for that is listened to otherwise."""
        office = self._org.person_of(row.channel, row.sender) is not None or is_office(_name(row))
        if row.sender not in self._called:
            self._called[row.sender] = f"{_OFFICE if office else '住户'}{len(self._called) + 1}"
        return self._called[row.sender]


def _name(row: InboxRow) -> str:
    return str(row.payload.get("sender_name") or row.sender)


def _known(work: Work, belongs: Sequence[TicketMessage]) -> tuple[dict[str, Ticket], dict[int, list[str]]]:
    """The troubles as people left them, by their letters, and the labels of each message."""
    found = [tickets.get(work.conn, work.district, one) for one in dict.fromkeys(row.ticket_id for row in belongs)]
    kept = [one for one in found if one and one.form == "appeal" and not one.confidential]
    kept = [one for one in kept if one.status != "merged" and one.outcome != "no_appeal"]
    keys = {ticket.id: _key(number) for number, ticket in enumerate(kept)}
    labels: defaultdict[int, list[str]] = defaultdict(list)
    for row in belongs:
        if row.ticket_id in keys:
            labels[row.inbox_id].append(keys[row.ticket_id] + _MARKS.get(row.part, ""))
    return {keys[ticket.id]: ticket for ticket in kept}, labels


def _key(number: int) -> str:
    return _LETTERS[number] if number < len(_LETTERS) else f"t{number}"
