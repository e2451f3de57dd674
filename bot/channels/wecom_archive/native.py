"""The archive as Tencent's library gives it: sealed rows, opened one by one with the enterprise's own keys."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

from bot.channels.base import DeliveryError, RefusedError, TemporaryError
from bot.channels.wecom_archive.keys import KeyRefusedError, Keys
from bot.channels.wecom_archive.library import TITLE, Library
from bot.channels.wecom_archive.rows import Row
from bot.channels.wecom_archive.settings import WecomArchiveSection


class NativeSource:
    """Rows through the library; it is loaded when the first are asked for, in a thread of its own."""

    def __init__(self, section: WecomArchiveSection) -> None:
        self._section = section
        self._library: Library | None = None
        self._keys: Keys | None = None
        self._opening = threading.Lock()

    async def page(self, after: int, limit: int) -> list[Row]:
        """The next rows, opened as far as they can be."""
        return await asyncio.to_thread(self._page, after, limit)

    async def media(self, reference: str) -> bytes:
        """A picture or recording, by its `sdkfileid`."""
        return await asyncio.to_thread(lambda: self._ready()[0].media(reference))

    def holds(self, version: int) -> bool:
        """Whether the settings name a private key of this version."""
        return version in self._section.private_keys

    async def close(self) -> None:
        """Give the library's object back, when the call under way has ended."""
        if self._library is not None:
            await asyncio.to_thread(self._library.close)

    def _ready(self) -> tuple[Library, Keys]:
        with self._opening:
            if self._keys is None:
                try:
                    self._keys = Keys(self._section.private_keys)
                except KeyRefusedError as error:
                    raise RefusedError(f"{TITLE}：{error}") from error
            if self._library is None:
                given = self._section
                secrets = given.secret.get_secret_value(), given.proxy, given.proxy_password.get_secret_value()
                self._library = Library(given.library, given.corp_id, *secrets)
            return self._library, self._keys

    def _page(self, after: int, limit: int) -> list[Row]:
        library, keys = self._ready()
        rows = (_opened(one, library, keys) for one in _chat_data(library.chat_data(after, limit)))
        # In order, whatever comes: the cursor is the number of the last one.
        return sorted((row for row in rows if row.seq > after), key=lambda row: row.seq)


def _chat_data(answer: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise TemporaryError(f"{TITLE}的回答不是 JSON") from error
    code = found.get("errcode", 0) if isinstance(found, dict) else None
    if code != 0:
        failed = TemporaryError(f"{TITLE}：平台拒绝了请求（{code}），请核对 Secret 和可信 IP", 600.0)
        failed.code = code if isinstance(code, int) else 0
        raise failed
    rows = found.get("chatdata")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _opened(sealed: dict[str, Any], library: Library, keys: Keys) -> Row:
    seq, version = sealed.get("seq"), sealed.get("publickey_ver")
    if not isinstance(seq, int) or isinstance(seq, bool):
        # Without a number nothing is known of it, and the next page brings it again.
        return Row(0, trouble="没有序号（seq）")
    if not isinstance(version, int) or version not in keys:
        return Row(seq, trouble=f"没有第 {version} 版私钥", lacks=version if isinstance(version, int) else 0)
    try:
        key = keys.open(version, str(sealed.get("encrypt_random_key", "")))
        body = json.loads(library.opened(key, str(sealed.get("encrypt_chat_msg", ""))))
    except DeliveryError as error:
        return Row(seq, trouble=str(error))
    except (ValueError, RecursionError) as error:
        return Row(seq, trouble=str(error) if type(error) is ValueError else "解开的内容不是 JSON")
    if not isinstance(body, dict):
        return Row(seq, trouble="解开的内容不是 JSON 对象")
    return Row(seq, {"msgid": sealed.get("msgid")} | body)
