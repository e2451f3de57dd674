"""A district's policy pack: titles, routing, clocks and conversation, as data."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from handlers import policy_errors
from handlers.calendar import WorkCalendar
from handlers.durations import Hours
from handlers.rules.base import Overrides, Part, Span, known
from handlers.rules.promises import Extend, Reminders, Track, Wait
from handlers.rules.routing import Routing
from handlers.rules.survey import SurveyRule
from handlers.rules.talk import Conversation, Listening

__all__ = ["PACKS", "Policy", "PolicyError", "Track", "load", "parse", "read"]

PACKS = Path(__file__).parent / "policies"

_PACK_NAME = re.compile(r"[\w-]{1,64}")


class PolicyError(Exception):
    """A policy pack cannot be used; the message names the pack and the field in Chinese."""


class Policy(Part):
    """A whole pack."""

    name: str
    title: str
    quiet_hours: Span
    working_hours: Span
    calendar_overrides: Overrides = Field(default_factory=Overrides, alias="calendar")
    titles: dict[str, str]
    routing: Routing
    tracks: tuple[Track, ...] = Field(min_length=1)
    reminders: Reminders
    extend: Extend
    wait: Wait
    survey: SurveyRule
    understanding: Listening
    conversation: Conversation
    emergency: dict[str, str]
    texts: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.working_hours.start >= self.working_hours.end:
            raise ValueError("working_hours 的开始必须早于结束")
        if self.tracks[-1].when:
            raise ValueError("tracks 最后一条必须不带条件，否则会有工单没有时限")
        if "default" not in self.emergency:
            raise ValueError("emergency 缺少 default：不认识的险情也要有话可说")
        rules = [*self.routing.ladder, *self.routing.copies]
        used = [role for rule in rules for role in rule.roles]
        known([*used, *self.routing.reporter_hidden_from], self.titles, "titles 里没有称呼的角色")
        return self

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

    def track(self, facts: dict[str, str]) -> Track:
        """The first track that takes a ticket with these facts."""
        return next(track for track in self.tracks if track.takes(facts))

    def first_aid(self, category: str) -> str:
        """What to do at once in an emergency of this category."""
        return self.emergency.get(category) or self.emergency["default"]


def parse(data: object, name: str) -> Policy:
    """A pack from its data; `PolicyError` says what is wrong."""
    if not isinstance(data, dict):
        raise PolicyError(f"规则包 {name} 应是“键: 值”的形式，请对照 default.yml。")
    try:
        return Policy.model_validate(data)
    except ValidationError as error:
        raise PolicyError(policy_errors.sentence(name, dict(error.errors()[0]))) from error


def read(path: Path) -> Policy:
    """The pack in a file; `PolicyError` names the line that cannot be read."""
    try:
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = f"第{error.problem_mark.line + 1}行" if error.problem_mark else ""
        raise PolicyError(f"规则包 {path.stem} {line}不是正确的 YAML。") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PolicyError(f"规则包 {path.stem} 读不出来：请检查文件权限，并用 UTF-8 保存。") from error
    return parse(data, path.stem)


@lru_cache(maxsize=32)
def load(name: str) -> Policy:
    """The pack with this name; `PolicyError` when there is none."""
    path = PACKS / f"{name}.yml"
    if not _PACK_NAME.fullmatch(name) or not path.is_file():
        packs = "、".join(sorted(found.stem for found in PACKS.glob("*.yml")))
        raise PolicyError(f"没有名为 {name} 的规则包；现有：{packs}。")
    return read(path)
