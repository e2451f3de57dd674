"""`minhu forget`: taking somebody out of everything that is kept, because he wants it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot import settings, unlearning
from bot.commands import opening
from bot.commands.options import DataDir
from bot.commands.saying import FailedError, on_terminal, say
from bot.settings import Settings
from handlers import policy
from handlers.entitled import RefusedError
from handlers.manners import erasing
from handlers.org import Org
from handlers.work import Work
from storage import tree
from storage.database import Database
from storage.types import Ids


def forget(
    channel: Annotated[str, typer.Option("--channel", metavar="CHANNEL", help="渠道，如 wecom、telegram、web")],
    account: Annotated[str, typer.Option("--account", metavar="ACCOUNT", help="此人在渠道里的账号")],
    yes: Annotated[bool, typer.Option("--yes", help="不再问，直接删除")] = False,
    data_dir: DataDir = None,
) -> None:
    """按本人要求删除一个人：他说的话、姓名、门牌、读数上的账号；工单和统计留下，但看不出是谁。

    删了不能恢复。工单经过的封印仍可核对（minhu db check）。以前的备份里还有，请按规定处理备份。
    """
    given = settings.read(data_dir=data_dir)
    with opening.database_of(given, existing=True) as database:
        opening.district_in(database)
        try:
            _forget(given, database, channel.strip(), account.strip(), sure=yes)
        except RefusedError as error:
            raise FailedError(str(error)) from error


def _forget(given: Settings, database: Database, channel: str, account: str, *, sure: bool) -> None:
    with database.begin() as conn:
        work = _work(given, conn)
        kept = erasing.found(work, channel, account)
    if not (kept.messages or kept.tickets):
        # A door, or a name, may be kept of somebody who never wrote.
        say(f"没有找到渠道 {channel} 上账号 {account} 说过的话；如果留有他的住处、姓名，也一并删除。")
    if not sure and not (on_terminal() and typer.confirm(f"将删除：{kept.said}。删了不能恢复，确定吗？", err=True)):
        raise FailedError(f"没有删除。有{kept.said}；确定要删请加 --yes。")
    with database.begin() as conn:
        work = _work(given, conn)
        erased = erasing.erase(work, channel, account)
        work.finish()
    with database.read() as conn:
        learned = unlearning.unlearn(conn, tree.district_codes(conn)[0], given.models_dir)
    say(f"已删除：{erased.said}。工单和统计留下，看不出是谁。{learned}以前的备份里还有，请按规定处理。")


def _work(given: Settings, conn: Connection) -> Work:
    found = tree.load(conn, tree.district_codes(conn)[0])
    if found is None:
        raise FailedError(opening.NO_DISTRICT)
    ids, now = Ids(), datetime.now(UTC)
    rules = policy.load(found.policy, [given.policies_dir])
    return Work(conn, Org(found), rules, now, ids, f"forget:{ids.next(now)}")
