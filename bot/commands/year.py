"""`minhu year`: a year of one community on the virtual clock, in one command."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot import bootstrap, orgfile, rehearsal, settings
from bot import events as written
from bot.clocks import VirtualTime
from bot.commands.saying import FailedError, UnusableError, log_briefly, say, shown
from bot.product import Product
from bot.rehearsal import figures, oracle, places, troubles
from bot.rehearsal.people import People
from bot.rehearsal.troubles import Known
from bot.rehearsal.year import Lived, Year
from bot.replay import stage
from handlers import policy
from storage.tree import Tree
from storage.types import CHINA

FILE, OWN = "year.db", "year"
PACK = Path(rehearsal.__file__).parent / "year.yml"
DAYS = 365
# A city published 2,011,083 orders of its 12345 in a year, for 12.95 million people: 17,000 of them make 7.2 a day.
PER_DAY = 7.2
FROM, UNTIL = "2026-12-15T00:00:00+08:00", "2028-03-01T00:00:00+08:00"
_MOST = 20

Org = Annotated[Path | None, typer.Option("--org", metavar="ORG", help="组织文件；不写则用一个一万七千人的社区")]
Pack = Annotated[str | None, typer.Option("--policy", metavar="NAME", help="规则包；不写则用演练自带的")]
From = Annotated[str, typer.Option("--from", metavar="TIME", help="从什么时候开始")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="时钟走到什么时候；居民只在第一年说话")]
Daily = Annotated[float, typer.Option("--per-day", metavar="N", help="平均每天多少件诉求", min=0, max=30)]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="随机数种子：同一个种子是同一年")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="数据库留在这个目录，可以接着用 serve 打开看")]


def year(
    org: Org = None,
    policy_name: Pack = None,
    start: From = FROM,
    until: Until = UNTIL,
    per_day: Daily = PER_DAY,
    seed: Seed = 1,
    out: Out = Path("year"),
) -> None:
    """一个社区的一年：居民说话、干部办理、定期工作按时到来，再和另一种算法算出的日期逐一对照。"""
    log_briefly()
    begin, end = _moments(start, until)
    own = settings.read().policies_dir
    found = _tree(org, policy_name, own)
    out.mkdir(parents=True, exist_ok=True)
    _packs(out / "policies", own)
    _afresh(out)
    if _rehearse(out, found, (begin, end, per_day, seed)):
        raise FailedError("定期工作没有全部准时，或者数据核对有问题，见上表。")


def _rehearse(out: Path, found: Tree, what: tuple[datetime, datetime, float, int]) -> bool:
    """Play and report; whether anything is wrong."""
    given = settings.read(data_dir=out, database_url=f"sqlite:///{out / FILE}")
    policy.load(found.policy, [given.policies_dir])
    before = time.monotonic()
    with stage.opened(given) as database:
        stage.set_up(database, found)
        clock = VirtualTime(what[0])
        product = bootstrap.build(given, database, Known(), clock, stand_in="sim")
        lived = _play(product, clock, found, what)
        wrong = _report(product, found, what[0], what[1])
    _sum_up(lived, time.monotonic() - before)
    return wrong


def _moments(start: str, until: str) -> tuple[datetime, datetime]:
    try:
        begin = written.moment(start, "--from").astimezone(CHINA)
        end = written.moment(until, "--until").astimezone(CHINA)
    except ValueError as error:
        raise UnusableError(str(error)) from error
    if not begin < end <= begin + timedelta(days=10 * DAYS):
        raise UnusableError("--until 应晚于 --from，最多十年。")
    return begin, end


def _tree(org: Path | None, name: str | None, own: Path) -> Tree:
    """The district, with the pack that was asked for."""
    if org is None:
        return places.tree(name or OWN)
    found, warnings = orgfile.read(org)
    for warning in warnings[:_MOST]:
        say(shown(str(warning)))
    if name is None:
        return found
    return replace(found, policy=name)


def _packs(folder: Path, own: Path) -> None:
    """The district's own packs and the rehearsal's, beside the rehearsal's database."""
    if own.is_dir() and own.resolve() != folder.resolve():
        shutil.copytree(own, folder, dirs_exist_ok=True)
    folder.mkdir(exist_ok=True)
    if not (folder / PACK.name).exists():
        shutil.copy(PACK, folder / PACK.name)


def _afresh(out: Path) -> None:
    for end in ("", "-wal", "-shm"):
        (out / f"{FILE}{end}").unlink(missing_ok=True)


def _play(product: Product, clock: VirtualTime, found: Tree, what: tuple[datetime, datetime, float, int]) -> Lived:
    begin, end, per_day, seed = what
    estates = [(unit.name, unit.buildings or 1) for unit in found.units if unit.kind == "estate"]
    if not estates:
        raise UnusableError("组织文件里没有小区，没有居民可以说话。")
    told = troubles.year(seed, begin, min(end, begin + timedelta(days=DAYS)), per_day, estates)
    lived = Year(product, clock, People(product, seed + 1))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=(end - begin).total_seconds())

        def step(at: datetime) -> None:
            bar.update(task, completed=(at - begin).total_seconds(), description=f"{at:%Y-%m-%d}")

        lived.play(told, end, step)
    return lived.lived


def _report(product: Product, found: Tree, begin: datetime, end: datetime) -> bool:
    """Print what came round against the oracle, and the figures; whether anything is wrong."""
    rules = product.policy()
    with product.database.read() as conn:
        rows = figures.compare(
            oracle.expected(rules, found, begin, end), figures.came(conn, product.district), rules.cadences
        )
        told = figures.figures(conn, product.district, found, begin)
        broken = figures.checked(conn, product.district)
    title = f"{rules.title} {begin:%Y-%m-%d} 至 {end:%Y-%m-%d}"
    table = Table("定期工作", "单位", "应到", "准时到", "缺", "多", title=title)
    for row in rows:
        counts = (row.units, row.expected, row.came - row.unexpected, row.missing, row.unexpected)
        table.add_row(row.name, *map(str, counts))
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(table)
    for name, words in told:
        typer.echo(f"{name}：{words}")
    for violation in broken[:_MOST]:
        typer.echo(shown(f"{violation.where}: {violation.sentence}（{violation.rule}）"))
    typer.echo("数据核对：没有问题" if not broken else f"数据核对：{len(broken)} 处问题")
    return bool(broken) or any(row.missing or row.unexpected for row in rows)


def _sum_up(lived: Lived, seconds: float) -> None:
    spoken = lived.messages - lived.presses
    say(f"说话 {spoken} 句，按钮 {lived.presses} 次，用时 {seconds:.0f} 秒。")
    for reason, count in sorted(lived.refused.items(), key=lambda row: -row[1])[:5]:
        say(f"没有办成 {count} 次：{shown(reason)}")
