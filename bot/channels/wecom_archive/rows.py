"""A row of the archive once it is open, and who gives rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

MOST = 1000  # rows the platform gives at once
LIMIT = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One row, opened or not.

    Attributes:
        seq: its place in the archive, counting up; 0 in an export, whose numbers may be anybody's.
        body: what was said, by whom, where; None when it could not be opened.
        trouble: why it could not be opened, in Chinese and without anything of its content.
        lacks: version of the private key that would open it; 0 when that is not what is wrong.
        line: where it stands in an export.
    """

    seq: int
    body: dict[str, Any] | None = None
    trouble: str = ""
    lacks: int = 0
    line: int = 0


class Source(Protocol):
    """Gives rows; raises `DeliveryError` when it cannot."""

    async def page(self, after: int, limit: int) -> list[Row]:
        """The next rows behind a sequence number, in order; fewer than `limit` when there are no more."""

    async def media(self, reference: str) -> bytes:
        """A picture, by its `sdkfileid`."""

    def holds(self, version: int) -> bool:
        """Whether the private key of this version is there."""

    async def close(self) -> None:
        """Give back what it holds."""
