"""`minhu import-knowledge` and `export-knowledge`: what is answered before a ticket, as a file people can edit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot import knowledgefile, settings
from bot.clocks import MachineTime
from bot.commands import exporting, opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, say, shown
from bot.knowledgefile import Known, keep
from bot.orgfile import OrgFileError
from handlers import policy
from handlers.policy import Policy
from storage import tree
from storage.database import Database
from storage.tree import Tree


def import_knowledge(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="知识库文件：.yml 或 .xlsx")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
    data_dir: DataDir = None,
) -> None:
    """导入知识库和驿站。文件里写了的部分整体替换，没写的部分不动。

    有问题时逐条列出所在的行或单元格，什么也不导入。
    """
    with _open(data_dir) as (database, district, rules):
        found = _read(file, district, rules)
        now = MachineTime().now()
        over = sum(not one.valid(now.date()) for one in found.entries or ())
        expired = f"，其中{over}条已过期，不会用来回答" if over else ""
        if dry_run:
            say(f"检查通过：{_summary(found)}{expired}。没有导入（--dry-run）。")
            return
        with database.begin() as conn:
            keep.put(conn, district.code, rules, found, now)
    say(f"已导入：{_summary(found)}{expired}。马上生效。")


def export_knowledge(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="写到哪里：.yml 或 .xlsx；不写则输出 YAML", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """导出知识库和驿站；导出的文件可以直接再导入。"""
    exporting.check(file)
    with _open(data_dir) as (database, district, _), database.read() as conn:
        found = keep.kept(conn, district.code)
    exporting.write(found, file, knowledgefile.to_yaml, knowledgefile.to_excel)
    say(f"已导出：{_summary(found)}。")


@contextmanager
def _open(data_dir: Path | None) -> Iterator[tuple[Database, Tree, Policy]]:
    found = settings.read(data_dir=data_dir)
    with opening.database_of(found, existing=True) as database:
        code = opening.district_in(database)
        with database.read() as conn:
            district = tree.load(conn, code)
        if district is None:
            raise FailedError(opening.NO_DISTRICT)
        yield database, district, policy.load(district.policy, [found.policies_dir])


def _read(file: Path, district: Tree, rules: Policy) -> Known:
    try:
        found, warnings = keep.fitting(file, district, rules)
    except OrgFileError as error:
        for problem in error.problems:
            say(shown(str(problem)))
        say(f"共 {len(error.problems)} 处问题，什么也没有导入。")
        raise typer.Exit(2) from error
    for warning in warnings:
        say(shown(f"提醒 {warning}"))
    return found


def _summary(found: Known) -> str:
    parts = [f"问答 {len(found.entries)} 条"] if found.entries is not None else []
    parts += [f"驿站 {len(found.stations)} 个"] if found.stations is not None else []
    return "，".join(parts) or "没有内容"
