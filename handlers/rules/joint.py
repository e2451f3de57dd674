"""Who works together on an appeal: whistles, rooms, mediation, and how an appeal may be settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from handlers.rules.base import Fault, Length, Part, known, unknown
from handlers.rules.conditions import When
from handlers.rules.promises import Track
from handlers.rules.routing import DEFAULT, Holders, Route, RungRule
from nlu.taxonomy import CATEGORIES


class WhistleKind(Part):
    """One kind of whistle, e.g. 紧急哨.

    Attributes:
        clocks: promises of each department, counted from the whistle; `sign` is needed.
        urgent: only for an urgent appeal, or with a reason; its parts are urgent too.
    """

    title: str
    clocks: dict[str, Length]
    urgent: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        if "sign" not in self.clocks:
            raise ValueError("缺少 sign 时限：没有它，没人签收的哨单不会往上报")
        return self


class Guard(Part):
    """Against blowing too often.

    Attributes:
        per_unit_month: whistles of one unit in a month; None is without limit.
        must_have_tried: only after somebody was there, or told how it goes.
        not_for: categories for which nobody is called.
    """

    per_unit_month: int | None = Field(default=None, ge=1)
    must_have_tried: bool = False
    not_for: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.not_for, CATEGORIES, "类别")
        return self


class PartSurvey(Part):
    """The whistler is asked as soon as a department reports: when he is reminded, and when it is over."""

    remind_after: Length
    close_after: Length


class Whistle(Part):
    """吹哨报到.

    Attributes:
        who: who may blow.
        kinds: the first is blown where none is named.
        ladder: whom a department's part goes to, and who is told when it does not answer.
        room: whether a room is made for everybody who takes part.
    """

    who: tuple[Holders, ...] = Field(min_length=1)
    kinds: dict[str, WhistleKind] = Field(min_length=1)
    ladder: tuple[RungRule, ...] = Field(min_length=1)
    guard: Guard = Guard()
    rating: PartSurvey
    room: bool = True


class RoomRule(Holders):
    """A room for appeals of a kind: whoever has it, and these, as soon as it is accepted."""

    when: When
    name: str = Field(default="会商室", min_length=1, max_length=20)


class Mediation(Part):
    """人民调解: a route of its own, always confidential.

    Attributes:
        name: of the rule, as it is shown.
        ladder: the mediators' own; `default` is the pack's.
        roles: mediators who are told at once.
        judicial: how long both parties may ask a court to confirm the agreement (人民调解法第三十三条); None: not here.
    """

    name: str = Field(default="人民调解", min_length=1, max_length=32)
    when: When
    ladder: str = DEFAULT
    roles: tuple[str, ...] = ()
    judicial: Length | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.when.always:
            raise ValueError("mediation 没有条件：所有诉求都会保密")
        return self

    @property
    def route(self) -> Route:
        """The same as a route."""
        return Route(name=self.name, when=self.when, ladder=self.ladder, copies=self.roles, confidential=True)


class Joint(Part):
    """Working together; a part that is not written is not there."""

    whistle: Whistle | None = None
    rooms: tuple[RoomRule, ...] = ()
    mediation: Mediation | None = None

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """The kinds of whistles as tracks of their parts, by title."""
        kinds = self.whistle.kinds.values() if self.whistle else ()
        return tuple(
            Track(name=kind.title, when={}, clocks={"dispatch": kind.clocks["sign"], **kind.clocks}) for kind in kinds
        )

    def amiss(self, promises: Iterable[str], ladders: Iterable[str]) -> Iterator[Fault]:
        """What does not fit the other parts of the pack."""
        for key, kind in (self.whistle.kinds if self.whistle else {}).items():
            yield from unknown(("joint", "whistle", "kinds", key, "clocks"), kind.clocks, promises, "时限")
        if self.mediation:
            where = ("joint", "mediation", "ladder")
            yield from unknown(where, [self.mediation.ladder], [DEFAULT, *ladders], "ladder")


def _titled(given: object) -> object:
    return {"title": given} if isinstance(given, str) else given


class Method(Part):
    """How an appeal was settled, e.g. 现场解决.

    Attributes:
        ask: whoever resolves one has to say which.
    """

    title: str
    ask: bool = False


Methods = dict[str, Annotated[Method, BeforeValidator(_titled)]]


class Order(Part):
    """What a form of order is called here."""

    name: str = Field(min_length=1, max_length=5)


Orders = dict[Literal["appeal", "part", "wish", "task", "incident"], Order]
