"""What a check of the database finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select

# Rows fetched at a time: a check of millions of events needs no more memory than one of a thousand.
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Violation:
    """A place where the database breaks its own rules.

    Attributes:
        rule: short name of the rule, e.g. `chain`.
        where: the row it was found at, as people call it.
        sentence: what is wrong, in Chinese.
    """

    rule: str
    where: str
    sentence: str


def stream(conn: Connection, query: Select[Any]) -> Iterator[Any]:
    """The rows of a query, a few at a time."""
    with conn.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        yield from rows
