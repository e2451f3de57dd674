"""Reading an org file: size and form, then the sections, then what holds between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.orgfile.excel_form import ORG, Form, read_excel
from bot.orgfile.links import check_links
from bot.orgfile.problems import OrgFileError, Problem, Report, refusal
from bot.orgfile.raw import Place, Raw
from bot.orgfile.sections import Draft, read_sections
from bot.orgfile.yaml_form import read_yaml
from storage.tree import Account, Tree, Unit

LARGEST_FILE = 20 * 1024 * 1024

_EXCEL_NAMES = frozenset({".xlsx", ".xlsm", ".xls", ".et"})
_ZIP = b"PK\x03\x04"


def read(path: Path) -> tuple[Tree, list[Problem]]:
    """The tree in a YAML or Excel file, and warnings: what the operator should look at.

    People come in the order of their codes, chats in that of their channels and ids, as the store gives
    them back: what was imported, exported and read again is the same tree.

    Raises:
        OrgFileError: the file cannot be used, with every problem found.
    """
    raw = form_of(path)
    report = Report()
    draft = read_sections(raw, report)
    check_links(draft, report)
    if report.errors:
        raise OrgFileError(report.errors)
    return _tree(draft), report.warnings


def form_of(path: Path, form: Form = ORG) -> Raw:
    """What a YAML or Excel file holds, each value with its place.

    Raises:
        OrgFileError: it cannot be read.
    """
    data = _content(path)
    if data.startswith(_ZIP) or path.suffix.lower() in _EXCEL_NAMES:
        return read_excel(data, path.name, form)
    return read_yaml(data, path.name)


def _content(path: Path) -> bytes:
    here = Place(path.name or str(path))
    try:
        if not path.exists():
            raise refusal(here, "文件不存在。")
        if not path.is_file():
            raise refusal(here, "这不是普通文件，请给出 .yml 或 .xlsx 文件。")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise refusal(here, "文件读不了，请检查路径和权限。") from error
    if len(data) > LARGEST_FILE:
        raise refusal(here, f"文件超过 {LARGEST_FILE // 1024 // 1024} MB，这不是组织文件。")
    if not data.strip():
        raise refusal(here, "文件是空的。")
    return data


def _tree(draft: Draft) -> Tree:
    district = Unit(draft.code, "district", draft.name, None)
    units: list[Unit] = []
    for row in (unit.row for unit in draft.units):
        if row.kind == "district":
            district = row
        else:
            units.append(replace(row, parent=row.parent or draft.code))
    return Tree(
        code=draft.code,
        name=draft.name,
        policy=draft.policy,
        units=[district, *units],
        people=sorted((person.row for person in draft.people), key=lambda person: person.code),
        accounts=_by_person(draft),
        duties=[duty.row for duty in draft.duties],
        rosters=[roster.row for roster in draft.rosters],
        chats=sorted((chat.row for chat in draft.chats), key=lambda chat: (chat.channel, chat.id)),
    )


def _by_person(draft: Draft) -> list[Account]:
    """Accounts in the order of their people; within a person the first stays the preferred one."""
    return sorted((account for account, _ in draft.accounts), key=lambda account: account.person)
