"""Asking a platform: one base URL, bounded time and size, and errors in our own words."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.channels.base import Download, RefusedError, TemporaryError

TIMEOUT = 10.0  # seconds for a whole answer
MAX_ANSWER = 1024 * 1024
MAX_FILE = 20 * 1024 * 1024

# It logs every address it asks, and platforms want secrets and tokens in their addresses.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Http:
    """A client of one platform, within one event loop.

    Args:
        title: what people call the platform, for error sentences.
        base: URL that every path is put behind.

    Attributes:
        platform_time: what the platform's clock said in its last answer; None before, or where it does not tell.
    """

    def __init__(self, title: str, base: str, timeout: float = TIMEOUT) -> None:
        self.title = title
        self.base = base.rstrip("/")
        self._timeout = timeout
        self._open: httpx.AsyncClient | None = None
        self.platform_time: datetime | None = None

    async def json(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """The JSON object a platform answers; `more` as httpx takes it (`params`, `json`, `files`, …).

        Raises:
            TemporaryError: no answer, no JSON, or a status that may pass (429, 5xx).
            RefusedError: any other status of an error, where the answer is no JSON object.
        """
        answer, body = await self._ask(method, path, MAX_ANSWER, more)
        found = _object(body)
        if found is None:
            self._check(answer)
            raise TemporaryError(f"{self.title}的回答不是 JSON")
        if answer.status_code >= 500:
            self._check(answer)
        return found

    async def status(self, method: str, path: str, **more: Any) -> int:
        """Only the status of the answer, whatever it is; raises `TemporaryError` when there is none."""
        answer, _ = await self._ask(method, path, MAX_ANSWER, more)
        return answer.status_code

    async def download(self, path: str, **more: Any) -> Download:
        """A file; the caller looks whether it is an error told as JSON.

        Raises:
            DeliveryError: it cannot be fetched now, or is too large.
        """
        answer, body = await self._ask("GET", path, MAX_FILE, more)
        self._check(answer)
        return Download(body, answer.headers.get("content-type", "").partition(";")[0].strip().lower())

    async def _ask(self, method: str, path: str, most: int, more: dict[str, Any]) -> tuple[httpx.Response, bytes]:
        for last in (False, True):
            try:
                async with asyncio.timeout(self._timeout):
                    return await self._whole(method, path, most, more)
            except httpx.ConnectError as error:
                # Nothing was sent, so nothing can happen twice.
                if last:
                    raise TemporaryError(f"连不上{self.title}") from error
            except (TimeoutError, httpx.TimeoutException) as error:
                raise TemporaryError(f"{self.title}没有按时回答") from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise TemporaryError(f"和{self.title}的连接断了（{type(error).__name__}）") from error
        raise AssertionError

    async def _whole(self, method: str, path: str, most: int, more: dict[str, Any]) -> tuple[httpx.Response, bytes]:
        async with self._client().stream(method, self._url(path), **more) as answer:
            self.platform_time = _date(answer.headers.get("date"))
            return answer, await self._read(answer, most)

    async def _read(self, answer: httpx.Response, most: int) -> bytes:
        body = bytearray()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > most:
                raise RefusedError(f"{self.title}的回答超过{most // 1024 // 1024}MB")
        return bytes(body)

    def _check(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if status == 429 or status >= 500:
            raise TemporaryError(f"{self.title}暂时不能用（{status}）", _seconds(answer.headers.get("retry-after")))
        if status >= 400:
            raise RefusedError(f"{self.title}拒绝了请求（{status}）")

    def _url(self, path: str) -> str:
        return path if path.startswith(("http://", "https://")) else f"{self.base}/{path.lstrip('/')}"

    async def close(self) -> None:
        """Give the connections back."""
        if self._open is not None:
            await self._open.aclose()
            self._open = None

    def _client(self) -> httpx.AsyncClient:
        if self._open is None:
            # Redirects are not followed: a token in the query would go along.
            self._open = httpx.AsyncClient(timeout=self._timeout, trust_env=False)
        return self._open


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdigit() else None


def _date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and not found.tzinfo else found
