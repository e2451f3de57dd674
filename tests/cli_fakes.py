"""The command line as a test calls it: in this process, or as a process of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import run

ROOT = Path(__file__).parents[1]
FIXTURES = Path(__file__).parent / "fixtures"
ORG = FIXTURES / "org.yml"


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What was said beside the answer."""
        return self.err.strip().splitlines()


@dataclass
class Minhu:
    """Runs commands in a folder; the engine is trained already."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: str | Path, stdin: str | bytes = b"") -> Ran:
        """Run one command line in this process."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        self.capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    def write(self, name: str, lines: str | Iterable[str]) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.write_text(lines if isinstance(lines, str) else "\n".join(lines) + "\n", encoding="utf-8")
        return path


def environment() -> dict[str, str]:
    """For a process of its own: this source, and none of this machine's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINHU_")}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def command(*arguments: str | Path) -> list[str]:
    """The command line of a real process."""
    return [sys.executable, "-m", "bot", *map(str, arguments)]


def process(folder: Path, *arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a real process to its end."""
    return subprocess.run(  # noqa: S603 - our own command
        command(*arguments), input=stdin, capture_output=True, cwd=folder, env=environment(), timeout=60, check=False
    )


def one_sentence(minhu: Minhu, code: int, part: str, *arguments: str | Path) -> None:
    """The command ends with this code and one sentence that has this part."""
    ran = minhu(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert "Traceback" not in ran.err
    assert len(ran.lines) == 1
    assert part in ran.lines[0]
