"""Every command and where it lives; only the one that was asked for is imported."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer

ABOUT = "民呼我行：群众说一句话，有人办、有时限、有回访。"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: `place` is "module:function", or "module:app" for a group of commands."""

    place: str
    help: str


COMMANDS = {
    "serve": Entry("bot.commands.serve:serve", "启动：网页、消息处理和时钟，都在一个进程里"),
    "chat": Entry("bot.commands.chat:chat", "在终端里以居民或工作人员的身份对话"),
    "classify": Entry("bot.commands.classify:classify", "逐行理解标准输入里的消息，逐行输出 JSON"),
    "replay": Entry("bot.commands.replay:replay", "在虚拟时钟上回放事件文件，写出工单和送达记录"),
    "year": Entry("bot.commands.year:year", "演练一个社区的一年：定期工作是否准时，用时几分钟"),
    "import-org": Entry("bot.commands.org:import_org", "导入组织文件（YAML 或 Excel）"),
    "export-org": Entry("bot.commands.org:export_org", "导出组织文件"),
    "import-history": Entry("bot.commands.history:import_history", "导入往年12345件数，用来提前安排预防任务"),
    "report": Entry("bot.commands.report:report", "统计月报：比率、样本、区间和清单，写成 Excel"),
    "import-chat": Entry("bot.commands.import_chat:import_chat", "导入群聊记录：整理成一件一件，确认后才开工单"),
    "import-knowledge": Entry("bot.commands.knowledge:import_knowledge", "导入知识库和驿站（YAML 或 Excel）"),
    "export-knowledge": Entry("bot.commands.knowledge:export_knowledge", "导出知识库和驿站"),
    "posters": Entry("bot.commands.posters:posters", "生成张贴用的二维码海报，每栋楼一张"),
    "train": Entry("bot.commands.learning:train", "用语料和采纳的更正重新训练理解引擎"),
    "lessons": Entry("bot.commands.lessons:app", "人工更正的样例：查看、采纳、不采纳"),
    "corrections": Entry("bot.commands.corrections:corrections", "导出群聊里的人工更正，写成训练用的对话"),
    "evaluate": Entry("bot.commands.evaluate:evaluate", "用标注好的文件检验理解引擎"),
    "hot": Entry("bot.commands.hot:hot", "从一批留言里找出很多人在说的同一件事"),
    "doctor": Entry("bot.commands.doctor:doctor", "检查设置、数据库、人员和引擎，说明怎样修好"),
    "policy": Entry("bot.commands.policy:app", "规则包：检查、列出"),
    "db": Entry("bot.commands.db:app", "数据库：升级、备份、核对"),
    "dead-letters": Entry("bot.commands.dead_letters:app", "没有送达的消息：查看、重发"),
    "forget": Entry("bot.commands.forget:forget", "按本人要求删除一个人的话、姓名和门牌，统计留下"),
    "archive": Entry("bot.commands.archive:archive", "取企业微信的会话内容存档，或导入别人取好的文件"),
    "worker": Entry("bot.commands.parts:worker", "只处理消息（配合 PostgreSQL 分开运行）"),
    "web": Entry("bot.commands.parts:web", "只开网页（配合 PostgreSQL 分开运行）"),
    "clock": Entry("bot.commands.parts:clock", "只走时钟（配合 PostgreSQL 分开运行）"),
    "bench": Entry("bot.bench.command:bench", "测量速度，每个数字旁边有对照"),
}


def application(wanted: str | None) -> typer.Typer:
    """The command line with `wanted` ready to run; the other commands are there by name and help only."""
    app = typer.Typer(name="minhu", help=ABOUT, no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
    app.callback()(_before)
    for name, entry in COMMANDS.items():
        if name != wanted:
            app.command(name, help=entry.help)(_not_loaded)
            continue
        found = _load(entry.place)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name, help=entry.help, no_args_is_help=True)
        else:
            app.command(name)(found)
    return app


def _load(place: str) -> Any:
    # Imported here and nowhere else: `minhu classify` must not wait for web framework and migrations.
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def _not_loaded() -> None:
    """Stands for a command that was not asked for."""


def _show_version(wanted: bool) -> None:
    if not wanted:
        return
    try:
        typer.echo(f"minhu {version('minhu')}")
    except PackageNotFoundError:
        typer.echo("minhu（未安装，直接从源码运行）")
    raise typer.Exit


def _before(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本号")
    ] = False,
) -> None:
    pass
