"""The tree of places and the people in it, ready to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.calendar import WorkCalendar
from nlu.understanding import EstateName
from storage.tree import Account, Chat, Duty, Person, Roster, Tree, Unit
from storage.types import CHINA

# The desk and the phone pages: whoever signed in there is known by his code.
_OUR_PAGES = ("desk", "m")
# Where people live and what they call it; offices are no home.
_NAMED_BY_RESIDENTS = ("estate", "village")
OFFICES = frozenset({"department", "task_force"})
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a party is reached: an account or a group on a channel."""

    channel: str
    account: str


class Org:
    """An immutable view of a `Tree`.

    Args:
        tree: the rows.
        channels: the channels that are on; a person is reached on the first of his accounts among them.
        stand_in: a channel on which everybody without an account is reached under his code (replay, demo).
        only_hear: channels that only hear; nobody can be told anything there.
    """

    def __init__(
        self,
        tree: Tree,
        channels: Sequence[str] = ("sim",),
        stand_in: str | None = None,
        only_hear: Collection[str] = (),
    ) -> None:
        self.tree = tree
        self.district = tree.code
        self._channels = tuple(channels)
        self._stand_in = stand_in
        self._only_hear = frozenset(only_hear)
        self._units = {unit.code: unit for unit in tree.units}
        self._people = {person.code: person for person in tree.people}
        self._chats = {(chat.channel, chat.id): chat for chat in tree.chats}
        self._person_of = {(account.channel, account.account): account.person for account in tree.accounts}
        self._accounts: dict[str, list[Account]] = defaultdict(list)
        self._duties: dict[str, list[Duty]] = defaultdict(list)
        self._held: dict[str, list[Duty]] = defaultdict(list)
        self._children: dict[str, list[Unit]] = defaultdict(list)
        self._rosters: dict[str, list[Roster]] = defaultdict(list)
        for account in tree.accounts:
            self._accounts[account.person].append(account)
        for duty in tree.duties:
            self._duties[duty.unit].append(duty)
            self._held[duty.person].append(duty)
        for roster in tree.rosters:
            self._rosters[roster.unit].append(roster)
        for unit in tree.units:
            if unit.parent:
                self._children[unit.parent].append(unit)
        named = (unit for unit in tree.units if unit.kind in _NAMED_BY_RESIDENTS)
        self.estates = tuple(EstateName(unit.code, unit.name, tuple(unit.aliases)) for unit in named)

    def unit(self, code: str | None) -> Unit | None:
        """The unit with this code."""
        return self._units.get(code or "")

    def person(self, code: str) -> Person | None:
        """The person with this code."""
        return self._people.get(code)

    def chat(self, channel: str, chat_id: str) -> Chat | None:
        """The group, if it is bound to a unit."""
        return self._chats.get((channel, chat_id))

    def children(self, code: str) -> list[Unit]:
        """The units directly below."""
        return self._children.get(code, [])

    def path(self, code: str) -> list[Unit]:
        """The unit and everything above it, nearest first."""
        found: list[Unit] = []
        unit = self.unit(code)
        while unit is not None and unit not in found:
            found.append(unit)
            unit = self.unit(unit.parent)
        return found

    def departments(self, category: str, place: str) -> list[Unit]:
        """The departments whose business a category is at a place: a street's own serves that street only."""
        return self._offices("department", category, place)

    def task_forces(self, category: str, place: str) -> list[Unit]:
        """The task forces (专班) whose business a category is at a place: the district's are for every place."""
        return self._offices("task_force", category, place)

    def _offices(self, kind: str, category: str, place: str) -> list[Unit]:
        above = {unit.code for unit in self.path(place)} | {self.district, None}
        offices = (unit for unit in self.tree.units if unit.kind == kind and category in unit.categories)
        return [unit for unit in offices if unit.parent in above]

    def holders(self, unit: str, role: str, on: date) -> list[Duty]:
        """Who holds a role for a unit that day."""
        return [duty for duty in self._duties.get(unit, []) if duty.role == role and in_force(duty, on)]

    def members(self, unit: str, on: date) -> list[Duty]:
        """Everybody who holds anything for a unit that day, as the file orders it."""
        return [duty for duty in self._duties.get(unit, []) if in_force(duty, on)]

    def on_duty(self, unit: str, at: datetime, calendar: WorkCalendar) -> list[Roster]:
        """The turns of a unit's roster that run at a moment."""
        return [roster for roster in self._rosters.get(unit, []) if _runs(roster, at, calendar)]

    def turns(self, unit: str, on: date, calendar: WorkCalendar) -> list[Roster]:
        """The turns of a unit's roster that begin on a day, earliest first."""
        found = [roster for roster in self._rosters.get(unit, []) if _begins(roster, on, calendar)]
        return sorted(found, key=lambda roster: roster.starts)

    def duties_of(self, person: str, on: date) -> list[Duty]:
        """What a person is that day, as the file orders it."""
        return [duty for duty in self._held.get(person, []) if in_force(duty, on)]

    def serves(self, person: str, on: date) -> bool:
        """Whether somebody is there for anything that day: a duty, or a turn of a roster."""
        return bool(self.duties_of(person, on)) or any(turn.person == person for turn in self.tree.rosters)

    def held_duty(self, person: str) -> bool:
        """Whether the file gives a person any duty, past and future ones included."""
        return person in self._held

    def person_of(self, channel: str, account: str) -> str | None:
        """The person behind an account; None for a resident."""
        found = self._person_of.get((channel, account))
        if found is None and channel in (self._stand_in, *_OUR_PAGES) and account in self._people:
            return account
        return found

    def reach(self, person: str) -> Address | None:
        """Where a person is reached now; None when on no channel that is on."""
        for account in self._accounts.get(person, []):
            if account.channel in self._channels:
                return Address(account.channel, account.account)
        if self._stand_in and person in self._people:
            return Address(self._stand_in, person)
        return None

    def only_hears(self, channel: str) -> bool:
        """Whether nothing can be said on this channel."""
        return channel in self._only_hear

    def writes_to(self, channel: str) -> bool:
        """Whether anybody can be told something in private on this channel now."""
        return channel == self._stand_in or (channel in self._channels and channel not in self._only_hear)

    def reach_after(self, person: str, channel: str) -> Address | None:
        """Where a person is reached when this channel failed: the next of his accounts; None after the last."""
        found = [account for account in self._accounts.get(person, []) if account.channel in self._channels]
        tried = [place for place, account in enumerate(found) if account.channel == channel]
        later = found[tried[-1] + 1 :] if tried else []
        return Address(later[0].channel, later[0].account) if later else None


def in_force(duty: Duty, on: date) -> bool:
    """Whether a duty counts that day; the first and the last day are included."""
    return (duty.starts_on is None or duty.starts_on <= on) and (duty.ends_on is None or on <= duty.ends_on)


def _runs(roster: Roster, at: datetime, calendar: WorkCalendar) -> bool:
    """Whether a turn runs at a moment: one of today, or one of yesterday that runs over midnight."""
    local = at.astimezone(CHINA)
    today, hour = local.date(), local.time()
    if roster.starts < roster.ends:
        return roster.starts <= hour < roster.ends and _begins(roster, today, calendar)
    if hour >= roster.starts:
        return _begins(roster, today, calendar)
    return hour < roster.ends and _begins(roster, today - timedelta(days=1), calendar)


def _begins(roster: Roster, on: date, calendar: WorkCalendar) -> bool:
    """Whether a turn begins on a day."""
    named = {_WEEKDAYS[on.weekday()], on.isoformat(), "workday" if calendar.is_workday(on) else "restday"}
    return not named.isdisjoint(roster.days)
