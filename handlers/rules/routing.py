"""Who gets a ticket, who is told, what is sent elsewhere, and when it is not sent back any more."""

from __future__ import annotations

from functools import cached_property
from typing import Self

from pydantic import Field, PrivateAttr, model_validator

from handlers.rules.base import UNIT_KINDS, Part, known
from handlers.rules.conditions import When, Words
from handlers.rules.matching import Table
from nlu.taxonomy import CATEGORIES, KIND_NAMES, URGENCY_NAMES
from storage.tickets import SOURCES

DEFAULT = "default"


class Holders(Part):
    """Which roles at which kinds of unit."""

    at: tuple[str, ...] = Field(min_length=1)
    roles: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_kinds(self) -> Self:
        known(self.at, UNIT_KINDS, "层级")
        return self


class RungRule(Part):
    """Who makes one rung of a ladder: roles at kinds of unit, a task force, or the departments of the category.

    Attributes:
        skilled: of the holders those whose skills cover the category; all of them where nobody's do.
        on_duty: whoever the roster of these units names now, else the holders.
        force: the task force whose business the category is, wherever the ticket is; `roles` may narrow it.
        department: the departments whose business the category is at the ticket's place.
    """

    at: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    skilled: bool = False
    on_duty: bool = False
    force: bool = False
    department: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.at, UNIT_KINDS, "层级")
        if self.force and self.department:
            raise ValueError("force 和 department 只能写一个：专班和职能部门请各写一级")
        if self.force or self.department:
            if self.at:
                raise ValueError("写了 force 或 department 就不用写 at：按类别找单位")
        elif not (self.at and self.roles):
            raise ValueError("缺少 at 或 roles：这一级要写明在哪类单位、由哪些角色接单")
        return self


class CopyRule(Holders):
    """Who is told as well; every condition that is written must hold."""

    categories: tuple[str, ...] = ()
    kind: Words = ()
    source: Words = ()
    urgency: Words = ()

    @model_validator(mode="after")
    def _check_conditions(self) -> Self:
        known(self.categories, CATEGORIES, "类别")
        known(self.kind, KIND_NAMES, "条件 kind 的值")
        known(self.source, SOURCES, "条件 source 的值")
        known(self.urgency, URGENCY_NAMES, "条件 urgency 的值")
        return self

    def takes(self, about: dict[str, str]) -> bool:
        """Whether an order with these facts is copied."""
        asked = {"category": self.categories, "kind": self.kind, "source": self.source, "urgency": self.urgency}
        return all(not values or about.get(key) in values for key, values in asked.items())


class Route(Part):
    """A way other than the pack's own ladder, for the orders it takes.

    Attributes:
        level: the rung of the ladder to begin with.
        copies, copies_at: roles that are told as well, and at which kinds of unit.
        track: name of the track it is on, whatever the tracks' own conditions say.
        confidential: shown to those who have to do with it, and to nobody else.
        leader: who is told from the beginning and follows it.
    """

    name: str = Field(min_length=1, max_length=32)
    when: When = When()
    ladder: str = DEFAULT
    level: int = Field(default=0, ge=0)
    copies: tuple[str, ...] = ()
    copies_at: tuple[str, ...] = UNIT_KINDS
    track: str | None = None
    confidential: bool = False
    leader: Holders | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.copies_at, UNIT_KINDS, "层级")
        return self


class Routing(Part):
    """Who gets a ticket and who is told.

    Attributes:
        ladder: the pack's own, from the nearest rung to the farthest; its name is `default`.
        ladders: others, by name.
        routes: which orders go another way; the first that takes one decides.
        shown_roles: whom "谁是我的服务长" names, in this order.
        reporter_hidden_from: roles that never learn who complained: it may be about them.
    """

    ladder: tuple[RungRule, ...] = Field(min_length=1)
    ladders: dict[str, tuple[RungRule, ...]] = Field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    copies: tuple[CopyRule, ...] = ()
    shown_roles: tuple[str, ...] = ()
    reporter_hidden_from: frozenset[str] = frozenset()
    _first: tuple[Route, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _check(self) -> Self:
        if DEFAULT in self.ladders:
            raise ValueError("ladders 里不能有 default：它就是 ladder")
        if empty := [name for name, rungs in self.ladders.items() if not rungs]:
            raise ValueError(f"ladders“{empty[0]}”是空的")
        for route in self.routes:
            known([route.ladder], [DEFAULT, *self.ladders], f"routes“{route.name}”的 ladder")
            if route.level >= len(self.ladders.get(route.ladder, self.ladder)):
                raise ValueError(f"routes“{route.name}”的 level {route.level} 超出了 {route.ladder} 的级数")
        names = [route.name for route in self.routes]
        if double := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"routes 有两条都叫“{double}”")
        return self

    @property
    def all_routes(self) -> tuple[Route, ...]:
        """Those other parts of the pack make, then its own."""
        return (*self._first, *self.routes)

    def begin_with(self, *routes: Route) -> None:
        """Routes that other parts of the pack make: they decide before its own."""
        self._first = routes

    @cached_property
    def table(self) -> Table:
        """The routes, ready to be asked."""
        return Table([route.when for route in self.all_routes])

    @cached_property
    def _named(self) -> dict[str, Route]:
        return {route.name: route for route in self.all_routes}

    def route(self, name: str | None) -> Route | None:
        """The route with this name; None for the pack's own ladder, and for one the pack has no more."""
        return self._named.get(name or "")

    def rungs(self, route: str | None) -> tuple[RungRule, ...]:
        """The ladder of a route."""
        found = self.route(route)
        return self.ladders.get(found.ladder, self.ladder) if found else self.ladder


class Returns(Part):
    """退单: how often a ticket may be sent back before it stays with whoever had it first (首接负责).

    Attributes:
        lock_after: with this return it goes to the first responsible for good; 0 is never.
    """

    lock_after: int = Field(default=2, ge=0)


class ScopeRule(Part):
    """What another office looks after: the resident is told where to go, and may insist.

    Attributes:
        say: where and how it is done instead, one or two sentences.
        phone: whom to call there.
    """

    name: str = Field(min_length=1, max_length=32)
    when: When
    say: str = Field(min_length=1)
    phone: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.when.always:
            raise ValueError(f"scope“{self.name}”没有条件：所有诉求都会被推走")
        return self
