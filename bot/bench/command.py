"""`minhu bench`."""

from __future__ import annotations

import json as json_format
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import settings
from bot.bench import report, suite
from bot.bench.groups import command as groups
from bot.bench.groups.transcripts import FOLDER
from bot.commands.saying import UnusableError
from nlu.model import load_or_train


def bench(
    json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象，而不是表格")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="只看能不能跑：量很小，数字不作准")] = False,
    rounds: Annotated[int, typer.Option(min=1, help="每项测几轮")] = suite.Size().rounds,
    group: Annotated[bool, typer.Option("--group", help="不测速，测在居民群里听得准不准（bench/group）")] = False,
    transcripts: Annotated[
        Path, typer.Option(metavar="DIR", help="群聊记录和标注所在的目录", show_default=False)
    ] = FOLDER,
    tickets: Annotated[
        Path | None, typer.Option(metavar="DIR", help="给别人的工单打分：DIR/NN-名字/tickets.jsonl", show_default=False)
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="把我们的工单、送达和消息留在这个目录", show_default=False)
    ] = None,
) -> None:
    """测速：每个数字旁边都有同一次运行里的对照；--group 测在居民群里听得准不准。"""
    if group:
        groups.measure(transcripts, tickets, keep, as_json=json)
        return
    if tickets is not None or keep is not None:
        raise UnusableError("--tickets 和 --keep 要和 --group 一起用。")
    started = time.perf_counter()
    size = suite.QUICK if quick else replace(suite.Size(), rounds=rounds)
    with Console(stderr=True).status("准备理解模型") as status:
        model = load_or_train(settings.read().models_dir)
        figures = suite.everything(model, size, lambda name: status.update(f"正在测：{name}"))
    if json:
        said = report.as_json(figures, time.perf_counter() - started)
        typer.echo(json_format.dumps(said, ensure_ascii=False, indent=2))
    else:
        console = Console()
        console.width = max(console.width, report.WIDTH)
        console.print(report.table(figures))
