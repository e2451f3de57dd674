"""`minhu report`: the figures of a unit's month as a workbook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import bootstrap, settings
from bot.clocks import MachineTime
from bot.commands import opening
from bot.commands.options import DataDir
from bot.commands.saying import UnusableError, say, shown
from bot.reporting import gathering, workbook
from handlers import policy
from handlers.figures import months
from handlers.figures.reports import Table
from handlers.org import Org
from storage import meta, tree
from storage.database import Database
from storage.tree import Tree, Unit


def report(
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="哪个月，例如 2026-11")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="写到哪里：.xlsx")],
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="CODE", help="单位编码；不写则是全区", show_default=False)
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """写出一个单位一个月的统计报表：比率、样本、区间、清单和口径说明。"""
    if out.suffix.lower() != ".xlsx":
        raise UnusableError("文件名要以 .xlsx 结尾。")
    try:
        since, _ = months.span(month)
    except ValueError as error:
        raise UnusableError(shown(str(error))) from error
    found = settings.read(data_dir=data_dir)
    with opening.database_of(found, existing=True) as database:
        now = _now(database)
        if since > now:
            raise UnusableError(f"{months.said(month)}还没有开始，没有可统计的。")
        code = opening.district_in(database)
        with database.read() as conn:
            district = tree.load(conn, code)
            assert district is not None  # noqa: S101 - the district was there a moment ago
            place = _unit(district, unit)
            rules = policy.load(district.policy, [found.policies_dir])
            made = gathering.report(conn, Org(district), rules, place, month, now)
    title = f"{place.name} {months.said(month)}"
    _write(out, title, made.tables())
    say(f"已写入 {shown(str(out))}：{title}，受理{len(made.appeals)}件。")


def _now(database: Database) -> datetime:
    """The district's moment: the demo's clock may be ahead of the machine's."""
    with database.read() as conn:
        shift = meta.get(conn, bootstrap.SHIFT, 0)
    return MachineTime().now() if not shift else datetime.fromtimestamp(MachineTime().now().timestamp() + shift, UTC)


def _unit(found: Tree, code: str | None) -> Unit:
    wanted = code or found.code
    unit = next((one for one in found.units if wanted in (one.code, one.name)), None)
    if unit is None:
        raise UnusableError(f"没有编码为 {shown(wanted)} 的单位，请对照组织文件。")
    return unit


def _write(out: Path, title: str, tables: list[Table]) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        workbook.write(out, title, tables)
    except OSError as error:
        raise UnusableError(f"不能写入 {shown(str(out))}，请检查路径、权限，或先关掉正打开它的表格程序。") from error
