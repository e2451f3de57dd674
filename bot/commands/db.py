"""`minhu db`: migrations, backup and the check of everything that is promised about the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.commands import opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, say, shown
from handlers.workflow import ALLOWED
from storage import backup as backups
from storage import migrate
from storage.checks import check as checked
from storage.database import Database

app = typer.Typer()


@app.command("upgrade")
def upgrade(data_dir: DataDir = None) -> None:
    """把数据库升级到程序的版本（serve 启动时也会自动做）。"""
    database = Database(settings.read(data_dir=data_dir).url)
    try:
        done = migrate.upgrade(database)
    finally:
        database.close()
    say(f"已升级到 {migrate.head()}（执行了 {len(done)} 步）。" if done else f"已是最新版本 {migrate.head()}。")


@app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份写到这个文件，不能已存在")],
    data_dir: DataDir = None,
) -> None:
    """在线备份，备份时程序可以照常运行。

    居民发来的照片和附件不在数据库里，要另外复制数据目录下的 files 目录。
    """
    found = settings.read(data_dir=data_dir)
    if opening.missing(found):
        raise FailedError(f"还没有数据库（{found.url}），没有东西可以备份。")
    database = Database(found.url)
    try:
        backups.backup(database, file)
    finally:
        database.close()
    say(f"已备份到 {file}（{file.stat().st_size / 1e6:.1f} MB）。")
    if (kept := found.data_dir / "files").exists():
        say(f"照片和附件不在备份里，请把 {kept} 目录一起复制。")


@app.command("check")
def check(data_dir: DataDir = None) -> None:
    """核对记录链、状态变化、统计和发送记录。

    发现问题逐条列出，退出码为 1。
    """
    allowed = {before.value: frozenset(status.value for status in after) for before, after in ALLOWED.items()}
    with opening.database_of(settings.read(data_dir=data_dir), existing=True) as database:
        district = opening.district_in(database)
        with database.read() as conn:
            found = checked(conn, district, allowed)
    for violation in found:
        typer.echo(shown(f"{violation.where}: {violation.sentence}（{violation.rule}）"))
    if found:
        say(f"发现 {len(found)} 处问题。")
        raise typer.Exit(1)
    say("核对完毕，没有问题。")
