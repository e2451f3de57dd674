"""`minhu dead-letters`: what could not be delivered, and sending it anew."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from bot import settings
from bot.commands import opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, say, shown
from storage import outbox, tickets
from storage.types import CHINA

app = typer.Typer()

# A terminal is as wide as it is; a file or a pipe gets whole lines.
_PIPE_WIDTH = 200


@app.command("list")
def list_(data_dir: DataDir = None) -> None:
    """列出没有送达、已经放弃的消息和原因。"""
    with opening.database_of(settings.read(data_dir=data_dir), existing=True) as database:
        district = opening.district_in(database)
        with database.read() as conn:
            rows = outbox.dead_letters(conn, district)
            total = outbox.count_by_state(conn, district).get("dead", 0)
            about = {id_: tickets.get(conn, district, id_) for row in rows if (id_ := row.ticket_id)}
    if not rows:
        say("没有未送达的消息。")
        return
    table = Table("编号", "时间", "渠道", "收件人", "类别", "工单", "原因", box=box.SIMPLE)
    for row in rows:
        ticket = about.get(row.ticket_id or 0)
        at = f"{row.created_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        number = ticket.number if ticket else ""
        table.add_row(str(row.id), at, row.channel, shown(row.recipient), row.kind, number, shown(row.reason or ""))
    Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)
    say(f"共 {total} 条。重发：minhu dead-letters resend [编号…]")


@app.command("resend")
def resend(
    ids: Annotated[
        list[int] | None, typer.Argument(metavar="[ID]...", help="消息编号；不写则全部重发", show_default=False)
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """重发没有送达的消息（由正在运行的 serve 或 worker 送出）。"""
    with opening.database_of(settings.read(data_dir=data_dir), existing=True) as database:
        district = opening.district_in(database)
        with database.begin() as conn:
            count = outbox.revive(conn, district, datetime.now(UTC), ids or None)
    if ids and not count:
        raise FailedError("这些编号里没有未送达的消息，请用 minhu dead-letters list 查看。")
    say(f"{count} 条消息将重新发送。" if count else "没有未送达的消息。")
