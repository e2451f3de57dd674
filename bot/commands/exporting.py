"""Writing an export: YAML or Excel by the ending of the file, or YAML on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer

from bot.commands.saying import UnusableError

ENDINGS = (".yml", ".yaml", ".xlsx")
Found = TypeVar("Found")


def check(file: Path | None) -> None:
    """Raise `UnusableError` for a file whose ending says neither YAML nor Excel; before anything is read."""
    if file is not None and file.suffix.lower() not in ENDINGS:
        raise UnusableError("文件名要以 .yml 或 .xlsx 结尾。")


def write(
    found: Found, file: Path | None, to_yaml: Callable[[Found], str], to_excel: Callable[[Found, Path], None]
) -> None:
    """Write what was found; on the screen when there is no file."""
    if file is None:
        typer.echo(to_yaml(found), nl=False)
    elif file.suffix.lower() == ".xlsx":
        to_excel(found, file)
    else:
        file.write_text(to_yaml(found), encoding="utf-8")
