"""`python -m nlu.rasa.run_with RASA MODEL PORT COMMAND…`: a command with a real Rasa server beside it.

The command finds the server's address and token in the environment, as `RASA_TEST_URL` and `RASA_TEST_TOKEN`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nlu.rasa.server import RasaProcess, RasaStartError


def main(arguments: Sequence[str]) -> int:
    """Start, run, stop; returns what the command returned, 1 where Rasa did not start."""
    if len(arguments) < 4 or not arguments[2].isdecimal():
        sys.stderr.write("用法：python -m nlu.rasa.run_with Rasa命令 模型文件 端口 命令……\n")
        return 2
    try:
        with RasaProcess(Path(arguments[0]), Path(arguments[1]), int(arguments[2])) as rasa:
            sys.stderr.write(f"Rasa 已在 {rasa.url} 就绪，模型 {rasa.model}。\n")
            found = {"RASA_TEST_URL": rasa.url, "RASA_TEST_TOKEN": rasa.token}
            return subprocess.run(arguments[3:], env={**os.environ, **found}, check=False).returncode  # noqa: S603
    except RasaStartError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
