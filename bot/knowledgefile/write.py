"""Writing the knowledge file, in YAML and in Excel; reading it again gives the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.knowledgefile.read import Known
from bot.knowledgefile.words import SHAPES
from bot.orgfile.write import flow, save_workbook
from storage.knowledge import Entry
from storage.rows import values_of


def to_yaml(known: Known) -> str:
    """One entry a line."""
    lines: list[str] = []
    for section, entries in _sections(known).items():
        lines += [f"{section}:", *(f"  - {flow(entry)}" for entry in entries)] if entries else [f"{section}: []"]
    return "\n".join(lines) + "\n"


def to_excel(known: Known, path: Path) -> None:
    """A sheet for each section; several forms of a question stand in lines of one cell.

    Raises:
        OSError: the file cannot be written.
    """
    sections = _sections(known)
    for entry in sections["knowledge"]:
        entry["questions"] = "\n".join(entry["questions"])
    for station in sections["stations"]:
        station |= {key: str(station[key]) for key in ("lat", "lon") if key in station}
    save_workbook(sections, path, SHAPES)


def _sections(known: Known) -> dict[str, list[dict[str, Any]]]:
    return {
        "knowledge": [_filled(_entry(one)) for one in known.entries or ()],
        "stations": [_filled(values_of(one)) for one in known.stations or ()],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {key: value for key, value in values_of(entry).items() if key != "next_at"}


def _filled(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value not in (None, [], "")}
