"""Which platforms there are: every folder here that has `settings.py`, found by looking.

A folder's `settings.SECTION` is its section of the settings, and its `channel.connect` makes the platform
of it. What a channel needs beyond the standard library is imported when it is on, and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from pydantic import ValidationError, create_model

from bot.channels.base import Platform
from bot.channels.kit import Kit
from bot.channels.section import Section
from bot.settings import Configured

_HERE = Path(__file__).parent


class SectionError(Exception):
    """A channel's section cannot be used; the message names what is missing or wrong, in Chinese."""


@cache
def kinds() -> Mapping[str, type[Section]]:
    """Every channel with its section, in the order of their names."""
    folders = sorted(path.parent.name for path in _HERE.glob("*/settings.py"))
    return {name: import_module(f"bot.channels.{name}.settings").SECTION for name in folders}


def sections() -> dict[str, Section]:
    """The sections of the channels that are on.

    Raises:
        SectionError: one is half filled, or a value of it is wrong.
    """
    fields = {name: (kind, kind()) for name, kind in kinds().items()}
    model = create_model("Sections", __base__=Configured, **fields)  # type: ignore[call-overload]  # names from folders
    try:
        found = model()
    except ValidationError as error:
        first = error.errors()[0]
        key = "__".join(str(part) for part in first["loc"]).upper()
        raise SectionError(f"设置 MINHU_{key} 有误：{first['msg']}。") from error
    on: dict[str, Section] = {}
    for name in kinds():
        section: Section = getattr(found, name)
        if missing := section.missing():
            keys = "、".join(f"MINHU_{name}__{key}".upper() for key in missing)
            raise SectionError(f"渠道“{section.label}”只填了一部分，还缺：{keys}。")
        if section.on:
            on[name] = section
    return on


def connect(name: str, section: Section, kit: Kit) -> Platform:
    """The platform of a complete section."""
    platform: Platform = import_module(f"bot.channels.{name}.channel").connect(section, kit)
    return platform
