"""What Telegram says no with, in our words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import DeliveryError, RefusedError, TemporaryError

PATIENCE = 15.0  # seconds for a whole answer, however it drips; the library's own limits are for each part of it

# A part of Telegram's description, and what it means for whoever reads why a message did not arrive.
_REASONS = (
    ("blocked by the user", "对方停用了机器人"),
    ("can't initiate conversation", "对方还没有打开过机器人，请他在 Telegram 里找到机器人点“开始”"),
    ("user is deactivated", "对方的 Telegram 账号已注销"),
    ("chat not found", "Telegram 找不到这个人或群：编号不对，或对方还没有打开过机器人"),
    ("kicked", "机器人被移出了这个群"),
    ("not a member", "机器人不在这个群里"),
    ("rights", "机器人在这个群里没有发言权限，请群管理员打开"),
)


class WrongTokenError(TemporaryError):
    """Telegram does not know the token; once it is mended, what waits is delivered."""


@asynccontextmanager
async def in_our_words() -> AsyncIterator[None]:
    """Let what the library raises come out as `DeliveryError`; its own words may quote the token, so none is kept."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TelegramError as error:
        raise translated(error) from None
    except TimeoutError:
        raise TemporaryError("Telegram 没有按时回答") from None
    except KeyError:
        raise TemporaryError("Telegram 的回答里没有结果") from None


def translated(error: TelegramError) -> DeliveryError:
    """The same in our words: for now, or for ever."""
    if isinstance(error, RetryAfter):
        return TemporaryError("Telegram 说发得太快", _seconds(error.retry_after))
    if isinstance(error, ChatMigrated):
        return RefusedError(f"群升级成了超级群，请把组织文件里的编号改成 {error.new_chat_id}")
    if isinstance(error, InvalidToken):
        return WrongTokenError("Telegram 不认这个 TOKEN，请核对 MINHU_TELEGRAM__TOKEN")
    if isinstance(error, Conflict):
        return TemporaryError("还有别的程序在用同一个 TOKEN 收消息，请停掉它")
    if isinstance(error, Forbidden | BadRequest):
        return RefusedError(_reason(error))
    if isinstance(error, TimedOut):
        return TemporaryError("Telegram 没有按时回答")
    return TemporaryError("连不上 Telegram，或它暂时不能用")


def _reason(error: TelegramError) -> str:
    said = error.message.lower()
    known = next((reason for part, reason in _REASONS if part in said), "")
    return known or f"Telegram 不接受这个请求（{error.message[:100]}）"


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
