"""docs/commands.md, made from the commands themselves: `python -m bot.commands.reference > docs/commands.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer

from bot.commands.table import COMMANDS, application

HEAD = """# Commands

Made from the commands themselves (`make docs`); `minhu COMMAND --help` says the same in the terminal.
Exit 0 on success, 2 on unusable arguments or input, 1 on failure; errors are one sentence on stderr.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for name in COMMANDS for line in _command(name))])


def _command(name: str) -> Iterator[str]:
    command: Any = typer.main.get_command(application(name))
    found = command.commands[name]
    yield f"## minhu {name}"
    yield ""
    yield from _described(found, f"minhu {name}")
    for part, inner in getattr(found, "commands", {}).items():
        yield f"### minhu {name} {part}"
        yield ""
        yield from _described(inner, f"minhu {name} {part}")


def _described(command: Any, called: str) -> Iterator[str]:
    yield (command.help or "").strip()
    yield ""
    wanted = [parameter for parameter in command.params if parameter.name != "help"]
    if wanted:
        yield f"| `{called}` | |"
        yield "|---|---|"
        yield from (_parameter(parameter) for parameter in wanted)
        yield ""


def _parameter(parameter: Any) -> str:
    names = ", ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.name.upper()
    said = (getattr(parameter, "help", None) or "").replace("|", "\\|")
    return f"| `{names}` | {said} |"


if __name__ == "__main__":
    sys.stdout.write(page())
