"""What is answered before a ticket is opened: knowledge, stations, and who is looked for when somebody is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from handlers.rules.base import Fault, Length, Many, Part, known, unknown
from handlers.rules.routing import Holders
from nlu.taxonomy import CATEGORIES

Share = Annotated[float, Field(gt=0, le=1)]
LEVELS = (1, 2, 3)
CHAT_KINDS = ("residents", "volunteers", "grid_workers")


class KnowledgeRule(Part):
    """When a question is answered from the knowledge file.

    Attributes:
        sure: how near a question must be to be answered at once; the shipped value is measured.
        maybe: how near to be asked "您是不是想问".
        most: so many questions are offered at most; 0 is none.
        groups: in a group `never`, when it is `asked` by one of `called`, or `always`.
        called: how people call it in a group.
        wait: without an answer to "您是不是想问" for so long the words become a ticket.
        warn_before: how long before an entry expires the desk is told.
    """

    sure: Share = 0.65
    maybe: Share = 0.36
    most: int = Field(default=3, ge=0, le=3)
    groups: Literal["never", "asked", "always"] = "asked"
    called: tuple[str, ...] = ()
    wait: Length
    warn_before: Length

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.maybe > self.sure:
            raise ValueError("maybe 不能大于 sure")
        return self


class StationRule(Part):
    """便民服务驿站.

    Attributes:
        name: what they are called here.
        services: every service, with other words people say for it.
        levels: what a station of each level offers.
        not_meant: words with which another thing is meant, e.g. 电动车 where somebody asks for 充电.
        shown: so many are named.
        walk: metres somebody walks in a minute.
    """

    name: str = Field(min_length=1, max_length=20)
    services: dict[str, tuple[str, ...]]
    levels: dict[int, tuple[str, ...]]
    not_meant: tuple[str, ...] = ()
    shown: Many = 3
    walk: Many = 70

    def amiss(self) -> Iterator[Fault]:
        """Levels nobody knows, and services that are none."""
        for level, services in self.levels.items():
            yield from unknown(("stations", "levels"), [str(level)], map(str, LEVELS), "驿站级别")
            yield from unknown(("stations", "levels", str(level)), services, self.services, "服务")


class LostRule(Part):
    """发布寻人: when somebody is missing.

    Attributes:
        categories: an emergency of one of these, with one of the `words`, may be about a missing person.
        words: patterns of which one stands in the appeal.
        who: who may press it.
        scope: how far it goes: the ticket's `community`, its `neighbours` as well, the `subdistrict` or the `district`.
        chats: kinds of group.
        phone: whom to call; empty: the seat on duty, else whoever pressed.
        seen: patterns of what somebody says who saw the missing person.
    """

    categories: tuple[str, ...]
    words: tuple[str, ...] = Field(min_length=1)
    who: tuple[Holders, ...] = Field(min_length=1)
    scope: Literal["community", "neighbours", "subdistrict", "district"] = "neighbours"
    chats: tuple[str, ...] = CHAT_KINDS[:2]
    phone: str = ""
    seen: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        known(self.categories, CATEGORIES, "类别")
        known(self.chats, CHAT_KINDS, "群类型")
        for pattern in (*self.words, *self.seen):
            try:
                any_of([pattern])
            except re.error as error:
                raise ValueError(f"“{pattern}”不是正确的正则表达式") from error
        return self

    @cached_property
    def _about(self) -> re.Pattern[str]:
        return any_of(self.words)

    @cached_property
    def _saw(self) -> re.Pattern[str]:
        return any_of(self.seen)

    def about(self, words: str) -> bool:
        """Whether words tell of a missing person."""
        return self._about.search(words) is not None

    def saw(self, words: str) -> bool:
        """Whether somebody says that he saw one."""
        return self._saw.search(words) is not None


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds what one of these finds; `re.error` when one is none."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
