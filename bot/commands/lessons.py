"""`minhu lessons`: what people put right, reviewed on the terminal."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from bot import settings
from bot.commands import opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, UnusableError, say, shown
from handlers.durations import local_date
from handlers.entitled import DESK
from handlers.org import Org
from nlu.model_card import meaning
from storage import lessons, tree
from storage.lessons import ACCEPTED, LEARNED, PROPOSED, REJECTED, STATES
from storage.types import CHINA

app = typer.Typer()

NAMES = {PROPOSED: "待审核", ACCEPTED: "已采纳", REJECTED: "不采纳", LEARNED: "已学会"}
_PIPE_WIDTH = 200
_MOST = 500
Ids = Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="样例编号", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="全部待审核的")]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="PERSON", help="审核人的编码；只有一位坐席时可以不写", show_default=False),
]


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(metavar="STATE", help=f"状态：{'、'.join(STATES)}")] = PROPOSED,
    data_dir: DataDir = None,
) -> None:
    """列出人工更正的样例：待审核的，或某个状态的。"""
    if state not in STATES:
        raise UnusableError(f"没有状态 {shown(state)}；可用：{'、'.join(STATES)}。")
    with opening.database_of(settings.read(data_dir=data_dir), existing=True) as database:
        district = opening.district_in(database)
        with database.read() as conn:
            found = lessons.listed(conn, district, [state], _MOST)
            counts = lessons.count_by_state(conn, district)
    if found:
        table = Table("编号", "时间", "听成", "应为", "原话（已隐去姓名和门牌）", box=box.SIMPLE)
        for lesson in sorted(found, key=lambda lesson: (lesson.meant, lesson.inbox_id)):
            at = f"{lesson.at.astimezone(CHINA):%m-%d %H:%M}"
            words = shown(" ".join(lesson.text.split())[:80])
            table.add_row(str(lesson.inbox_id), at, meaning(lesson.understood), meaning(lesson.meant), words)
        Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)
    say("，".join(f"{NAMES[name]} {counts.get(name, 0)} 条" for name in STATES) + "。")


@app.command("accept")
def accept(ids: Ids = None, everything: All = False, by: By = None, data_dir: DataDir = None) -> None:
    """采纳样例；下次 minhu train 时学。"""
    _review(ids, everything, by, data_dir, ACCEPTED)


@app.command("reject")
def reject(ids: Ids = None, everything: All = False, by: By = None, data_dir: DataDir = None) -> None:
    """不采纳样例；已经学会的下次训练时忘掉。"""
    _review(ids, everything, by, data_dir, REJECTED)


def _review(ids: list[int] | None, everything: bool, by: str | None, data_dir: DataDir, state: str) -> None:
    if bool(ids) == everything:
        raise UnusableError("请写样例编号，或用 --all 表示全部待审核的。")
    now = datetime.now(UTC)
    with opening.database_of(settings.read(data_dir=data_dir), existing=True) as database:
        district = opening.district_in(database)
        with database.begin() as conn:
            reviewer = _reviewer(conn, district, by, now)
            wanted = ids or [lesson.inbox_id for lesson in lessons.listed(conn, district, [PROPOSED])]
            count = lessons.review(conn, district, wanted, state, reviewer, now)
    if not count:
        raise FailedError("没有可以改的样例，请用 minhu lessons list 查看编号和状态。")
    say(f"{count} 条{NAMES[state]}。" + ("运行 minhu train 来学。" if state == ACCEPTED else ""))


def _reviewer(conn: Connection, district: str, by: str | None, now: datetime) -> str:
    """Who reviews: the person named, or the only one at the desk."""
    found = tree.load(conn, district)
    org = Org(found) if found else None
    if by is not None:
        if org is None or org.person(by) is None:
            raise UnusableError(f"组织文件里没有编码为 {shown(by)} 的人。")
        return by
    duties = org.tree.duties if org else []
    today = local_date(now)
    desk = {d.person for d in duties if d.role in DESK and org and d in org.duties_of(d.person, today)}
    if len(desk) != 1:
        raise UnusableError("请用 --by 写明审核人的编码。")
    return desk.pop()
