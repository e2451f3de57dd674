"""What people put right becomes a lesson: the words without anybody's name or door, and what they meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handlers.org import Org
from handlers.policy import Policy
from handlers.work import Case, Work
from nlu import masking
from nlu.lessons import spoken
from nlu.understanding import Intent
from storage import events, inbox, lessons, residents, tickets
from storage.inbox import InboxRow
from storage.lessons import Lesson

_PERSON, _PLACE = "（姓名已隐去）", "（地名已隐去）"
_FEWEST = 2  # characters that are left of a message; with fewer it teaches nothing
_PLACES = frozenset({"subdistrict", "community", "village", "grid", "estate"})
_SUFFIX = re.compile("(?:家属院|住宅小区|小区|社区|街道|花园|家园|公寓|新村)$")
_SHORTEST = 3  # a place's name of two characters without its suffix is usually an everyday word
_NAME = re.compile("(欧阳|上官|司马|诸葛|皇甫|尉迟|慕容|令狐|宇文|夏侯|.)(..?)")


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said about a message; see `storage.lessons.Lesson`."""

    source: str
    author: str
    meant: str
    kind: str | None = None
    urgency: str | None = None


def learn_from(case: Case, word: Word) -> None:
    """Keep what was said about a ticket as a lesson of the message that opened it.

    A message that told several troubles is no example of any of them; what is confidential is shown to no teacher.
    """
    work, ticket = case.work, case.ticket
    opening = next((row for row in tickets.messages_of(work.conn, ticket) if row.part == "opening"), None)
    if opening is None or ticket.confidential or _opened_several(case):
        return
    (row,) = inbox.get_many(work.conn, work.district, [opening.inbox_id])
    first = events.of_ticket(work.conn, work.district, ticket.id)[0].data
    kind = word.kind if word.kind != first.get("kind") else None
    urgency = word.urgency if word.urgency != first.get("urgency") else None
    keep(work, row, first["category"], Word(word.source, word.author, word.meant, kind, urgency))


def _opened_several(case: Case) -> bool:
    ticket = case.ticket
    near = tickets.of_reporter(case.work.conn, ticket.district, ticket.channel, ticket.reporter, 20)
    return any(other.opened_at == ticket.opened_at and other.id != ticket.id for other in near)


def keep(work: Work, row: InboxRow, understood: str, word: Word) -> None:
    """Propose a lesson, or withdraw the one before when it was understood rightly after all."""
    known = lessons.get(work.conn, work.district, row.id)
    understood = known.understood if known else understood
    doubted = understood in set(Intent)
    if word.meant == understood and not (word.kind or word.urgency or doubted):
        lessons.forget(work.conn, work.district, row.id)
        return
    text = without_names(work.org, work.policy, str(row.payload.get("text") or ""), _names_of(work, row))
    if sum("\u4e00" <= char <= "\u9fff" for char in spoken(text)) < _FEWEST:
        return
    lesson = Lesson(
        work.district, row.id, text, understood, word.meant, word.kind, word.urgency, word.source, word.author, work.now
    )
    lessons.put(work.conn, lesson)


def _names_of(work: Work, row: InboxRow) -> list[str]:
    """What the sender is called."""
    known = residents.get(work.conn, work.district, row.channel, row.sender)
    return [row.sender, str(row.payload.get("sender_name") or ""), (known.name or "") if known else ""]


def without_names(org: Org, policy: Policy, text: str, own: Iterable[str] = ()) -> str:
    """The words without the names of `own`, of officials and of places, and without numbers of doors and persons."""
    hidden = dict.fromkeys(_place_names(org), _PLACE) | dict.fromkeys([*_people_names(org, policy), *own], _PERSON)
    for name in sorted(filter(_is_name, hidden), key=len, reverse=True):
        text = text.replace(name, hidden[name])
    return masking.masked(text)


def _is_name(name: str) -> bool:
    """One character is a word of everyday."""
    return len(name.strip()) > 1


def _people_names(org: Org, policy: Policy) -> Iterator[str]:
    """Full names, given names, and what people say instead: 王院长, 老王, 小王."""
    called = {duty.person: duty.title or policy.titles.get(duty.role, "") for duty in org.tree.duties}
    for person in org.tree.people:
        yield person.name
        if parts := _NAME.fullmatch(person.name):
            family, given = parts.groups()
            yield from (given, f"老{family}", f"小{family}", family + called.get(person.code, ""))


def _place_names(org: Org) -> Iterator[str]:
    for name in (name for unit in org.tree.units if unit.kind in _PLACES for name in (unit.name, *unit.aliases)):
        yield name
        if len(short := _SUFFIX.sub("", name)) >= _SHORTEST:
            yield short
