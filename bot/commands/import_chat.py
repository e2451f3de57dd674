"""`minhu import-chat`: a group's record from a file, or an export of the archive, confirmed before tickets open."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import bootstrap, chatimport, settings
from bot.channels import registry
from bot.channels.base import DeliveryError
from bot.channels.wecom_archive import records
from bot.channels.wecom_archive.settings import WecomArchiveSection
from bot.chatimport import ONE_BY_ONE
from bot.commands import engines, opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, UnusableError, log_briefly, say, shown
from bot.memory import kit_for
from bot.product import Product
from handlers import wording
from handlers.durations import local_date
from handlers.entitled import DESK, RefusedError
from handlers.importing import confirming
from handlers.importing.proposing import CHOICES, MERGE
from handlers.importing.record import Source
from handlers.org import in_force
from nlu.chatrecords.reading import decoded, read
from nlu.chatrecords.record import MOST_CHARACTERS, Record
from storage.imports import Import

_TOLD = 20  # lines that could not be read
_MOST_BYTES = MOST_CHARACTERS * 4
_BY = "minhu import-chat"

File = Annotated[Path, typer.Argument(metavar="FILE", help="聊天记录；- 是标准输入", show_default=False)]
Chat = Annotated[
    str | None,
    typer.Option("--chat", metavar="CHANNEL:GROUP", help="组织文件里的群，如 wecom_archive:wrx", show_default=False),
]
Estate = Annotated[
    str | None, typer.Option("--estate", metavar="CODE", help="小区或社区的编码", show_default=False)
]  # fmt: skip
Day = Annotated[
    str | None,
    typer.Option("--date", metavar="DAY", help="只有时间的记录是哪一天；有好几天的写第一天", show_default=False),
]
Yes = Annotated[bool, typer.Option("--yes", help="不再核对，按默认选择开工单（拿不准的不开）")]
Archive = Annotated[bool, typer.Option("--archive", help="FILE 是企业微信会话存档的导出，每行一个 JSON 对象")]


def import_chat(
    file: File, chat: Chat = None, estate: Estate = None, day: Day = None, yes: Yes = False, archive: Archive = False,
    data_dir: DataDir = None,
) -> None:  # fmt: skip
    """导入一段群聊记录：整理成一件一件，列出来；在工作台“导入”里确认以后才开工单。

    认得微信复制、合并转发、导出工具的 CSV 和 TXT、QQ 群导出、Telegram 导出的 JSON。同一段记录导入两次不会重复开单。
    """
    log_briefly()
    given = _day(day)
    found = settings.read(data_dir=data_dir)
    with opening.database_of(found, existing=True) as database:
        opening.district_in(database)
        product = bootstrap.build(found, database, engines.ready(found))
        try:
            taken = _archived(product, file, chat) if archive else [_one(product, file, chat, estate, given)]
            for record, source in taken:
                _take(product, record, source, confirm=yes)
        finally:
            product.wires.close()


def _take(product: Product, record: Record, source: Source, *, confirm: bool) -> None:
    unit = product.org().unit(source.unit)
    say(shown(f"{unit.name if unit else source.name}：{record.counts()}。"))
    for number, sentence in record.amiss[:_TOLD]:
        say(shown(f"第 {number} 行：{sentence}"))
    if len(record.amiss) > _TOLD:
        say(f"……还有 {len(record.amiss) - _TOLD} 处没看懂。")
    number = chatimport.take(product, record, source, _BY)
    row = chatimport.prepare(product, number)
    assert row is not None  # noqa: S101 - it was taken a moment ago
    _list(row)
    if confirm:
        say(shown(_confirmed(product, row)))
    else:
        say(f"还没有开任何工单。请在工作台“导入”里核对：/desk/import/{number}")


def _one(
    product: Product, file: Path, chat: str | None, estate: str | None, day: date | None
) -> tuple[Record, Source]:  # fmt: skip
    source = _source(product, file.name, chat, estate)
    record = read(decoded(_bytes(file)), day, local_date(product.now()))
    if record.problem:
        for number, sentence in record.amiss[:_TOLD]:
            say(shown(f"第 {number} 行：{sentence}"))
        hint = "（用 --date 说明）" if "哪一天" in record.problem else ""
        raise UnusableError(shown(f"{record.problem}{hint}"))
    return record, source


def _archived(product: Product, file: Path, chat: str | None) -> list[tuple[Record, Source]]:
    """A record for every bound group of the export, or for the one that is named."""
    only = _source(product, file.name, chat, None).chat if chat else None
    try:
        section = registry.sections().get(records.CHANNEL)
        archive = section if isinstance(section, WecomArchiveSection) else WecomArchiveSection()
        found = records.read(kit_for(product, records.CHANNEL), archive, _bytes(file).splitlines(), only)
    except DeliveryError as error:
        raise FailedError(f"{error}。") from error
    if found.unbound:
        say(shown(f"不在组织文件里的群：{'、'.join(sorted(found.unbound))}"))
    if not found.records:
        raise UnusableError(shown(f"没有可以导入的话：{found.counts()}。"))
    org = product.org()
    taken = []
    for room, record in found.records.items():
        bound = org.chat(records.CHANNEL, room)
        taken.append((record, Source(file.name, bound.unit if bound else None, records.CHANNEL, room)))
    return taken


def _source(product: Product, name: str, chat: str | None, estate: str | None) -> Source:
    org = product.org()
    if chat is not None:
        channel, _, group = chat.partition(":")
        bound = org.chat(channel, group)
        if bound is None:
            raise UnusableError(f"组织文件里没有这个群：{shown(chat)}（写成 渠道:群号）。")
        return Source(name, bound.unit, channel, group)
    unit = org.unit(estate)
    if unit is None or unit.kind == "district":
        raise UnusableError("请用 --chat 渠道:群号，或 --estate 小区编码，说明是哪个群的记录。")
    return Source(name, unit.code)


def _bytes(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read(_MOST_BYTES)
    try:
        with file.open("rb") as content:
            return content.read(_MOST_BYTES)
    except OSError as error:
        raise UnusableError(f"读不了文件 {shown(str(file))}。") from error


def _day(written: str | None) -> date | None:
    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError as error:
        raise UnusableError("--date 要写成 2026-11-15。") from error


def _list(row: Import) -> None:
    if not row.data.get("listened", True):
        say(ONE_BY_ONE)
    for place, one in enumerate(row.data["proposals"], 1):
        choice = CHOICES[one["choice"]] + (f"{one['known']['number']}" if one["choice"] == MERGE else "")
        marks = "".join(["拿不准 " * one["unsure"], "紧急 " * (one["urgency"] == "emergency")])
        words = wording.short(one["summary"] or "（只有照片）", 40)
        door = f"{one['building']}号楼 " if one["building"] else ""
        said = (
            f"{place}. [{choice}] {marks}{wording.category(one['category'])} {door}{words}（{len(one['messages'])}条）"
        )
        typer.echo(shown(said))
    if not row.data["proposals"]:
        say("这段记录里没有听到诉求。")


def _confirmed(product: Product, row: Import) -> str:
    """Do what is ticked, as the desk."""
    org = product.org()
    today = local_date(product.now())
    desk = [duty.person for duty in org.tree.duties if duty.role in DESK and in_force(duty, today)]
    if not desk:
        raise FailedError(
            "组织文件里现在没有值班坐席（dispatcher），不能用 --yes；记录已经留着，设好以后在工作台确认。"
        )
    choices: dict[str, Any] = {}
    for place, one in enumerate(row.data["proposals"]):
        choices[str(place)] = {"do": one["choice"], "into": (one["known"] or {}).get("number", "")}
    try:
        with product.work(f"import:{row.id}") as work:
            _, done = confirming.confirm(work, desk[0], json.dumps({"import": row.id, "choices": choices}))
    except RefusedError as refused:
        raise FailedError(str(refused)) from refused
    return done
