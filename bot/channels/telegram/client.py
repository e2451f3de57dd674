"""The Bot API: python-telegram-bot for what we ask of it, and its updates as they are."""

from __future__ import annotations

import logging
import mimetypes
import os
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, User, WebhookInfo
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.base import DeliveryError, Download, RefusedError
from bot.channels.http import MAX_FILE, TIMEOUT, Http
from bot.channels.telegram.decode import UPDATES
from bot.channels.telegram.encode import Piece
from bot.channels.telegram.errors import in_our_words, translated

log = logging.getLogger(__name__)

# The library's own way to say that waiting times are `timedelta`; without it each 429 warns of the change.
os.environ.setdefault("PTB_TIMEDELTA", "true")

WAIT = 25  # seconds Telegram keeps a question for news open
AT_ONCE = 10  # updates in one answer: each may be 70 kB, and `Http` reads 1 MB
_CODES: dict[Any, type[TelegramError]] = {401: InvalidToken, 404: InvalidToken, 409: Conflict}
_CONNECTIONS = 30  # messages a second
# The library reads Telegram's answer with care for its own types only; a message it cannot read was sent all the same.
_UNREADABLE = (AttributeError, TypeError, ValueError, OverflowError, OSError)


class Client:
    """One bot at one Bot API, within one event loop."""

    def __init__(self, token: str, base: str) -> None:
        base = base.rstrip("/")
        # No proxy is taken from the environment, as in `Http`: with another way out, `API_BASE` says so.
        self._request = HTTPXRequest(
            connection_pool_size=_CONNECTIONS, read_timeout=TIMEOUT, write_timeout=TIMEOUT, connect_timeout=TIMEOUT,
            pool_timeout=TIMEOUT, httpx_kwargs={"trust_env": False},
        )  # fmt: skip
        self._bot = Bot(token, f"{base}/bot", f"{base}/file/bot", self._request, self._request)
        self._updates = Http("Telegram", f"{base}/bot{token}", WAIT + TIMEOUT)
        self._files = Http("Telegram", f"{base}/file/bot{token}", 2 * TIMEOUT)
        self._base = base

    async def send(self, recipient: str, piece: Piece) -> None:
        """Send one message; raises `DeliveryError`."""
        preview = LinkPreviewOptions(is_disabled=True)
        async with in_our_words():
            try:
                await self._bot.send_message(
                    recipient, piece.text, reply_markup=piece.keyboard, link_preview_options=preview
                )
            except _UNREADABLE as error:
                log.warning("telegram took a message, but its answer cannot be read: %s", type(error).__name__)

    async def answer(self, query: str, words: str) -> None:
        """Tell who pressed a button that it was noticed: until then Telegram shows him a clock."""
        async with in_our_words():
            await self._bot.answer_callback_query(query, words)

    async def show(self, chat: int, message: int, keyboard: InlineKeyboardMarkup) -> None:
        """Give a sent card another keyboard."""
        async with in_our_words():
            await self._bot.edit_message_reply_markup(chat, message, reply_markup=keyboard)

    async def updates(self, offset: int | None) -> list[dict[str, Any]]:
        """News from this number on, undecoded; whatever is before it Telegram forgets.

        The library decodes all of an answer or nothing: one update it cannot read would stop all others.
        """
        question: dict[str, Any] = {"timeout": WAIT, "limit": AT_ONCE, "allowed_updates": UPDATES}
        if offset is not None:
            question["offset"] = offset
        told = await self._updates.json("POST", "getUpdates", json=question)
        found = told.get("result")
        if not told.get("ok") or not isinstance(found, list):
            raise _not_told(told)
        return [update for update in found if isinstance(update, dict) and isinstance(update.get("update_id"), int)]

    async def me(self) -> User:
        """Who we are."""
        async with in_our_words():
            return await self._bot.get_me()

    async def webhook(self) -> WebhookInfo:
        """Where Telegram calls us, and how that went lately."""
        async with in_our_words():
            return await self._bot.get_webhook_info()

    async def set_webhook(self, url: str, secret: str) -> None:
        """Let Telegram call us there."""
        async with in_our_words():
            await self._bot.set_webhook(url, allowed_updates=UPDATES, secret_token=secret)

    async def delete_webhook(self) -> None:
        """Let Telegram keep what is new until it is asked; what waits already stays."""
        async with in_our_words():
            await self._bot.delete_webhook()

    async def download(self, reference: str) -> Download:
        """A file somebody sent, up to Telegram's 20 MB; its type is told by the ending of its name only."""
        async with in_our_words():
            file = await self._bot.get_file(reference)
        path = file.file_path or ""
        if (file.file_size or 0) > MAX_FILE or not path.startswith(self._files.base):
            raise RefusedError("Telegram 的文件太大或不能下载")
        found = await self._files.download(path)
        return replace(found, type=mimetypes.guess_type(path)[0] or found.type, name=path.rpartition("/")[2])

    async def moment(self) -> datetime | None:
        """What time it is at Telegram; None when that cannot be learnt."""
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as asking:
                answer = await asking.head(self._base)
            return parsedate_to_datetime(answer.headers["date"])
        except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError):
            return None

    async def close(self) -> None:
        """Give the connections back."""
        await self._request.shutdown()
        await self._updates.close()
        await self._files.close()


def _not_told(told: dict[str, Any]) -> DeliveryError:
    kind = _CODES.get(told.get("error_code"), NetworkError)
    return translated(kind("getUpdates"))
