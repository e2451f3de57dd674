"""A district's policy pack: titles, routing, clocks and conversation, as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from handlers.calendar import WorkCalendar
from handlers.durations import Hours
from handlers.packs import shape, spots
from handlers.packs.shelf import SHIPPED, Found, Shelf
from handlers.policy_errors import FaultsError, PolicyError, faults_of
from handlers.rules.across import amiss_promises, amiss_routes
from handlers.rules.answers import KnowledgeRule, LostRule, StationRule
from handlers.rules.base import Fault, Overrides, Part, Span, roles_in, unknown
from handlers.rules.cadences import Cadences, amiss_cadences
from handlers.rules.cards import Buttons, amiss_cards
from handlers.rules.duplicates import Duplicates
from handlers.rules.evidence import Evidence
from handlers.rules.figures import Figures
from handlers.rules.governance import Governance
from handlers.rules.groups import Groups
from handlers.rules.incidents import IncidentRule
from handlers.rules.inspecting import Commitments, Inspection
from handlers.rules.joint import Joint, Methods, Orders, PartSurvey
from handlers.rules.matching import Table
from handlers.rules.promises import GENERAL, Extend, Grading, Promise, Regrade, Reminders, Track, Wait, holds
from handlers.rules.routing import Returns, Routing, ScopeRule
from handlers.rules.survey import SurveyRule
from handlers.rules.talk import Conversation, Listening
from handlers.rules.unsure import UnsureRule
from handlers.rules.volunteering import Volunteering

__all__ = ["PACKS", "Policy", "PolicyError", "Track", "load", "parse", "read"]

PACKS = SHIPPED


class Policy(Part):
    """A whole pack.

    Attributes:
        name: of the file.
        title: what it is called in Chinese.
        extends: the pack that holds wherever this one says nothing.
        quiet_hours: when residents are left alone, emergencies excepted; what breaks then acts when they end.
        working_hours: what a working hour (`wh`) is, and until when a working day (`wd`) goes.
        calendar_overrides: days announced after the calendar was made; they overrule it.
        titles: what a role is called here; every role that is used needs one.
        routing: who gets a ticket and who is told.
        scope: what another office looks after; the first that takes an appeal tells the resident where to go.
        cards: the buttons on an official's card, by state (`accepted`) or form and state (`part.accepted`).
        cadences: what comes round by the calendar, by its name; `governance` has what it goes by.
        incidents: when many households make one umbrella incident; None: never.
        duplicates: which open tickets a new one may be the same as, and who puts them together.
        promises: what can be promised, in the order of a ticket's life; tracks say by when.
        grades: how big a ticket may be, from key to Chinese name; `general` is needed.
        grading: with which grade a ticket begins; the first that takes it decides, else `general`.
        tracks: which promises are made for what; the first that takes a ticket decides, the last takes all.
        knowledge: what is answered before a ticket is opened; `stations`, `lost`: 便民服务驿站 and 发布寻人.
        unsure: who is asked about what nobody is sure of in a group; None: the desk, at once.
        evidence: from when on neighbours with the same trouble make a pattern.
        groups: what residents' groups are told before anybody listens, and in the evening.
        emergency: what to do at once, by category; `default` is needed.
        texts: sentences worded otherwise, by their key.
    """

    name: str
    title: str
    extends: str | None = None
    quiet_hours: Span
    working_hours: Span
    calendar_overrides: Overrides = Field(default_factory=Overrides, alias="calendar")
    titles: dict[str, str]
    routing: Routing
    returns: Returns = Field(default_factory=Returns)
    scope: tuple[ScopeRule, ...] = ()
    cards: dict[str, Buttons] = Field(default_factory=dict)
    joint: Joint = Field(default_factory=Joint)
    methods: Methods = Field(default_factory=dict)
    orders: Orders = Field(default_factory=dict)
    volunteering: Volunteering | None = None
    incidents: IncidentRule | None = None
    duplicates: Duplicates
    cadences: Cadences = Field(default_factory=dict)
    governance: Governance = Field(default_factory=Governance)
    promises: dict[str, Promise]
    grades: dict[str, str]
    grading: tuple[Grading, ...] = ()
    tracks: tuple[Track, ...] = Field(min_length=1)
    knowledge: KnowledgeRule
    stations: StationRule
    lost: LostRule
    reminders: Reminders
    extend: Extend
    regrade: Regrade
    wait: Wait
    survey: SurveyRule
    inspection: Inspection
    commitments: Commitments
    figures: Figures = Field(default_factory=Figures)
    understanding: Listening
    conversation: Conversation
    evidence: Evidence = Field(default_factory=Evidence)
    groups: Groups
    unsure: UnsureRule | None = None
    emergency: dict[str, str]
    texts: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Self:
        amiss: list[Fault] = [
            *self._amiss(),
            *amiss_promises(self.promises, self.grades, self.tracks, self.grading, self.extend),
            *amiss_cards(self.cards),
            *amiss_cadences(self.cadences, self.grades),
            *amiss_routes(self.routing, self.scope, self.tracks, self.titles, self.grades),
            *self.joint.amiss(self.promises, self.routing.ladders),
            *(self.volunteering.amiss(self.promises) if self.volunteering else ()),
            *(self.incidents.amiss(self.promises) if self.incidents else ()),
            *self.groups.amiss(self.quiet_hours),
        ]
        if amiss:
            raise FaultsError(amiss)
        if self.joint.mediation:
            self.routing.begin_with(self.joint.mediation.route)
        return self

    def _amiss(self) -> Iterator[Fault]:
        if self.working_hours.start >= self.working_hours.end:
            yield ("working_hours",), "working_hours 的开始必须早于结束"
        if self.tracks[-1].when:
            yield ("tracks", len(self.tracks) - 1, "when"), "tracks 最后一条必须不带条件，否则会有工单没有时限"
        if "default" not in self.emergency:
            yield ("emergency",), "emergency 缺少 default：不认识的险情也要有话可说"
        for path, role in roles_in(self):
            yield from unknown(path, [role], self.titles, "titles 里没有称呼的角色")

    @cached_property
    def cadences_mark(self) -> str:
        """Differs where other moments would come round; empty where nothing does."""
        if not self.cadences:
            return ""
        days = sorted((str(day), worked) for day, worked in self.calendar.overrides.items())
        plan = {name: rule.model_dump(mode="json") for name, rule in sorted(self.cadences.items())}
        return sha256(dumps([plan, days], sort_keys=True).encode()).hexdigest()[:16]

    @property
    def quiet(self) -> Hours:
        """When residents are left alone."""
        return self.quiet_hours.hours

    @property
    def calendar(self) -> WorkCalendar:
        """The working days of this district."""
        days = dict.fromkeys(self.calendar_overrides.workdays, True)
        days |= dict.fromkeys(self.calendar_overrides.holidays, False)
        return WorkCalendar(days, self.working_hours.start, self.working_hours.end)

    @cached_property
    def scope_table(self) -> Table:
        """The scope list, ready to be asked."""
        return Table([rule.when for rule in self.scope])

    def track(self, facts: dict[str, str], named: str | None = None) -> Track:
        """The track of this name, which a route asks for; else the first that takes a ticket with these facts."""
        wishes = (self.volunteering.track,) if self.volunteering else ()
        incidents = (self.incidents.track,) if self.incidents else ()
        every = (*self.joint.tracks, *wishes, *incidents, *self.tracks) if named else ()
        asked = next((track for track in every if track.name == named), None)
        return asked or next(track for track in self.tracks if track.takes(facts))

    def survey_of(self, form: str) -> SurveyRule | PartSurvey:
        """When whoever asked for an order of this form is asked about it."""
        return self.joint.whistle.rating if form == "part" and self.joint.whistle else self.survey

    def grade(self, facts: dict[str, str]) -> str:
        """The grade a ticket with these facts begins with."""
        return next((rule.grade for rule in self.grading if holds(rule.when, facts)), GENERAL)

    def first_aid(self, category: str) -> str:
        """What to do at once in an emergency of this category."""
        return self.emergency.get(category) or self.emergency["default"]


def parse(data: object, name: str, folders: Sequence[Path] = ()) -> Policy:
    """A pack from its data; `PolicyError` says what is wrong."""
    found = Found(name)
    found.spot = Shelf(tuple(folders)).over(spots.of(data), found, ())
    return _made(found)


def read(path: Path, folders: Sequence[Path] = ()) -> Policy:
    """The pack in a file; `PolicyError` names the line of everything that is wrong."""
    path = path.resolve()
    return _made(Shelf((path.parent, *(folder.resolve() for folder in folders))).file(path))


def load(name: str, folders: Sequence[Path] = ()) -> Policy:
    """The pack with this name, as its files are now; `PolicyError` when there is none or it cannot be used.

    Args:
        folders: the district's own, looked in before those that come with the product.
    """
    own = tuple(folder for folder in folders if folder.is_dir())
    key = (name, own)
    known_before = _loaded.get(key)
    if known_before and known_before[0].fresh:
        return known_before[1]
    found = Shelf(own).named(name)
    _loaded[key] = (found, _made(found))
    return _loaded[key][1]


def data_of(name: str, folders: Sequence[Path] = ()) -> dict[str, Any]:
    """The pack as data, with everything it inherits: what `parse` makes the same pack of."""
    found = Shelf(tuple(folders)).named(name)
    data: dict[str, Any] = _made(found).model_dump(include={"name", "title"}) | (found.spot.plain if found.spot else {})
    return {key: value for key, value in data.items() if key != "extends"}


_loaded: dict[tuple[str, tuple[Path, ...]], tuple[Found, Policy]] = {}


def _made(found: Found) -> Policy:
    """The pack in force; `PolicyError` with everything that is wrong."""
    data = found.spot.plain if found.spot else None
    made = None
    if not isinstance(data, dict):
        found.problems.append(found.problem((), " 的内容应是“键: 值”的形式，请对照 default.yml"))
    elif not found.orphaned:
        data = {"name": found.name, "title": found.name} | data
        try:
            made = Policy.model_validate(data)
        except ValidationError as error:
            for one in error.errors():
                faults = faults_of(one, shape.siblings(Policy, one["loc"]))
                found.problems += [found.problem(path, said) for path, said in faults]
    if made is None or found.problems:
        raise PolicyError(found.name, found.problems)
    return made
