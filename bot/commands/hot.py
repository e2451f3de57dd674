"""`minhu hot`: what many people of a city write about, from a file of messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import jsonl
from bot.commands.saying import UnusableError, say, shown
from nlu import hot as hotspots
from nlu.hot import Hotspot, Told
from storage.types import CHINA

_LISTED = 20  # issues told at the terminal
_MOST_BACKING = 10**9

File = Annotated[Path, typer.Argument(metavar="FILE", help="每行一个 JSON 对象", show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写到这个文件；没有就写到标准输出")]
Top = Annotated[int | None, typer.Option("--top", min=1, metavar="N", help="只要最热的 N 个；没有就全要")]
HalfLife = Annotated[
    int | None,
    typer.Option("--half-life", min=1, metavar="DAYS", help="早这么多天的算一半；没有就按全部消息的时间跨度"),
]


def hot(file: File, out: Out = None, top: Top = None, half_life: HalfLife = None) -> None:
    """从一批留言里找出很多人在说的同一件事，最热的在前，每行一个 JSON 对象。

    每条要有 "id"，以及 "text" 或 "title"（可以再有 "detail" 或 "body"）；"at" 时间、"user" 谁写的、"likes" 赞同数
    可以没有。热度按件数、人数、赞同、新旧和说法是否集中来算，见 docs/duplicates.md。
    """
    told = list(_read(file))
    try:
        found = hotspots.find(told, timedelta(days=half_life) if half_life else None)
    except ValueError as error:
        raise UnusableError(str(error)) from error
    kept = found[:top] if top else found
    _write(out, [jsonl.encode(_record(rank, spot)) for rank, spot in enumerate(kept, 1)])
    for rank, spot in enumerate(kept[:_LISTED], 1):
        say(shown(_line(rank, spot)))
    say(f"{len(told)} 条留言，{len(found)} 个三条以上的话题。")


def _read(file: Path) -> Iterator[Told]:
    seen: set[str] = set()
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _told(file, number, line, seen)
    except OSError as error:
        raise UnusableError(f"读不了文件 {shown(str(file))}。") from error


def _told(file: Path, number: int, line: bytes, seen: set[str]) -> Told:
    try:
        row = jsonl.decode(line)
        key = str(row["id"]) if row.get("id") is not None else ""
        head, body = _text(row, "title"), _text(row, "detail") or _text(row, "body") or _text(row, "text")
        if not key or not (head or body):
            raise ValueError('要有 "id"，以及 "text" 或 "title"。')
        if key in seen:
            raise ValueError(f"编号 {key} 出现了两次。")
        seen.add(key)
        who = str(row.get("user") or row.get("sender") or "")
        return Told(key, head, body, who, _moment(row.get("at")), _backing(row.get("likes")))
    except ValueError as error:
        raise UnusableError(shown(f"{file}:{number}: {error}")) from error


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f'"{name}" 应是文字。')
    return (value or "").strip()


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError('"at" 应是时间，比如 2026-11-15T08:02:11+08:00。') from error
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _backing(value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_BACKING:
        raise ValueError('"likes" 应是整数。')
    return value


def _record(rank: int, spot: Hotspot) -> dict[str, Any]:
    return {
        "rank": rank, "name": spot.name, "place": spot.place or None, "heat": spot.heat, "count": len(spot.keys),
        "people": spot.people, "likes": spot.backing, "focus": spot.focus,
        "from": spot.first.isoformat() if spot.first else None, "to": spot.last.isoformat() if spot.last else None,
        "ids": list(spot.keys),
    }  # fmt: skip


def _line(rank: int, spot: Hotspot) -> str:
    days = [f"{at.astimezone(CHINA):%Y-%m-%d}" for at in (spot.first, spot.last) if at]
    when = f"，{'—'.join(dict.fromkeys(days))}" if days else ""
    place = f"（{spot.place}）" if spot.place and spot.place not in spot.name else ""
    return f"{rank:>3}. {spot.name}{place}：{len(spot.keys)} 条，{spot.people} 人{when}"


def _write(out: Path | None, lines: list[bytes]) -> None:
    if out is None:
        typer.echo(b"".join(lines), nl=False)
        return
    try:
        out.write_bytes(b"".join(lines))
    except OSError as error:
        raise UnusableError(f"写不了文件 {shown(str(out))}。") from error
