"""Labelled files as people name them on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.commands.saying import UnusableError
from nlu.labelled import Labelled, LabelledError, Problem, read_labelled

_LONGEST = 40  # characters of a cell in a sentence
_SENTENCES = {
    Problem.COLUMNS: "这一行应是类别、紧急度、原话三列，用 Tab 分开，现在是 {} 列。",
    Problem.UNLABELLED: "没有写类别；不是诉求请写“-”。",
    Problem.CATEGORY: "没有类别 {}。",
    Problem.URGENCY: "没有紧急度 {}；应是 emergency、urgent、normal 或“-”。",
}


@dataclass(frozen=True, slots=True)
class Labels:
    """The labelled messages of one file.

    Attributes:
        skipped: numbers of the lines that end before their text.
    """

    name: str
    rows: list[Labelled]
    skipped: list[int]


def read(path: Path, name: str) -> Labels:
    """Read one file.

    Args:
        name: what sentences call it.

    Raises:
        UnusableError: it is no labelled file; the sentence names file and line.
        OSError: it cannot be read.
    """
    skipped: list[int] = []
    try:
        rows = read_labelled(path.read_text(encoding="utf-8-sig").splitlines(), skipped.append)
    except UnicodeDecodeError as error:
        raise UnusableError(f"{name}: 不是 UTF-8 编码。") from error
    except FileNotFoundError as error:
        raise UnusableError(f"{path}: 文件不存在。") from error
    except IsADirectoryError as error:
        raise UnusableError(f"{path}: 这是目录，需要的是文件。") from error
    except LabelledError as error:
        said = _SENTENCES[error.problem].format(error.value[:_LONGEST])
        raise UnusableError(f"{name}:{error.line}: {said}") from error
    if not rows:
        raise UnusableError(f"{name}: 没有一行标注。")
    return Labels(name, rows, skipped)
