"""`minhu bench --group`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import typer
from rich.console import Console

from bot import settings
from bot.bench.groups import report, running, transcripts
from bot.bench.groups.running import BASELINES, Listener
from bot.commands import engines
from bot.commands.saying import log_briefly

_WIDTH = 100
OURS, THEIRS = "民呼我行", "提交的工单"


def measure(folder: Path, tickets: Path | None, keep: Path | None, *, as_json: bool) -> None:
    """Score us, or the tickets somebody hands in, beside the baselines, and print it."""
    log_briefly()
    found = transcripts.read(folder)
    with tempfile.TemporaryDirectory() as scratch, Console(stderr=True).status("准备理解模型") as status:
        name, listener = _listener(tickets, keep or Path(scratch))
        listeners = {name: listener, **BASELINES}
        scores = running.run(found, listeners, lambda at: status.update(f"正在听：{at}"))
    if as_json:
        typer.echo(json.dumps(report.as_json(scores), ensure_ascii=False, indent=2))
        return
    console = Console()
    console.width = max(console.width, _WIDTH)
    for table in report.tables(scores):
        console.print(table)


def _listener(tickets: Path | None, folder: Path) -> tuple[str, Listener]:
    if tickets is not None:
        return THEIRS, running.theirs(tickets)
    return OURS, running.ours(engines.ready(settings.read()), folder)
