"""Rows that somebody else pulled and opened, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot import jsonl
from bot.channels.base import RefusedError
from bot.channels.wecom_archive.library import TITLE
from bot.channels.wecom_archive.rows import Row


def read(lines: Iterable[bytes]) -> Iterator[Row]:
    """The rows of an export; a line that cannot be read is a row with its trouble.

    A row is the opened message itself, or an object that has it under `msg` beside `seq` and `msgid`.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(line, number)


def _row(line: bytes, number: int) -> Row:
    try:
        found = jsonl.decode(line)
    except ValueError as error:
        return Row(0, trouble=str(error).rstrip("。"), line=number)
    inner = found.get("msg")
    return Row(0, {"msgid": found.get("msgid")} | inner if isinstance(inner, dict) else found, line=number)


class NoSource:
    """Stands for the platform where only exports are read."""

    async def page(self, after: int, limit: int) -> list[Row]:
        """There is nothing to ask."""
        return []

    async def media(self, reference: str) -> bytes:
        """Exports bring no files along."""
        raise RefusedError(f"{TITLE}：导出的文件里没有图片，要取图片请设置腾讯的库")

    def holds(self, version: int) -> bool:
        """No keys are needed."""
        return False

    async def close(self) -> None:
        """Nothing is held."""
