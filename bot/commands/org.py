"""`minhu import-org` and `export-org`: the district as a file people can edit."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bot import bootstrap, orgfile, settings
from bot.commands import exporting, opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, UnusableError, say, shown
from bot.orgfile import OrgFileError
from handlers import policy
from handlers.policy import Policy
from storage import tree
from storage.database import Database
from storage.tree import Tree

_KINDS = {
    "subdistrict": "街道", "community": "社区", "grid": "网格", "estate": "小区", "building": "楼栋",
    "village": "村", "department": "部门", "task_force": "专班", "enterprise": "驻地企业",
}  # fmt: skip


def import_org(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="组织文件：.yml 或 .xlsx")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
    data_dir: DataDir = None,
) -> None:
    """导入组织文件：单位、人员、职责和群。再次导入会整体替换，工单和历史不受影响。

    有问题时逐条列出所在的行或单元格，什么也不导入。
    """
    found = _read(file)
    _refuse_nameless(found, policy.load(found.policy, [settings.read(data_dir=data_dir).policies_dir]))
    if dry_run:
        say(f"检查通过：{_summary(found)}。没有导入（--dry-run）。")
        return
    with opening.database_of(settings.read(data_dir=data_dir)) as database:
        _refuse_second(database, found)
        bootstrap.import_tree(database, found)
    say(f"已导入：{_summary(found)}。正在运行的程序几秒内生效。")


def export_org(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="写到哪里：.yml 或 .xlsx；不写则输出 YAML", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """导出组织文件；导出的文件可以直接再导入。"""
    exporting.check(file)
    with opening.database_of(settings.read(data_dir=data_dir), existing=True) as database:
        code = opening.district_in(database)
        with database.read() as conn:
            found = tree.load(conn, code)
    if found is None:
        raise FailedError(opening.NO_DISTRICT)
    exporting.write(found, file, orgfile.to_yaml, orgfile.to_excel)
    say(f"已导出：{_summary(found)}。")


def _read(file: Path) -> Tree:
    try:
        found, warnings = orgfile.read(file)
    except OrgFileError as error:
        for problem in error.problems:
            say(shown(str(problem)))
        say(f"共 {len(error.problems)} 处问题，什么也没有导入。")
        raise typer.Exit(2) from error
    for warning in warnings:
        say(shown(f"提醒 {warning}"))
    return found


def _refuse_nameless(found: Tree, rules: Policy) -> None:
    """A role that the pack has no title for cannot be shown to anybody."""
    nameless = sorted({duty.role for duty in found.duties} - set(rules.titles))
    if nameless:
        raise UnusableError(f"规则包 {rules.name} 的 titles 里没有这些角色的称呼：{'、'.join(nameless)}。")


def _refuse_second(database: Database, found: Tree) -> None:
    """One process serves one district: a second one in the same database would never be seen."""
    others = [code for code in bootstrap.districts(database) if code != found.code]
    if others:
        raise FailedError(
            f"数据库里已有辖区 {'、'.join(others)}，不能再导入 {found.name}（{found.code}）；"
            "请用 --data-dir 换一个目录，或换一个数据库。"
        )


def _summary(found: Tree) -> str:
    kinds = Counter(unit.kind for unit in found.units)
    units = [f"{name} {kinds[kind]}" for kind, name in _KINDS.items() if kinds[kind]]
    turns = [f"值班 {len(found.rosters)}"] if found.rosters else []
    rest = [f"人员 {len(found.people)}", f"职责 {len(found.duties)}", *turns, f"群 {len(found.chats)}"]
    return f"{found.name}（{found.code}）：" + "，".join([*units, *rest])
