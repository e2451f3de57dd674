"""From what was heard in a record to what is shown to whoever confirms it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers import asking, wording
from handlers.evidence import doors
from handlers.evidence.doors import Door
from handlers.importing import record as kept
from handlers.importing.overhearing import Belonging, Heard, Overheard, Trouble, overhear
from handlers.importing.record import Source
from handlers.manners import nicknames
from handlers.work import Work
from nlu.chatrecords.record import Line
from nlu.conversation.offices import is_office
from nlu.places import find_place
from nlu.understanding import Issue, Kind, Place, Understanding, Urgency
from storage import imports, tickets, twins, unrecorded
from storage.imports import Known
from storage.tickets import Ticket

OPEN, NOT, MERGE, LATER = "open", "not", "merge", "later"
CHOICES = {OPEN: "开工单", NOT: "不开", MERGE: "并到工单", LATER: "先留着"}
OLD = timedelta(days=1)  # an emergency told longer ago is no alarm
UNWANTED = "本人要求不记录"
_SAME_MOMENT = timedelta(seconds=90)  # between one message in two copies
_HALF = 0.5  # of a trouble's words that are known: then it is
_CANDIDATES = 200
_URGENCY = {"emergency": 0, "urgent": 1, "normal": 2}


@dataclass(frozen=True, slots=True)
class Setting:
    """What proposing looks at beside the record; it changes nothing of `work`."""

    work: Work
    source: Source


def wanted(setting: Setting, lines: Sequence[Line], group: str | None = None) -> list[bool]:
    """For every message whether its sender may be recorded.

    Args:
        group: what the record says its group is called.
    """
    work, names = setting.work, sorted({line.sender for line in lines})
    units = _units(setting, group)
    refused = nicknames.known(work, names, units)
    refused |= unrecorded.named(work.conn, work.district, _places(setting, units), names)
    return [line.sender not in refused for line in lines]


def _units(setting: Setting, group: str | None) -> set[str]:
    """The places whose group it may be, with all above and below them."""
    org, source = setting.work.org, setting.source
    chat = org.chat(*source.place) if source.place else None
    named = find_place(group or "", org.estates)
    begun = {source.unit, chat.unit if chat else None, None if named.guessed else named.estate}
    return {code for unit in begun if unit for code in nicknames.around(org, unit)}


def _places(setting: Setting, units: Collection[str]) -> list[tuple[str, str]]:
    """The groups of ours it may be: the one it is said to be, else every one that is bound around there."""
    if setting.source.place is not None:
        return [setting.source.place]
    return [(chat.channel, chat.id) for chat in setting.work.org.tree.chats if chat.unit in units]


def propose(
    setting: Setting, lines: Sequence[Line], answers: Sequence[int | None], said: Sequence[Understanding | None]
) -> dict[str, Any]:  # fmt: skip
    """What would be opened, joined and left, as JSON for the row."""
    rule = setting.work.policy.understanding.threads
    heard = Heard(lines, answers, said, [_office(setting, line.sender) for line in lines])
    found = overhear(heard, rule.certainty, rule.look)
    memory = _Memory(setting, lines)
    proposals = [_proposal(setting, memory, heard, trouble) for trouble in found.troubles]
    proposals += _doubts(setting, memory, heard, found)
    # The last to be asked for first: what may still be dangerous stands above everything.
    proposals.sort(key=lambda one: (one["unsure"], _URGENCY[one["urgency"]], one["at"]))
    return {"proposals": proposals, "listened": found.listened}


def _office(setting: Setting, sender: str) -> bool:
    """Whether somebody looks after the place: by what he calls himself, or because the tree knows his account."""
    channel = setting.source.channel
    person = setting.work.org.person_of(channel, sender) if channel else None
    return person is not None or is_office(sender)


def _doubts(setting: Setting, memory: _Memory, heard: Heard, found: Overheard) -> list[dict[str, Any]]:
    doubtful = []
    for place, sure in found.doubts.items():
        said = heard.said[place]
        guess = None if said is None else said.sense.issue if said.sense is not None else said.topic
        if guess is not None:
            # What is only imagined alarms nobody.
            calm = Issue(guess.category, _kind(guess.kind), Urgency.NORMAL, guess.confidence, guess.span)
            one = Trouble(calm, [Belonging(place, "opening", "拿不准，请人看一眼", sure)])
            doubtful.append(_proposal(setting, memory, heard, one) | {"unsure": True, "choice": NOT})
    return doubtful


def _kind(kind: Kind) -> Kind:
    return Kind.REQUEST if kind is Kind.PRAISE else kind


def _proposal(setting: Setting, memory: _Memory, heard: Heard, trouble: Trouble) -> dict[str, Any]:
    lines, opening = heard.lines, trouble.opening
    messages = sorted(trouble.messages, key=lambda one: one.place)
    estate, door = _where(setting, heard, trouble)
    unit = estate or setting.source.unit
    known = memory.told(messages) or memory.alike(trouble.issue.category, unit, door.building)
    restored = any(one.part == "restored" for one in messages)
    return {
        "category": trouble.issue.category, "kind": _kind(trouble.issue.kind).value,
        "urgency": trouble.issue.urgency.value, "confidence": round(trouble.issue.confidence, 3),
        "unit": unit, "building": door.building, "entrance": door.entrance, "room": door.room,
        "opening": opening, "at": lines[opening].at.isoformat(), "who": lines[opening].sender,
        "summary": _summary(lines, messages, opening), "messages": [_message(one) for one in messages],
        "households": _households(heard, messages, opening), "restored": restored,
        "old": setting.work.now - lines[opening].at > OLD, "known": known,
        "member": memory.member(lines[opening].sender), "unsure": False, "done": "",
        "choice": NOT if restored else known["choice"] if known else OPEN,
    }  # fmt: skip


def _message(one: Belonging) -> dict[str, Any]:
    return {"place": one.place, "part": one.part, "why": one.why, "sure": round(one.sure, 3)}


def _summary(lines: Sequence[Line], messages: Sequence[Belonging], opening: int) -> str:
    """What the one who told it first said of it, in his order."""
    who = lines[opening].sender
    own = [lines[one.place].text for one in messages if lines[one.place].sender == who and lines[one.place].text]
    return wording.short(" / ".join(own), 500)


def _where(setting: Setting, heard: Heard, trouble: Trouble) -> tuple[str | None, Door]:
    """The place told by who began it; what he calls himself after is his own flat, not where the trouble is."""
    opener = heard.lines[trouble.opening].sender
    estate: str | None = None
    told = Door()
    for one in sorted(trouble.messages, key=lambda one: (one.place != trouble.opening, one.place)):
        said = heard.said[one.place]
        place = said.place if said is not None and heard.lines[one.place].sender == opener else Place()
        estate = estate or (place.estate if not place.guessed else None)
        told = told.within(Door(place.building, place.entrance, place.room))
    known = setting.work.org.unit(estate)
    return (known.code if known else None), told


def _households(heard: Heard, messages: Sequence[Belonging], opening: int) -> list[dict[str, Any]]:
    """Who has it: the first to tell it, and each who joined, with the door as far as it is known."""
    found: dict[str, Door] = {}
    for one in messages:
        line = heard.lines[one.place]
        if one.place == opening or one.part == "me_too":
            told = doors.in_words(line.text, find_place(line.text)).within(doors.in_name(line.sender))
            found[line.sender] = found.get(line.sender, Door()).within(told)
    return [{"who": who, "door": door.said()} for who, door in found.items()]


class _Memory:
    """What is known already of what a record says."""

    def __init__(self, setting: Setting, lines: Sequence[Line]) -> None:
        self._setting = setting
        conn, district, place = setting.work.conn, setting.work.district, setting.source.place
        self._stored: list[int | None] = [None] * len(lines)
        self._names: dict[str, list[str]] = {}
        if not lines:
            return
        keys = kept.keys(setting.source.unit, lines)
        imported = imports.stored(conn, district, kept.CHANNEL, keys)
        self._stored = [imported.get(key) for key in keys]
        if place is not None:
            since, until = lines[0].at - _SAME_MOMENT, lines[-1].at + _SAME_MOMENT
            heard = imports.heard(conn, district, place, since, until)
            self._stored = [one or _live(heard, line) for one, line in zip(self._stored, lines, strict=True)]
            self._names = imports.members(conn, district, place, sorted({line.sender for line in lines}))

    def member(self, name: str) -> str | None:
        """The one account of the group that is called so."""
        accounts = self._names.get(name, [])
        return accounts[0] if len(accounts) == 1 else None

    def told(self, messages: Sequence[Belonging]) -> dict[str, Any] | None:
        """The ticket to which what began it, or half of it, belongs already."""
        belongs = Counter(one for message in messages if (one := self._stored[message.place]) is not None)
        opening = next(self._stored[one.place] for one in messages if one.part == "opening")
        ticket_id = opening or next(
            (one for one, count in belongs.most_common(1) if count >= _HALF * len(messages)), None
        )
        found = self._ticket(ticket_id)
        return {"number": found.number, "why": "这些话已经在这张工单里", "choice": NOT} if found else None

    def alike(self, category: str, unit: str | None, building: str | None) -> dict[str, Any] | None:
        """An open ticket of the same category and place."""
        setting = self._setting
        if unit is None:
            return None
        since = asking.ago(setting.work, setting.work.policy.duplicates.within)
        found = twins.candidates(setting.work.conn, setting.work.district, category, [unit], since, _CANDIDATES)
        near = (one for one in found if building is None or one.building in (None, building))
        same = next(near, None)
        if same is None:
            return None
        when = wording.moment(same.opened_at, setting.work.now)
        return {"number": same.number, "why": f"同一地点、同一类别，{when}开的，还在办", "choice": MERGE}

    def _ticket(self, ticket_id: int | None) -> Ticket | None:
        if ticket_id is None:
            return None
        return tickets.get(self._setting.work.conn, self._setting.work.district, ticket_id)


def _live(heard: Sequence[Known], line: Line) -> int | None:
    """The ticket of a message that was heard in the living group."""
    words = "".join(line.text.split())
    return next(
        (
            one.ticket_id
            for one in heard
            if one.ticket_id is not None and words and words == "".join(one.text.split())
            and abs(one.at - line.at) <= _SAME_MOMENT
        ),
        None,
    )  # fmt: skip
