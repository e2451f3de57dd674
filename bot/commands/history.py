"""`minhu import-history`: counts of earlier years from the 12345 hotline, for tasks before the season."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.commands import opening
from bot.commands.options import DataDir
from bot.commands.saying import UnusableError, say, shown
from nlu.taxonomy import CATEGORIES
from storage import history, tree
from storage.history import PastCount
from storage.tree import Tree

_NEEDED = ("日期", "类别", "地点")
_MOST = 20  # problems that are listed
_KEYS = {name: key for key, name in CATEGORIES.items()} | {key: key for key in CATEGORIES}


def import_history(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV：日期,类别,地点，可以再有 楼栋,件数")],
    data_dir: DataDir = None,
) -> None:
    """导入往年12345诉求的件数，用来在季节到来之前安排预防任务。同一天、同一地点、同一类别再导入一次会替换。"""
    with opening.database_of(settings.read(data_dir=data_dir), existing=True) as database:
        code = opening.district_in(database)
        with database.read() as conn:
            district = tree.load(conn, code)
        assert district is not None  # noqa: S101 - the district was there a moment ago
        problems: list[str] = []
        counts = _counts(_text(file), district, problems)
        if problems:
            for problem in problems[:_MOST]:
                say(shown(f"{file}:{problem}"))
            raise UnusableError(f"共 {len(problems)} 处问题，什么也没有导入。")
        with database.begin() as conn:
            history.put(conn, code, counts)
    days = [one.day for one in counts]
    span = f"，{min(days)} 至 {max(days)}" if days else ""
    say(f"已导入 {sum(one.count for one in counts)} 件（{len(counts)} 行）{span}。")


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UnusableError(f"读不了文件 {shown(str(file))}。") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableError(f"{shown(str(file))} 不是 UTF-8 或 GBK 编码的文本文件。")


def _counts(text: str, district: Tree, problems: list[str]) -> list[PastCount]:
    """The counts of a file; whatever is wrong goes to `problems` with its line."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = [(name or "").strip() for name in reader.fieldnames or ()]
    if missing := [name for name in _NEEDED if name not in names]:
        problems.append(f"1: 第一行缺少列：{'、'.join(missing)}")
        return []
    places = _places(district)
    found: Counter[tuple[date, str, str, str]] = Counter()
    try:
        for row in reader:
            cells = {
                (name or "").strip(): (value or "").strip() for name, value in row.items() if isinstance(name, str)
            }
            said = list(_wrong(cells, places))
            problems += [f"{reader.line_num}: {one}" for one in said]
            if not said:
                key = (_day(cells["日期"]), places[cells["地点"]], cells.get("楼栋", "")[:32], _KEYS[cells["类别"]])
                found[key] += int(cells.get("件数") or 1)
    except csv.Error:
        problems.append(f"{reader.line_num}: 这一行不是 CSV")
    return [PastCount(*key, count) for key, count in found.items()]


def _wrong(cells: dict[str, str], places: dict[str, str]) -> Iterator[str]:
    try:
        _day(cells["日期"])
    except ValueError:
        yield f"日期“{cells['日期'][:20]}”看不懂，应写成 2025-11-03"
    if cells["类别"] not in _KEYS:
        yield f"类别“{cells['类别'][:20]}”不认识"
    if cells["地点"] not in places:
        yield f"地点“{cells['地点'][:20]}”不在组织文件里"
    count = cells.get("件数") or "1"
    if not (count.isascii() and count.isdigit() and 0 < int(count) < 1_000_000):
        yield f"件数“{count[:20]}”应是正整数"


def _day(written: str) -> date:
    return date.fromisoformat(written.replace("/", "-")[:10])


def _places(district: Tree) -> dict[str, str]:
    """Code by every name a unit has; codes win."""
    names = {name: unit.code for unit in district.units for name in (*unit.aliases, unit.name)}
    return names | {unit.code: unit.code for unit in district.units}
