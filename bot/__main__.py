"""The `minhu` command: whatever goes wrong, a person reads one sentence and a script an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from typer.main import get_command

from bot.commands import failures
from bot.commands.saying import debugging, say, shown
from bot.commands.table import application

INTERRUPTED = 130  # what typer makes of Ctrl+C


def main() -> None:
    """The entry of the installed command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code (0 done, 2 unusable arguments or input, 1 failure)."""
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    try:
        command = get_command(application(wanted))
        result = command.main(args=list(arguments) or ["--help"], prog_name="minhu", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # The library exits by itself only when nobody reads what we write.
        return _nobody_listens()
    except (Exception, KeyboardInterrupt) as error:
        if debugging():
            raise
        sentence, code = failures.told(error) or (failures.fault(error), failures.FAILED)
        say(shown(sentence))
        return code
    if result == INTERRUPTED:
        say("已中断。")
        return failures.FAILED
    return result if isinstance(result, int) else 0


def _nobody_listens() -> int:
    """`minhu … | head` has seen enough: end without a word, also at the interpreter's last flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    main()
