"""`minhu doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from bot import settings
from bot.commands import policy as policies
from bot.commands.options import DataDir
from bot.commands.saying import log_briefly, say, shown
from bot.doctor import channels, machine, rows
from bot.doctor.findings import Finding, Level, fail
from bot.settings import SettingsError

_SIGNS = {
    Level.OK: ("ok  ", typer.colors.GREEN),
    Level.WARN: ("warn", typer.colors.YELLOW),
    Level.FAIL: ("fail", typer.colors.RED),
}


def doctor(
    policy: Annotated[
        str | None,
        typer.Option("--policy", metavar="NAME", help="只说明这个规则包：谁接、多久、为什么", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """检查设置、磁盘、数据库、人员和理解引擎；有问题说明怎样修好。

    每行一项：ok 正常，warn 提醒，fail 必须处理。有 fail 时退出码为 1。什么也不改动。
    """
    log_briefly()
    if policy is not None:
        policies.explain(policy, data_dir)
        return
    worst = Level.OK
    for finding in _findings(data_dir=data_dir):
        worst = max(worst, finding.level, key=list(Level).index)
        sign, colour = _SIGNS[finding.level]
        typer.echo(typer.style(sign, fg=colour) + f"  {finding.about}：{shown(finding.found)}")
        if finding.remedy:
            typer.echo(f"      → {finding.remedy}")
    if worst is Level.FAIL:
        say("有必须处理的问题。")
        raise typer.Exit(1)


def _findings(**given: object) -> Iterator[Finding]:
    try:
        found = settings.read(**given)
    except SettingsError as error:
        yield fail("设置", str(error), "改正 minhu.toml 或环境变量后再试")
        return
    yield from machine.look(found)
    yield from channels.look(found)
    yield from rows.look(found)
