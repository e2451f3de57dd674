"""`minhu evaluate`: how good an engine is on labelled messages."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track

from bot import settings
from bot.commands import engines, evaluation_tables
from bot.commands.labels import Labels, read
from bot.commands.options import AsJson, DataDir, EngineName
from bot.commands.saying import UnusableError, say, shown
from bot.evaluation.outcome import Outcome
from bot.evaluation.record import record
from bot.web import evaluation_page
from nlu import trials, whole
from nlu.labelled import Labelled
from nlu.understanding import Engine

LONGEST_SHOWN = 80  # characters of a message in a line of --wrong


def evaluate(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="标注文件：每行 类别、紧急度、原话，用 Tab 分开；不是诉求写“-”；可以有表头"
        ),
    ],
    engine: EngineName = None,
    as_json: AsJson = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="OUT.html", help="另写一个网页：混淆矩阵、校准曲线、拒答曲线", show_default=False
        ),
    ] = None,
    with_wrong: Annotated[bool, typer.Option("--wrong", help="列出每一条答错的")] = False,
    data_dir: DataDir = None,
) -> None:
    """用标注好的文件检验理解引擎：准确率、各类别 F1、混淆、校准、拒答曲线、每条消息的开销。

    几个文件一起给出时，逐个比较，再合计。先读完所有文件；有一行读不懂就说明是哪个文件、哪一行，什么也不写。
    """
    _check_page(html, files)
    labels = [read(path, name) for path, name in _named(files)]
    outcome = _measure(engines.ready(settings.read(data_dir=data_dir), engine), labels, with_wrong)
    if html:
        whole.put(html, evaluation_page.render(outcome, datetime.now().astimezone()), whole.SHARED)
    if as_json:
        typer.echo(json.dumps(record(outcome), ensure_ascii=False))
    else:
        _print(outcome)
    for sentence in outcome.remarks:
        say(shown(sentence))
    if html:
        say(shown(f"网页已写好：{html}"))


def _measure(nlu: Engine, labels: Sequence[Labels], with_wrong: bool) -> Outcome:
    before = trials.tallies(nlu)
    ran = [trials.run(label.name, nlu, _watched(label)) for label in labels]
    skipped = {label.name: label.skipped for label in labels}
    return Outcome(nlu.name, ran, trials.tallies(nlu, before), skipped, with_wrong)


def _named(files: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Each file with its name, or as it was given where two are called the same."""
    if twice := [path for path, times in Counter(path.absolute() for path in files).items() if times > 1]:
        raise UnusableError(f"{twice[0].name}: 同一个文件给了两次。")
    names = Counter(path.name for path in files)
    for path in files:
        yield path, path.name if names[path.name] == 1 else str(path)


def _check_page(html: Path | None, files: Sequence[Path]) -> None:
    if html is None:
        return
    if html.suffix.lower() not in (".html", ".htm") or html.absolute() in {path.absolute() for path in files}:
        raise UnusableError(f"{html}: 网页的文件名应以 .html 结尾，不能是标注文件。")
    if html.is_dir() or not html.parent.is_dir():
        raise UnusableError(f"{html}: {'这是目录，需要的是文件' if html.is_dir() else '没有这个目录'}。")


def _watched(labels: Labels) -> Iterable[Labelled]:
    """The rows, with a bar for whoever waits at a terminal."""
    name, console = escape(shown(labels.name)), Console(stderr=True)
    return track(labels.rows, name, console=console, transient=True, disable=not sys.stderr.isatty())


def _print(outcome: Outcome) -> None:
    console = Console()
    for title, table in evaluation_tables.tables(outcome):
        console.print(title, table)
    for mistake in outcome.mistakes:
        text = mistake.row.text[:LONGEST_SHOWN].replace("\n", " ")
        cells = (mistake.where, mistake.told, mistake.truth, mistake.said, f"{mistake.sure:.2f}", text)
        typer.echo("\t".join(shown(cell) for cell in cells))
