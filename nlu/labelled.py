"""Messages with what a reader made of them, and the files they are kept in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from nlu.taxonomy import CATEGORIES
from nlu.understanding import Urgency

NO_APPEAL = "-"  # stands for "no ticket" in files and in the confusion table
_PLAIN = {"categories": 0, "urgency": 1, "text": 2}  # the columns of a file without a header


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with what a reader made of it.

    Attributes:
        categories: every acceptable category; empty when it is no appeal.
        urgency: None where the reader was not asked; NORMAL where it is no appeal.
        line: where it stands in its file; 0 where it comes from none.
    """

    text: str
    categories: frozenset[str]
    urgency: Urgency | None = None
    line: int = field(default=0, compare=False)


class Problem(StrEnum):
    """Why a line is not a labelled message."""

    COLUMNS = "columns"  # not categories, urgency and text; the value is how many columns there are
    UNLABELLED = "unlabelled"  # nobody wrote whether it is an appeal
    CATEGORY = "category"  # the value is the category nobody knows
    URGENCY = "urgency"  # the value is the urgency nobody knows


class LabelledError(ValueError):
    """A line that cannot be read.

    Attributes:
        line: its number, from 1.
        value: the words it is about, as they stand in the file.
    """

    def __init__(self, line: int, problem: Problem, value: str) -> None:
        super().__init__(f"line {line}: {problem.value}: {value[:40]!r}")
        self.line = line
        self.problem = problem
        self.value = value


def read_labelled(lines: Iterable[str], skipped: Callable[[int], None] | None = None) -> list[Labelled]:
    r"""Rows of a TSV: `categories, urgency, text`, or under a header that names these columns in any order.

    Acceptable categories are joined by "|", "-" stands for no appeal; a header needs no urgency and may name more
    columns. There is no quoting: a tab ends a cell wherever it stands.

    Args:
        skipped: told the numbers of lines under a header that end before their text; blank lines are no lines.

    Raises:
        LabelledError: a line has other columns or an unknown label.
    """
    rows = [line.rstrip("\r\n").split("\t") for line in lines]
    header = _header(rows[0]) if rows else None
    return list(_labelled(rows, header, skipped or _forget))


def _header(row: Sequence[str]) -> dict[str, int] | None:
    # The first of several columns with one name counts.
    found = {name: row.index(name) for name in row}
    return found if {"categories", "text"} <= found.keys() else None


def _forget(line: int) -> None:
    """Nobody asked which lines were skipped."""


def _labelled(
    rows: Sequence[Sequence[str]], header: Mapping[str, int] | None, skipped: Callable[[int], None]
) -> Iterator[Labelled]:
    columns = header or _PLAIN
    first = 1 if header else 0
    for line, row in enumerate(rows[first:], first + 1):
        if not any(row):
            continue
        if header and len(row) <= header["text"]:
            skipped(line)
        elif header is None and len(row) != len(_PLAIN):
            raise LabelledError(line, Problem.COLUMNS, str(len(row)))
        else:
            yield _read(row, line, columns)


def _read(row: Sequence[str], line: int, columns: Mapping[str, int]) -> Labelled:
    if len(row) <= columns["categories"]:
        raise LabelledError(line, Problem.COLUMNS, str(len(row)))
    categories = _categories(row[columns["categories"]], line)
    place = columns.get("urgency")
    urgency = None if place is None else _urgency(row[place] if place < len(row) else "", line)
    return Labelled(row[columns["text"]], categories, urgency, line)


def _categories(cell: str, line: int) -> frozenset[str]:
    if cell == NO_APPEAL:
        return frozenset()
    named = [name for name in cell.split("|") if name not in ("", NO_APPEAL)]
    if not named:
        raise LabelledError(line, Problem.UNLABELLED, cell)
    if unknown := [name for name in named if name not in CATEGORIES]:
        raise LabelledError(line, Problem.CATEGORY, unknown[0])
    return frozenset(named)


def _urgency(cell: str, line: int) -> Urgency:
    if cell in ("", NO_APPEAL):
        return Urgency.NORMAL
    try:
        return Urgency(cell)
    except ValueError as error:
        raise LabelledError(line, Problem.URGENCY, cell) from error
