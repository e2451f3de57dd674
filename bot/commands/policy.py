"""`minhu policy`: a district's own rules, checked before they are put in force."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.commands.options import DataDir
from bot.commands.saying import UnusableError, say, shown
from handlers import policy
from handlers.explaining import page
from handlers.packs.shelf import Shelf
from handlers.policy import Policy, PolicyError

app = typer.Typer()


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="规则包文件（.yml）")],
    data_dir: DataDir = None,
) -> None:
    """检查规则包文件：逐条列出每一处问题所在的文件、行和字段；什么也不改动。"""
    own = settings.read(data_dir=data_dir).policies_dir
    if not file.is_file():
        raise UnusableError(f"没有文件 {shown(str(file))}。")
    try:
        found = policy.read(file, [own])
    except PolicyError as error:
        for problem in error.problems:
            say(shown(str(problem)))
        raise UnusableError(f"有 {len(error.problems)} 处要改，这个规则包还不能用。") from error
    say(f"检查通过：{shown(found.title)}（{found.name}）。看它的说明：minhu doctor --policy {found.name}")


@app.command("list")
def list_(data_dir: DataDir = None) -> None:
    """列出所有规则包；本区自己的（数据目录下的 policies）优先于随程序提供的。"""
    own = settings.read(data_dir=data_dir).policies_dir
    for name in Shelf((own,)).names():
        mine = "，本区自己的" if (own / f"{name}.yml").is_file() else ""
        try:
            found = policy.load(name, [own])
            said = found.title + (f"，继承 {found.extends}" if found.extends else "") + mine
        except PolicyError as error:
            said = f"不能用{mine}：{error}"
        typer.echo(f"{name}　{shown(said)}")


def explain(name: str, data_dir: Path | None) -> None:
    """What `minhu doctor --policy NAME` prints."""
    own = settings.read(data_dir=data_dir).policies_dir
    found = policy.load(name, [own])
    for told in page.explain(found, datetime.now(UTC), parent_of(found, own)):
        typer.echo(typer.style(f"【{told.title}】", bold=True))
        for line in told.lines:
            typer.echo(shown(line))
        typer.echo("")


def parent_of(found: Policy, own: Path) -> Policy | None:
    """The pack it extends; one of the same name is the one that comes with the product."""
    if found.extends is None:
        return None
    return policy.load(found.extends, [own] if found.extends != found.name else [])
