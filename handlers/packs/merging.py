"""A pack over the one it extends: maps merge key by key, lists replace, an item `inherit` brings the parent's in."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.packs.spots import Spot
from handlers.policy_errors import Problem

INHERIT = "inherit"
# What every pack says of itself.
OWN = ("name", "title", "extends")

Path = tuple[int | str, ...]


def merged(own: Spot, parent: Spot | None, problems: list[Problem], at: Path = ()) -> Spot:
    """The value in force where `own` is written; `parent` is what the parent has there, if anything.

    A key without a value (`gas:` or `gas: null`) takes the parent's away.
    """
    if isinstance(own.value, dict):
        under = parent.value if parent and isinstance(parent.value, dict) else {}
        kept = {key: spot for key, spot in under.items() if key not in own.value and (at or key not in OWN)}
        given = {
            key: merged(spot, under.get(key), problems, (*at, key))
            for key, spot in own.value.items()
            if spot.value is not None or key not in under
        }
        # In the parent's order, then what is new.
        keys = dict.fromkeys([*under, *own.value])
        return Spot({key: (given | kept)[key] for key in keys if key in given or key in kept}, own.file, own.line)
    if isinstance(own.value, list):
        return Spot(list(_spliced(own, parent, problems, at)), own.file, own.line)
    return own


def _spliced(own: Spot, parent: Spot | None, problems: list[Problem], at: Path) -> Iterator[Spot]:
    for number, item in enumerate(own.value):
        if item.value != INHERIT:
            yield merged(item, None, problems, (*at, number))
        elif parent and isinstance(parent.value, list):
            yield from parent.value
        else:
            said = "inherit 没有可以继承的列表：上级规则包这里没有列表"
            problems.append(Problem(said, (*at, number), item.file, item.line))
