"""`minhu posters`: a sheet for every building's notice board, with a code that opens the residents' page there."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.commands import opening
from bot.commands.options import DataDir
from bot.commands.saying import UnusableError, say, shown
from bot.place_codes import PlaceCodes, district_key
from bot.posters import pdf, sheet, svg
from bot.posters.sheet import Sheet
from storage import tree
from storage.tree import Tree, Unit

NO_ADDRESS = "还没有设置 MINHU_PUBLIC_URL（居民的手机从外面打开网页的地址，例如 https://minhu.example.gov.cn），二维码没有地方可指。"


class Format(StrEnum):
    """The kinds of file."""

    PDF = "pdf"
    SVG = "svg"


def posters(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="写到这个目录，没有就新建")],
    estate: Annotated[
        str | None,
        typer.Option("--estate", metavar="CODE", help="只要这个小区（组织文件里的编码）", show_default=False),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="pdf：每个小区一个文件，一栋楼一页；svg：一栋楼一个文件")
    ] = Format.PDF,
    data_dir: DataDir = None,
) -> None:
    """生成张贴用的二维码海报：每栋楼一张 A4 纸。

    居民扫码打开网页就能说话，不用下载和注册，地点自动带上。要先设置 MINHU_PUBLIC_URL。
    """
    found = settings.read(data_dir=data_dir)
    if not found.public_url:
        raise UnusableError(NO_ADDRESS)
    with opening.database_of(found, existing=True) as database:
        code = opening.district_in(database)
        with database.read() as conn:
            district = tree.load(conn, code)
        codes = PlaceCodes(district_key(database, code))
    assert district is not None  # noqa: S101 - the district was there a moment ago
    count = 0
    for unit in _wanted(district, estate):
        count += _write(out, unit, sheet.sheets(district, codes, found.public_url, unit), format_)
    say(f"已生成 {count} 张，在 {shown(str(out))}。")


def _wanted(district: Tree, estate: str | None) -> list[Unit]:
    known = sheet.estates(district)
    wanted = [unit for unit in known if estate in (None, unit.code)]
    if not wanted and estate is not None:
        names = "、".join(f"{unit.code}（{unit.name}）" for unit in known[:20])
        raise UnusableError(f"没有编码为 {shown(estate)} 的小区；有：{names or '一个也没有'}。")
    if not wanted:
        raise UnusableError("组织文件里还没有小区（kind: estate），没有海报可做。")
    return wanted


def _write(out: Path, unit: Unit, sheets: list[Sheet], format_: Format) -> int:
    try:
        out.mkdir(parents=True, exist_ok=True)
        if format_ is Format.PDF:
            (out / f"{_file_name(unit.code)}.pdf").write_bytes(pdf.drawn(sheets))
        else:
            for one in sheets:
                (out / f"{_file_name(one.name)}.svg").write_text(svg.drawn(one), encoding="utf-8")
    except OSError as error:
        raise UnusableError(f"不能写入目录 {shown(str(out))}，请检查路径、权限和磁盘空间。") from error
    return len(sheets)


def _file_name(name: str) -> str:
    """A code without what no file name may have."""
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)
