"""The machine: settings, disk, port, clock and the engine."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.doctor import learning, minds
from bot.doctor.findings import Finding, Level, fail, ok, warn
from bot.settings import Settings, SettingsError
from nlu.engines import ENGINES, engine

LEAST_DISK = 200_000_000
LITTLE_DISK = 2_000_000_000
# The product did not exist before; a machine whose clock stands there has lost its battery.
_FIRST_YEAR, _LAST_YEAR = 2026, 2100
_TRY = "3号楼暖气不热"


def look(settings: Settings) -> Iterator[Finding]:
    """Everything that can be seen without the database."""
    yield from _settings(settings)
    kept = list(_data_dir(settings.data_dir))
    yield from kept
    yield _port(settings)
    yield _clock(datetime.now(UTC))
    if kept[0].level is Level.FAIL:
        # What is learned could not be kept: nobody should wait a minute to hear the same again.
        return
    yield from _engine(settings)
    yield from learning.model(settings.models_dir)


def _settings(settings: Settings) -> Iterator[Finding]:
    try:
        settings.check_exposure()
    except SettingsError as error:
        yield fail("设置", str(error), "export MINHU_SECRET_KEY=一串别人猜不到的字")
    else:
        signed = "需要登录口令" if settings.secret_key else "只能在本机打开"
        yield ok("设置", f"网页在 {settings.host}:{settings.port}，{signed}")
    if settings.secret_key is not None and settings.seal_key is None:
        remedy = "设置 MINHU_SEAL_KEY，和备份分开另存一份，以后不要换；不用接电话页可以不管"
        yield warn("来电号码", "在数据库和备份里没有加密", remedy)
    if settings.secret_key is not None and len(settings.secret_key) < 12:
        yield warn("登录口令", f"只有 {len(settings.secret_key)} 个字符", "换成 12 个字符以上的 MINHU_SECRET_KEY")


def _data_dir(folder: Path) -> Iterator[Finding]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"minhu")
    except OSError as error:
        yield fail("数据目录", f"{folder} 不能写入（{error.strerror}）", "检查目录权限，或用 MINHU_DATA_DIR 换一个目录")
        return
    yield ok("数据目录", f"{folder.resolve()} 可以写入")
    yield _disk(shutil.disk_usage(folder).free)


def _disk(free: int) -> Finding:
    said = f"剩余 {free / 1e9:.1f} GB"
    if free < LEAST_DISK:
        return fail("磁盘", said, "马上清理空间：写满后收不到新消息")
    if free < LITTLE_DISK:
        return warn("磁盘", said, "请清理空间，建议留 2 GB 以上")
    return ok("磁盘", said)


def _port(settings: Settings) -> Finding:
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError:
        said = f"{settings.host}:{settings.port} 现在不能监听"
        return warn("端口", said, "如果 minhu 正在运行就是正常的；否则用 --port 换一个端口")
    return ok("端口", f"{settings.port} 空闲")


def _clock(now: datetime) -> Finding:
    if not _FIRST_YEAR <= now.year <= _LAST_YEAR:
        return fail("时钟", f"机器时间是 {now:%Y-%m-%d}", "校准系统时间（如打开 NTP），时限都靠它")
    return ok("时钟", f"UTC {now:%Y-%m-%d %H:%M}，界面按北京时间显示")


def _engine(settings: Settings) -> Iterator[Finding]:
    name = settings.nlu_engine
    if name not in ENGINES:
        yield fail("理解引擎", f"没有名为 {name} 的引擎", f"MINHU_NLU_ENGINE 可用：{'、'.join(sorted(ENGINES))}")
        return
    try:
        found = engine(name, settings.models_dir, minds=settings.minds)
        said = found.understand(_TRY)
    except (ValueError, OSError) as error:
        yield fail("理解引擎", f"{name} 不能启动：{error}", "检查上面说的设置，或运行 minhu train 重新训练")
        return
    if said.appeal:
        yield ok("理解引擎", f"{name} 能听懂“{_TRY}”")
    else:
        yield warn("理解引擎", f"{name} 没有听懂“{_TRY}”", "运行 minhu train 重新训练")
    yield from minds.look(found)
