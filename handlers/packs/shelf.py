"""Where packs are found: the district's own folders first, then those that come with the product."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from handlers.packs.merging import merged
from handlers.packs.spots import Spot, read
from handlers.policy_errors import PolicyError, Problem, meant

SHIPPED = Path(__file__).parent.parent / "policies"

_NAME = re.compile(r"[\w-]{1,64}")

Stamp = tuple[int, int, int] | None


@dataclass
class Found:
    """A pack put together from its files.

    Attributes:
        looked: every file it depends on, those that would win if they were there too, with what they were like.
    """

    name: str
    spot: Spot | None = None
    problems: list[Problem] = field(default_factory=list)
    looked: dict[Path, Stamp] = field(default_factory=dict)

    def problem(self, path: tuple[int | str, ...], said: str) -> Problem:
        """Something wrong there, with its line."""
        spot = self.spot.at(path) if self.spot else None
        return Problem(said, path, spot.file if spot else None, spot.line if spot else None)

    @property
    def orphaned(self) -> bool:
        """Whether what it extends could not be read: then what is missing says nothing."""
        return any(problem.path == ("extends",) for problem in self.problems)

    @property
    def fresh(self) -> bool:
        """Whether every file is as it was."""
        return all(stamp(path) == before for path, before in self.looked.items())


@dataclass(frozen=True)
class Shelf:
    """Folders in the order in which they are looked in; what comes with the product is the last."""

    own: tuple[Path, ...] = ()

    @property
    def folders(self) -> tuple[Path, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys([*self.own, SHIPPED]))

    def names(self) -> list[str]:
        """Every pack there is."""
        return sorted({path.stem for folder in self.folders for path in folder.glob("*.yml")})

    def named(self, name: str) -> Found:
        """The pack with this name; `PolicyError` when there is none or a file cannot be read."""
        found = Found(name)
        path = self._find(name, self.folders, found)
        if path is None:
            raise PolicyError("", [Problem(self._missing(name))])
        found.spot = self._read(path, found, ())
        return found

    def file(self, path: Path) -> Found:
        """The pack in a file that may lie anywhere."""
        found = Found(path.stem, looked={path: stamp(path)})
        found.spot = self._read(path, found, ())
        return found

    def over(self, own: Spot, found: Found, above: tuple[Path, ...]) -> Spot:
        """What is in force where `own` is written: its parent's values under its own."""
        parent = None
        extends = own.value.get("extends") if isinstance(own.value, dict) else None
        if extends is not None and extends.value is not None:
            path = self._parent(extends, own.file, found, above)
            parent = self._read(path, found, above) if path else None
        return merged(own, parent, found.problems)

    def _read(self, path: Path, found: Found, above: tuple[Path, ...]) -> Spot:
        return self.over(read(path, found.problems), found, (*above, path))

    def _parent(self, extends: Spot, file: Path | None, found: Found, above: tuple[Path, ...]) -> Path | None:
        """The file that is meant; a pack may extend the one of its own name that lies behind it."""
        name, folders = str(extends.value), self.folders
        if file and name == file.stem and file.parent in folders:
            folders = folders[folders.index(file.parent) + 1 :]
        path, said = self._find(name, folders, found), ""
        if path is None:
            said = self._missing(name)
        elif path in above:
            way = "、".join(step.stem for step in (*above[above.index(path) :], path))
            said = f"继承成了一个圈：{way}"
        if said:
            found.problems.append(Problem(said, ("extends",), extends.file, extends.line))
            return None
        return path

    def _find(self, name: str, folders: tuple[Path, ...], found: Found) -> Path | None:
        if not _NAME.fullmatch(name):
            return None
        for folder in folders:
            path = folder / f"{name}.yml"
            found.looked[path] = stamp(path)
            if found.looked[path] is not None:
                return path
        return None

    def _missing(self, name: str) -> str:
        names = self.names()
        near = meant(name, names)
        return f"没有名为 {name} 的规则包；" + (f"是不是 {near}？" if near else "") + f"现有：{'、'.join(names)}"


def stamp(path: Path) -> Stamp:
    """What tells whether a file was changed; None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
