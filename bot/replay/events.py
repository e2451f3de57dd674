"""Recorded events (interfaces.md section 3) and letters, one JSON object a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import events as written
from bot import jsonl
from handlers.messages import Inbound

CHANNEL = "sim"
# Ways in that are our own pages, and no platform: a seat's form, the resident's page.
PAGES = ("hotline", "web")


class EventError(Exception):
    """A line cannot be played; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event and where it stands, "file:line"."""

    message: Inbound
    where: str


def read(paths: Iterable[Path]) -> list[Recorded]:
    """All events of these files in the order of time; `EventError` names the first unusable line."""
    files = list(paths)
    stems = Counter(path.stem for path in files)
    events: list[Recorded] = []
    for number, path in enumerate(files, 1):
        # Events without an id are told apart by file and line, also where two files have one name.
        events += _file(path, path.stem if stems[path.stem] == 1 else f"{path.stem}#{number}")
    return sorted(events, key=lambda event: event.message.at)


def _file(path: Path, stem: str) -> Iterator[Recorded]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _event(line, f"{path.name}:{number}", f"{stem}:{number}")
    except OSError as error:
        reason = "文件不存在" if isinstance(error, FileNotFoundError) else f"文件读不了（{error.strerror}）"
        raise EventError(f"{path}: {reason}。") from error


def _event(line: bytes, where: str, fallback_id: str) -> Recorded:
    try:
        data = jsonl.decode(line)
        return Recorded(written.decode(data, fallback_id, _channel(data)), where)
    except ValueError as error:
        raise EventError(f"{where}: {error}") from error


def _channel(data: dict[str, Any]) -> str:
    """`sim`, unless the event came by telephone or by the resident's page."""
    channel = data.get("channel")
    return channel if channel in PAGES else CHANNEL
