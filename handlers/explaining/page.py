"""The whole explanation of a pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from handlers.cards import LABELS
from handlers.explaining import words
from handlers.explaining.table import SECTIONS
from handlers.packs import shape
from handlers.policy import Policy
from handlers.policy_errors import PARTS
from nlu.taxonomy import CATEGORIES

# What a pack says of itself is in the heading.
_HEADING = ("name", "title", "extends")
_NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Told:
    """A heading and what is under it."""

    title: str
    lines: list[str]


def explain(pack: Policy, now: datetime, parent: Policy | None = None) -> list[Told]:
    """The pack in plain Chinese; `parent` is what it extends, to tell what differs; `now`: for the next dates."""
    told = [Told("这个规则包", list(_heading(pack, parent)))]
    told += [Told(section.title, lines) for section in SECTIONS if (lines := section.said(pack, now))]
    told += [Told(f"{PARTS.get(part, part)}（{part}）", lines) for part, lines in _rest(pack)]
    return told


def _heading(pack: Policy, parent: Policy | None) -> Iterator[str]:
    yield f"{pack.title}（{pack.name}）" + (f"，在“{parent.title}”（{parent.name}）的基础上：" if parent else "。")
    if parent is None:
        return
    buttons = {action.value: label for action, label in LABELS.items()}
    names = words.KINDS | CATEGORIES | buttons | pack.titles
    changes = list(differences(_plain(parent), _plain(pack), names))
    yield from changes
    if not changes:
        yield "没有改动。"


def _rest(pack: Policy) -> Iterator[tuple[str, list[str]]]:
    """Parts no section tells of, as they are written."""
    covered = {part for section in SECTIONS for part in section.parts}
    data = _plain(pack, brief=True)
    for key in shape.keys(Policy):
        value = data.get(key)
        if key not in covered and key not in _HEADING and value not in _NOTHING:
            rows = [{inner: value[inner]} for inner in value] if isinstance(value, dict) else value
            yield key, [words.listed(row) for row in (rows if isinstance(rows, list) else [rows])]


def differences(before: Any, after: Any, names: Mapping[str, str], at: str = "") -> Iterator[str]:
    """What was changed, added or taken away: a line each, maps key by key, lists as a whole.

    Args:
        names: what codes are called, e.g. those of roles and categories.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            if at or key not in _HEADING:
                yield from differences(before.get(key), after.get(key), names, f"{at}.{key}" if at else str(key))
    elif before != after:
        yield f"　{at}：" + _change(before, after, names)


def _change(before: Any, after: Any, names: Mapping[str, str]) -> str:
    if isinstance(before, list) and isinstance(after, list):
        gone, new = [one for one in before if one not in after], [one for one in after if one not in before]
        if new and gone and _named(new, names) == _named(gone, names):
            return f"改了{_named(new, names)}"
        said = [f"增加{_named(new, names)}"] if new else []
        return "；".join(said + ([f"去掉{_named(gone, names)}"] if gone else [])) or "换了先后"
    was, now = _named(before, names), _named(after, names)
    if before in _NOTHING:
        return f"增加{now}"
    return f"去掉{was}" if after in _NOTHING else f"{was}改为{now}"


def _named(value: Any, names: Mapping[str, str]) -> str:
    """A value in a word or two; what has many parts is told further down."""
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, dict | list) for one in values):
        said = [f"“{one[key]}”" for one in values if isinstance(one, dict) for key in ("name", "title") if key in one]
        return "、".join(said) + "（详见下文）"
    return "、".join(f"“{names.get(one, words.listed(one))}”" for one in values)


def _plain(value: Any, *, brief: bool = False) -> Any:
    """A part of a pack as it would be written; `brief`: without what is left at its defaults."""
    if isinstance(value, BaseModel):
        full = {key: _plain(getattr(value, name)) for key, name in shape.names(type(value)).items()}
        return _brief(value) if brief else full
    if isinstance(value, dict):
        return {key: _plain(inner, brief=brief) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        # An item is compared as a whole: what it leaves at its defaults is no news.
        return [_plain(inner, brief=True) for inner in value]
    if isinstance(value, frozenset):
        return sorted(_plain(inner) for inner in value)
    return value if isinstance(value, bool) or value is None else str(value)


def _brief(part: BaseModel) -> dict[str, Any]:
    """A part without what it leaves at its defaults."""
    fields = type(part).model_fields
    return {
        key: _plain(getattr(part, name), brief=True)
        for key, name in shape.names(type(part)).items()
        if getattr(part, name) != fields[name].get_default(call_default_factory=True)
    }
