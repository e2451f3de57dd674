"""The database: can it be used, is it of this version, and does anything wait in it for people?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from bot.commands import opening
from bot.doctor import groups, learning, officials
from bot.doctor.findings import Finding, fail, ok, warn
from bot.settings import Settings
from storage import inbox, migrate, outbox, tree
from storage.database import Database, StorageError

_APART = timedelta(minutes=2)
_BEHIND = timedelta(minutes=10)


def look(settings: Settings) -> Iterator[Finding]:
    """Everything the database tells; nothing in it is changed."""
    if opening.missing(settings):
        yield warn("数据库", f"还没有 {settings.url}", "第一次运行 minhu serve 时会建立")
        return
    try:
        database = Database(settings.url)
    except StorageError as error:
        yield fail("数据库", str(error), "检查 MINHU_DATABASE_URL")
        return
    try:
        with database.read() as conn:
            yield from _database(conn, database, settings.policies_dir)
    except StorageError as error:
        yield fail("数据库", str(error), "检查 MINHU_DATABASE_URL 和数据库是否在运行")
    finally:
        database.close()


def _database(conn: Connection, database: Database, policies: Path) -> Iterator[Finding]:
    version = migrate.current(conn)
    if version != migrate.head():
        yield _version(version)
        return
    yield ok("数据库", f"{'SQLite' if database.sqlite else 'PostgreSQL'}，版本 {version}")
    yield _wal(conn) if database.sqlite else _server_clock(conn)
    codes = tree.district_codes(conn)
    if not codes:
        yield warn("辖区", "还没有数据", "minhu import-org 文件，或 minhu serve --demo")
        return
    if len(codes) > 1:
        yield warn("辖区", f"有 {len(codes)} 个（{'、'.join(codes)}），只服务 {codes[0]}", "每个辖区用自己的数据库")
    yield from officials.look(conn, codes[0], policies)
    yield from groups.look(conn, codes[0], policies)
    yield from _waiting(conn, codes[0], datetime.now(UTC))
    yield learning.people(conn, codes[0])


def _version(version: str | None) -> Finding:
    if version is None:
        return warn("数据库", "是空的", "运行 minhu db upgrade，或直接 minhu serve")
    return fail(
        "数据库", f"版本是 {version}，程序要 {migrate.head()}", "运行 minhu db upgrade；如果数据库更新，请升级程序"
    )


def _wal(conn: Connection) -> Finding:
    mode = str(conn.execute(text("PRAGMA journal_mode")).scalar())
    if mode != "wal":
        return warn("日志模式", f"是 {mode}，不是 WAL", "数据目录可能在网络盘上，请换到本机磁盘")
    return ok("日志模式", "WAL")


def _server_clock(conn: Connection) -> Finding:
    there = conn.execute(text("SELECT now()")).scalar()
    apart = abs(there - datetime.now(UTC)) if isinstance(there, datetime) else timedelta()
    if apart > _APART:
        return warn("数据库时钟", f"和本机相差 {apart.total_seconds():.0f} 秒", "两台机器都校准时间（NTP）")
    return ok("数据库时钟", "和本机一致")


def _waiting(conn: Connection, district: str, now: datetime) -> Iterator[Finding]:
    messages, sent = inbox.count_by_state(conn, district), outbox.count_by_state(conn, district)
    if failed := messages.get("failed", 0):
        yield warn("消息", f"{failed} 条多次处理失败", "看日志里的 could not be handled，并告诉维护者")
    else:
        yield ok("消息", f"已处理 {messages.get('done', 0)} 条，等待 {messages.get('new', 0)} 条")
    if dead := sent.get("dead", 0):
        yield warn("未送达", f"{dead} 条", "minhu dead-letters list 看原因，修好后 resend 重发")
    due = outbox.next_due(conn, district)
    if due is not None and now - due > _BEHIND:
        late = (now - due).total_seconds() / 60
        yield warn("发送", f"有消息已等了 {late:.0f} 分钟", "minhu serve（或 worker）没有在运行？")
