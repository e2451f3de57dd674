"""What a pack is made of, asked of the models: for suggestions and for the reference page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Model = type[BaseModel]


def keys(model: Model) -> dict[str, FieldInfo]:
    """The fields of a part by what they are called in a file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def models_in(annotation: Any) -> Iterator[Model]:
    """The parts a field is made of, within lists, maps and choices too."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for inner in get_args(annotation):
        yield from models_in(inner)


def siblings(model: Model, path: Sequence[int | str]) -> list[str]:
    """The keys that may be written beside the last one of the path."""
    here = [model]
    for part in path[:-1]:
        # A number or the key of a map leads to the same parts again.
        fields = [keys(one)[str(part)] for one in here if str(part) in keys(one)]
        deeper = [inner for field in fields for inner in models_in(field.annotation)]
        here = deeper or here
    return [key for one in here for key in keys(one)]


def names(model: Model) -> dict[str, str]:
    """What the fields of a part are called in Python, by what they are called in a file."""
    return {field.alias or name: name for name, field in model.model_fields.items()}
