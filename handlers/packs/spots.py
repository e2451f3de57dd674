"""YAML with the line of every value.

Words stay words: `on`, `off`, `yes` and `no` are text, and so are 22:00 and 2027-02-06; the fields that want an
hour or a day read them from text.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from handlers.policy_errors import PolicyError, Problem

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

# Far more than any pack has; aliases within aliases could make any number of values out of a few lines.
_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A value and where it is written.

    Attributes:
        value: text, number, truth value or None; a dict or a list has spots in it.
        file, line: the line counted from 1; None for data that came from no file.
    """

    value: Any
    file: Path | None = None
    line: int | None = None

    @property
    def plain(self) -> Any:
        """The value alone."""
        if isinstance(self.value, dict):
            return {key: spot.plain for key, spot in self.value.items()}
        if isinstance(self.value, list):
            return [spot.plain for spot in self.value]
        return self.value

    def at(self, path: Sequence[int | str]) -> Spot:
        """The spot at the end of the path, or the nearest one on the way to it."""
        spot = self
        for part in path:
            inside: Any = spot.value
            if isinstance(inside, list):
                inside = dict(enumerate(inside))
            if not isinstance(inside, dict) or part not in inside:
                break
            spot = inside[part]
        return spot


def of(data: Any) -> Spot:
    """Data that came from no file."""
    if isinstance(data, dict):
        return Spot({key: of(value) for key, value in data.items()})
    return Spot([of(value) for value in data] if isinstance(data, list) else data)


class _Loader(_Base):
    """The core of YAML 1.2: 1.1 makes True of `on` and 1320 of 22:00."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"\A(?:{_form})\Z"), list(_first))


def read(path: Path, problems: list[Problem]) -> Spot:
    """What is in a file; `PolicyError` when it cannot be read at all, smaller slips are added to `problems`."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        try:
            node = loader.get_single_node()
            return _Reading(loader, path, problems).spot(node) if node else Spot(None, path, 1)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise PolicyError(path.stem, [Problem("不是正确的 YAML", (), path, line)]) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PolicyError(path.stem, [Problem("读不出来：请检查文件权限，并用 UTF-8 保存", (), path)]) from error
    except RecursionError as error:
        raise PolicyError(path.stem, [Problem("嵌套太深", (), path)]) from error


class _Reading:
    """Spots from the nodes of one file."""

    def __init__(self, loader: _Loader, path: Path, problems: list[Problem]) -> None:
        self._loader, self._path, self._problems = loader, path, problems
        self._open: set[int] = set()
        self._count = 0

    def spot(self, node: Node) -> Spot:
        line = node.start_mark.line + 1
        self._count += 1
        if id(node) in self._open or self._count > _MOST:
            raise PolicyError(self._path.stem, [Problem("引用（&、*）太多或指向自己", (), self._path, line)])
        self._open.add(id(node))
        spot = Spot(self._value(node), self._path, line)
        self._open.discard(id(node))
        return spot

    def _value(self, node: Node) -> Any:
        if isinstance(node, MappingNode):
            return dict(self._pairs(node))
        if isinstance(node, SequenceNode):
            return [self.spot(item) for item in node.value]
        return self._scalar(node)

    def _pairs(self, node: MappingNode) -> Iterator[tuple[Hashable, Spot]]:
        # Before aliases (<<) are put in: what they bring may be written again.
        written = [self._scalar(key) for key, _ in node.value if isinstance(key, ScalarNode)]
        self._loader.flatten_mapping(node)
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = self._scalar(key)
            if not isinstance(name, str | int | float):
                self._problems.append(Problem("键应是文字", (), self._path, line))
                continue
            if written.count(name) > 1:
                written.remove(name)
                self._problems.append(Problem(f"键 {name} 写了两次", (), self._path, line))
            yield name, self.spot(value)

    def _scalar(self, node: Node) -> Any:
        return self._loader.construct_object(node) if isinstance(node, ScalarNode) else None
