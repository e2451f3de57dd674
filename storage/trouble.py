"""What can be wrong with a database, in sentences for the person who runs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

FULL = "磁盘已满，请清理空间后重启；没有提交的内容会在恢复后重新处理。"
READ_ONLY = "文件或目录是只读的，请检查权限。"
LOCKED = "一直被另一个程序占用，请关闭占用它的程序后再试。"
NO_TABLE = "缺少需要的表或列，请运行 minhu db upgrade。"
DAMAGED = "文件已损坏，请停止服务，用最近的备份恢复。"
NO_DISK = "磁盘读写出错，请检查磁盘和网络存储。"
CUT_OFF = "与 PostgreSQL 的连接断开了；没有确认的内容会重新处理，不会重复登记。"
NO_SERVER = "PostgreSQL 没有启动或地址不对。"
NO_ENTRY = "用户名或密码不对，或没有访问权限。"
NO_DATABASE = "PostgreSQL 里没有这个库或这个用户，请先创建。"
TOO_MANY = "连接数已满，请调大 PostgreSQL 的 max_connections 或减少进程。"
STARTING = "PostgreSQL 正在启动或关闭，请稍后再试。"
TOO_SLOW = "一条语句超过时限，已被取消。"

# By SQLSTATE: clearer than a message, which a Chinese server writes in Chinese.
_STATES = {
    "08001": NO_SERVER, "08003": CUT_OFF, "08006": CUT_OFF,
    "25006": "数据库是只读的（可能连到了备用机），请检查地址。", "25P03": CUT_OFF,
    "28000": NO_ENTRY, "28P01": NO_ENTRY, "3D000": NO_DATABASE, "42501": NO_ENTRY,
    "42P01": NO_TABLE, "42703": NO_TABLE,
    "53100": FULL, "53200": "PostgreSQL 内存不足。", "53300": TOO_MANY,
    "55P03": LOCKED, "57014": TOO_SLOW, "57P01": STARTING, "57P02": STARTING, "57P03": STARTING,
    "58030": NO_DISK, "XX001": DAMAGED, "XX002": DAMAGED,
}  # fmt: skip
# Where there is no SQLSTATE: SQLite, and PostgreSQL before a connection stands. First match decides.
_SIGNS = {
    "disk is full": FULL,
    "readonly database": READ_ONLY,
    "unable to open": "文件打不开，请检查路径和权限。",
    "not a database": "这个文件不是 minhu 的数据库。",
    "malformed": DAMAGED,
    "is locked": LOCKED,
    "disk I/O error": NO_DISK,
    "no such table": NO_TABLE,
    "no such column": NO_TABLE,
    "authentication failed": NO_ENTRY,
    "no password supplied": NO_ENTRY,
    "starting up": STARTING,
    "shutting down": STARTING,
    "too many": TOO_MANY,
    "refused": NO_SERVER,
    "No such file": NO_SERVER,
    "timeout expired": NO_SERVER,
    "timed out": NO_SERVER,
    "translate host name": NO_SERVER,
    "resolve host": NO_SERVER,
    "service not known": NO_SERVER,
    "does not exist": NO_DATABASE,
    "connection is": CUT_OFF,
    "closed the connection": CUT_OFF,
    "terminating connection": CUT_OFF,
}
_CONFLICTS = {"40001", "40P01"}


class StorageError(Exception):
    """The database cannot be used; the message is one sentence for the person who runs it."""


class ConflictError(StorageError):
    """Another transaction was faster (deadlock, serialisation): nothing was written, trying again is right."""


@contextmanager
def sentences(name: str) -> Iterator[None]:
    """Turn what an operator can mend into a `StorageError`; leave the rest as it is.

    Args:
        name: what the database is called, without any password.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise StorageError(f"数据库 {name} 的连接都在使用中，请稍后再试。") from error
    except DBAPIError as error:
        if _state(error) in _CONFLICTS:
            raise ConflictError(f"数据库 {name} 里另一个操作同时改了同样的内容，这次没有写入，请重试。") from error
        explained = explain(error)
        if explained is None:
            raise
        raise StorageError(f"数据库 {name} 无法使用：{explained}") from error


def explain(error: DBAPIError) -> str | None:
    """What is wrong, for an operator; None when it is the program that is wrong."""
    state = _state(error)
    if state is not None and state in _STATES:
        return _STATES[state]
    if state is not None and not isinstance(error, OperationalError):
        return None
    reason = next(iter(str(error.orig or error).strip().splitlines()), "")
    known = next((said for sign, said in _SIGNS.items() if sign in reason), None)
    if error.connection_invalidated and known is None:
        return CUT_OFF
    # Programming errors have no sign of the list, or are not of these two families.
    unknown = isinstance(error, (OperationalError, InterfaceError))
    return known or (reason if unknown else None)


def _state(error: DBAPIError) -> str | None:
    found = getattr(error.orig, "sqlstate", None)
    return None if found is None else str(found)
