"""Writing the tree as an org file, in YAML and in Excel; reading it again gives the same tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.orgfile.words import SHAPES, Shape
from storage.tree import Account, Roster, Tree, Unit

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ENDLESS_LINE = 1_000_000
_WIDTHS = MappingProxyType(
    {"name": 24, "aliases": 32, "categories": 40, "accounts": 40, "phone": 16, "id": 28, "skills": 24, "days": 28}
)
_USUAL_WIDTH = 18
_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="2F5D8A")


def to_yaml(tree: Tree) -> str:
    """The tree as YAML, one entry a line, in the tree's order."""
    lines: list[str] = []
    for section, entries in _sections(tree).items():
        if section == "district":
            lines.append(f"district: {flow(entries[0])}")
        elif entries:
            lines += [f"{section}:", *(f"  - {flow(entry)}" for entry in entries)]
        else:
            lines.append(f"{section}: []")
    return "\n".join(lines) + "\n"


def to_excel(tree: Tree, path: Path) -> None:
    """The tree as a workbook with one sheet per section; an existing file is replaced.

    Raises:
        OSError: the file cannot be written.
    """
    save_workbook(_sections(tree), path)


def save_workbook(
    sections: Mapping[str, Sequence[Mapping[str, Any]]], path: Path, shapes: Mapping[str, Shape] = SHAPES
) -> None:
    """Entries as a workbook with one sheet per section; an existing file is replaced.

    Raises:
        OSError: the file cannot be written.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for section, entries in sections.items():
        _fill(book.create_sheet(section), shapes[section], entries)
    content = BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())


def flow(entry: Mapping[str, Any]) -> str:
    """An entry as one line of YAML."""
    return yaml.safe_dump(
        dict(entry), default_flow_style=True, allow_unicode=True, sort_keys=False, width=_ENDLESS_LINE
    ).strip()


def _sections(tree: Tree) -> dict[str, list[dict[str, Any]]]:
    head = {"code": tree.code, "name": tree.name, "policy": tree.policy}
    return {
        "district": [head],
        "units": [_unit(unit) for unit in tree.units if unit.kind != "district" or _says_more(unit)],
        "people": list(_people(tree)),
        "duties": [
            _filled(
                {
                    "person": duty.person,
                    "role": duty.role,
                    "unit": duty.unit,
                    "title": duty.title,
                    "from": duty.starts_on,
                    "to": duty.ends_on,
                    "deputy": duty.deputy,
                    "skills": duty.skills,
                }
            )
            for duty in tree.duties
        ],
        "rosters": [_turn(turn) for turn in tree.rosters],
        "chats": [
            {"channel": chat.channel, "id": chat.id, "kind": chat.kind, "unit": chat.unit} for chat in tree.chats
        ],
    }


def _turn(turn: Roster) -> dict[str, Any]:
    hours = {"from": f"{turn.starts:%H:%M}", "to": f"{turn.ends:%H:%M}"}
    return {"unit": turn.unit, "person": turn.person, "days": turn.days} | hours


def _says_more(unit: Unit) -> bool:
    """Whether the district's own unit holds anything its head line does not."""
    return bool(unit.aliases or unit.categories) or unit.buildings is not None


def _unit(unit: Unit) -> dict[str, Any]:
    return _filled(
        {
            "code": unit.code,
            "kind": unit.kind,
            "name": unit.name,
            "parent": unit.parent,
            "aliases": unit.aliases,
            "buildings": unit.buildings,
            "categories": unit.categories,
        }
    )


def _people(tree: Tree) -> Iterator[dict[str, Any]]:
    accounts: dict[str, list[Account]] = {}
    for account in tree.accounts:
        accounts.setdefault(account.person, []).append(account)
    for person in tree.people:
        own = _accounts(accounts.get(person.code, []))
        yield _filled({"code": person.code, "name": person.name, "phone": person.phone, "accounts": own})


def _accounts(accounts: Sequence[Account]) -> dict[str, str] | list[dict[str, str]]:
    """A mapping, or a list where a person has several accounts on one channel; the order is the preference."""
    by_channel = {account.channel: account.account for account in accounts}
    if len(by_channel) == len(accounts):
        return by_channel
    return [{account.channel: account.account} for account in accounts]


def _filled(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value not in (None, [], {}, "")}


def _fill(sheet: Worksheet, shape: Shape, entries: Sequence[Mapping[str, Any]]) -> None:
    keys = shape.keys.names
    for column, (key, name) in enumerate(keys.items(), 1):
        cell = sheet.cell(1, column, f"{name} {key}")
        cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(key, _USUAL_WIDTH)
    sheet.freeze_panes = "A2"
    for number, entry in enumerate(entries, 2):
        for column, key in enumerate(keys, 1):
            if key in entry:
                _put(sheet, number, column, entry[key])


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    cell: Any = sheet.cell(row, column)
    if isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, int):
        cell.value = value
    else:
        # As text whatever it begins with: "=…" must never become a formula, nor "012" a number when edited.
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", _cell_text(value))
        cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True


def _cell_text(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{channel}: {account}" for channel, account in value.items())
    if isinstance(value, list):
        parts = [_cell_text(part) for part in value]
        return ("; " if isinstance(value[0], dict) else "、").join(parts)
    return str(value)
