"""How commands speak: answers on stdout, everything about them on stderr, failures as one sentence."""

from __future__ import annotations

import logging
import os
import sys
import unicodedata

import typer

MOST = 200_000  # characters of a message to a person
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


class UnusableError(Exception):
    """Arguments or input cannot be used (exit code 2); the message is the sentence."""


class FailedError(Exception):
    """The command could not do what it should (exit code 1); the message is the sentence."""


def say(text: str) -> None:
    """Tell the person at the terminal, beside the answer of the command."""
    typer.echo(text, err=True)


def progress(_sentence: str) -> None:
    """Tell that the engine learns; its own sentence is for logs."""
    say("正在学习听懂诉求，只在第一次使用或语料变动后需要，约一分钟……")


def on_terminal() -> bool:
    """Whether a person sits in front of it and can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def debugging() -> bool:
    """Whether somebody wants every detail of a failure."""
    return os.environ.get("MINHU_DEBUG") == "1"


def shown(text: str) -> str:
    """A sentence with other people's words in it: nothing moves the cursor or turns the line around."""
    seen = "".join(char if char == "\n" or unicodedata.category(char) not in _UNSEEN else "�" for char in text[:MOST])
    return seen if len(text) <= MOST else f"{seen}……"


class _OneLine(logging.Formatter):
    """A log line that names the error; its traceback is for whoever asks for it."""

    def format(self, record: logging.LogRecord) -> str:
        kind, error, _ = record.exc_info or (None, None, None)
        line = f"{record.levelname} {record.getMessage()}"
        return f"{line}（{kind.__name__}：{error}）" if kind else line


def log_briefly(level: int = logging.ERROR) -> None:
    """For commands on a terminal: what goes wrong inside is one line on stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter() if debugging() else _OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def log_fully() -> None:
    """For processes that run for months: time and place of everything worth knowing."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    for name in ("apscheduler", "alembic", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)
