"""`minhu replay`: recorded events through the whole product, on a virtual clock."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import bootstrap, orgfile, settings
from bot import events as written
from bot.clocks import VirtualTime
from bot.commands import engines
from bot.commands.options import DataDir
from bot.commands.saying import UnusableError, log_briefly, say, shown
from bot.knowledgefile import keep
from bot.product import Product
from bot.replay import events, output, stage
from bot.replay.events import CHANNEL, Recorded
from bot.replay.moments import local
from bot.replay.player import Played, Player
from bot.settings import Settings
from handlers import policy
from storage import inbox, outbox, tickets
from storage.database import Database
from storage.tree import Tree

MOST_TOLD = 20


Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="事件文件，每行一个 JSON 对象")]
OrgFile = Annotated[Path, typer.Option("--org", metavar="ORG", help="组织文件（YAML 或 Excel）", show_default=False)]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="结果写到这个目录", show_default=False)]
Until = Annotated[
    str | None, typer.Option("--until", metavar="TIME", help="事件放完后，时钟走到这个时刻", show_default=False)
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database-url", metavar="URL", help="回放用的空数据库；不写则用 DIR/replay.db", show_default=False),
]


def replay(
    files: Files,
    org: OrgFile,
    out: Out,
    until: Until = None,
    database_url: DatabaseUrl = None,
    data_dir: DataDir = None,
) -> None:
    """在虚拟时钟上回放事件，走完整个产品，写出 DIR/tickets.jsonl 和 DIR/deliveries.jsonl。

    先读完所有文件；有一行读不懂就说明是哪个文件、哪一行，什么也不放。不碰正在使用的数据库。
    """
    log_briefly()
    own = settings.read(data_dir=data_dir).policies_dir
    recorded, found = events.read(files), _district(org, own)
    end = _end(until, recorded)
    output.prepare(out)
    given = _settings(out, database_url, data_dir)
    with stage.opened(given) as database:
        stage.set_up(database, found)
        _knowledge(database, org, found, own, recorded[0].message.at if recorded else end)
        clock = VirtualTime(recorded[0].message.at if recorded else end)
        product = bootstrap.build(given, database, engines.ready(given), clock, stand_in=CHANNEL)
        played = _play(product, clock, recorded, end)
        with database.read() as conn:
            output.write(conn, product.district, out, played.refused)
        _sum_up(product, played)


def _district(org: Path, policies: Path) -> Tree:
    found, warnings = orgfile.read(org)
    policy.load(found.policy, [policies])
    _tell([str(warning) for warning in warnings])
    return found


def _knowledge(database: Database, org: Path, found: Tree, own: Path, now: datetime) -> None:
    """What is known already: the knowledge file that lies beside the org file."""
    file = keep.beside(org)
    if file is None:
        return
    rules = policy.load(found.policy, [own])
    known, warnings = keep.fitting(file, found, rules)
    with database.begin() as conn:
        keep.put(conn, found.code, rules, known, now)
    _tell([str(warning) for warning in warnings])


def _settings(out: Path, database_url: str | None, data_dir: Path | None) -> Settings:
    """With a database that is made anew, unless one is named."""
    if database_url is None:
        stage.remove(out)
    return settings.read(database_url=database_url or f"sqlite:///{out / stage.FILE}", data_dir=data_dir)


def _end(until: str | None, recorded: Sequence[Recorded]) -> datetime:
    last = recorded[-1].message.at if recorded else datetime.now(UTC)
    if until is None:
        return last
    try:
        end = written.moment(until, "--until")
    except ValueError as error:
        raise UnusableError(str(error)) from error
    if recorded and end < last:
        raise UnusableError(f"--until 早于最后一个事件（{local(last)}，{recorded[-1].where}）。")
    return end


def _play(product: Product, clock: VirtualTime, recorded: Sequence[Recorded], end: datetime) -> Played:
    player = Player(product, clock)
    with _bar(len(recorded)) as step:
        player.play(recorded, step)
        player.run_until(end)
    return player.played


@contextmanager
def _bar(total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal; nothing anywhere else."""
    columns = (TextColumn("回放"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


def _sum_up(product: Product, played: Played) -> None:
    _tell(played.unusable)
    with product.database.read() as conn:
        opened = sum(tickets.count_by_status(conn, product.district).values())
        sent = outbox.count_by_state(conn, product.district)
        handled = inbox.count_by_state(conn, product.district)
    facts = [f"消息 {played.events}", f"工单 {opened}", f"送达 {sent.get('sent', 0)}"]
    rest = {
        "未送达": sent.get("dead", 0), "到时再发": sent.get("pending", 0), "没有执行的按钮": len(played.refused),
        "重复": played.duplicates, "不能用的": len(played.unusable),
        "处理出错": sum(count for state, count in handled.items() if state != "done"),
    }  # fmt: skip
    say("，".join([*facts, *(f"{name} {count}" for name, count in rest.items() if count)]) + "。")


def _tell(sentences: Sequence[str]) -> None:
    for sentence in sentences[:MOST_TOLD]:
        say(shown(sentence))
    if len(sentences) > MOST_TOLD:
        say(f"……还有 {len(sentences) - MOST_TOLD} 条")
