"""What every field of a pack means, from the docstrings of the models."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic_core import PydanticUndefined

from handlers.packs import shape
from handlers.packs.shape import Model

_ENTRY = re.compile(r"\A([\w, ]+): (.+)")

# Words that mean the same wherever they are written; a docstring may say more.
COMMON = {
    "at": "kinds of unit",
    "roles": "roles, keys of `titles`",
    "name": "what it is called",
    "title": "what it is called",
    "when": "conditions that must all hold; without any it always does",
    "category": "subject categories",
    "categories": "subject categories; none: all",
    "kind": "kinds of appeal, e.g. `complaint`",
    "urgency": "`emergency`, `urgent`, `normal`",
    "source": "ways it came in, e.g. `group`, `hotline`",
    "grade": "one of `grades`",
    "form": "`appeal`, `part`, `wish`, `task`",
    "ladder": "name of a ladder",
    "remind_after": "how long without an answer until they are asked again",
    "close_after": "how long without an answer until it is filed",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One field.

    Attributes:
        path: the way to it from the part, `[]` for an item of a list and `*` for any key of a map.
        meaning: empty when nobody wrote it down.
        default: what holds where it is left out; None when it must be written.
        apart: the part it is made of, where that is told elsewhere.
    """

    path: tuple[str, ...]
    meaning: str
    default: Any
    apart: Model | None = None


def rows(model: Model, above: tuple[str, ...] = (), apart: frozenset[Model] = frozenset()) -> Iterator[Row]:
    """Every field of a part, and of the parts in it but for those that are told `apart`."""
    said = attributes(model)
    for key, field in shape.keys(model).items():
        name, path = shape.names(model)[key], (*above, key)
        inside = list(_inside(field.annotation, path))
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        first = next((summary(inner) for inner, _ in inside), "")
        meaning = said.get(name) or field.description or first or COMMON.get(key, "")
        told = next((inner for inner, _ in inside if inner in apart), None)
        yield Row(path, meaning, _default(default), told)
        for inner, way in inside:
            if inner not in apart:
                yield from rows(inner, way, apart)


def shared(model: Model) -> dict[Model, None]:
    """The parts that may be written in more than one place, in the order in which they are met."""
    met: dict[Model, int] = {}
    _count(model, met)
    return dict.fromkeys(inner for inner, times in met.items() if times > 1)


def _count(model: Model, met: dict[Model, int]) -> None:
    for field in shape.keys(model).values():
        for inner, _ in _inside(field.annotation, ("",)):
            met[inner] = met.get(inner, 0) + 1
            if met[inner] == 1:
                _count(inner, met)


def _default(value: Any) -> Any:
    return None if value is PydanticUndefined else value


def _inside(annotation: Any, path: tuple[str, ...]) -> Iterator[tuple[Model, tuple[str, ...]]]:
    origin, args = get_origin(annotation), get_args(annotation)
    if not args:
        yield from ((model, path) for model in shape.models_in(annotation))
    elif origin is dict:
        yield from _inside(args[1], (*path, "*"))
    elif origin in (tuple, list):
        yield from _inside(args[0], (*path[:-1], f"{path[-1]}[]"))
    else:
        for one in args:
            yield from _inside(one, path)


def summary(model: Model) -> str:
    """The first paragraph of its docstring."""
    return " ".join((inspect.getdoc(model) or "").split("\n\n")[0].split())


def attributes(model: Model) -> dict[str, str]:
    """What a docstring says of each attribute, those of the models it is made from included."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        found |= _of_docstring(inspect.cleandoc(one.__doc__ or "") if "__doc__" in vars(one) else "")
    return found


def _of_docstring(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    names: list[str] = []
    for line in text.partition("Attributes:\n")[2].splitlines():
        if line.startswith(" " * 4) and not line.startswith(" " * 5) and (entry := _ENTRY.fullmatch(line.strip())):
            names = [name.strip() for name in entry[1].split(",")]
            found |= dict.fromkeys(names, entry[2])
        elif line.startswith(" " * 5):
            found |= {name: f"{found[name]} {line.strip()}" for name in names}
        elif line.strip():
            break
    return found
