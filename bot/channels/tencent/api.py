"""Tencent's HTTP APIs: an access token in the query, errors as `errcode` in JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from bot.channels.base import DeliveryError, Download, RefusedError, TemporaryError
from bot.channels.http import Http
from bot.channels.kit import Kit
from bot.channels.tencent.errors import OLD_TOKEN, failure
from bot.channels.tokens import Tokens

T = TypeVar("T")
Login = Callable[[Http], Awaitable[dict[str, Any]]]


class Api:
    """The API of one application.

    Args:
        title: what people call the platform.
        base: URL before every path.
        secret: of the application; seals its token.
        login: asks for a token: `{"access_token": …, "expires_in": …}`, or an error code.
    """

    def __init__(self, kit: Kit, title: str, base: str, secret: str, login: Login) -> None:
        self.title = title
        self._http = Http(title, base)
        self._login = login
        self._tokens = Tokens(kit, secret, self._fetch)

    async def call(self, path: str, body: dict[str, Any] | None = None, **params: str) -> dict[str, Any]:
        """Post `body`, or get without one; returns the answer.

        Raises:
            DeliveryError: with the error code in its `code` where the platform gave one.
        """
        return await self._with_token(lambda token: self._ask(path, body, params | {"access_token": token}))

    async def download(self, path: str, **params: str) -> Download:
        """A file of the platform."""
        return await self._with_token(lambda token: self._download(path, params | {"access_token": token}))

    async def upload(self, path: str, file: tuple[str, bytes, str], **params: str) -> dict[str, Any]:
        """Upload a file (name, content, type); returns the answer with its media id."""
        return await self._with_token(lambda token: self._upload(path, file, params | {"access_token": token}))

    @property
    def platform_time(self) -> datetime | None:
        """The platform's clock at its last answer."""
        return self._http.platform_time

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close()

    async def _with_token(self, ask: Callable[[str], Awaitable[T]]) -> T:
        token = await self._tokens.get()
        try:
            return await ask(token)
        except DeliveryError as error:
            if error.code not in OLD_TOKEN:
                raise
        # Once, and not more: with a wrong secret the platform would refuse every new one.
        return await ask(await self._tokens.get(refused=token))

    async def _ask(self, path: str, body: dict[str, Any] | None, params: dict[str, str]) -> dict[str, Any]:
        if body is None:
            return self._checked(await self._http.json("GET", path, params=params))
        # Not escaped: 公众号 shows "\u4e2d" to people as it is.
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return self._checked(await self._http.json("POST", path, params=params, content=content, headers=headers))

    async def _download(self, path: str, params: dict[str, str]) -> Download:
        found = await self._http.download(path, params=params)
        # An error comes as JSON where a file was expected, whatever type is announced.
        if found.content[:1] == b"{" and (told := _error(found.content)):
            raise failure(self.title, *told)
        return found

    async def _upload(self, path: str, file: tuple[str, bytes, str], params: dict[str, str]) -> dict[str, Any]:
        return self._checked(await self._http.json("POST", path, params=params, files={"media": file}))

    async def _fetch(self) -> tuple[str, float]:
        found = self._checked(await self._login(self._http))
        token, seconds = found.get("access_token"), found.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int | float):
            raise TemporaryError(f"{self.title}没有给出访问凭证")
        return token, float(seconds)

    def _checked(self, answer: dict[str, Any]) -> dict[str, Any]:
        code = answer.get("errcode", 0)
        if code == 0:
            return answer
        if not isinstance(code, int):
            raise RefusedError(f"{self.title}的回答看不懂")
        raise failure(self.title, code, str(answer.get("errmsg", "")))


def _error(content: bytes) -> tuple[int, str] | None:
    try:
        found = json.loads(content)
    except ValueError:
        return None
    code = found.get("errcode") if isinstance(found, dict) else None
    return (code, str(found.get("errmsg", ""))) if isinstance(code, int) and code != 0 else None
