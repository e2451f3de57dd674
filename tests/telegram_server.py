"""The Bot API over HTTP: the token in the path, arguments as JSON or a form, long questions for news, files."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.telegram_fakes import JSON, TOKEN, USUAL, BotApi, RefusalError


class Server:
    """Telegram behind an address.

    Attributes:
        conflicts: how often a question for news was ended because another was asked.
    """

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.conflicts = 0
        self._asking = 0

    def app(self) -> Starlette:
        """To be served."""
        return Starlette(routes=[
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._file),
            Route("/", self._front, methods=["HEAD", "GET"]),
        ])  # fmt: skip

    async def _front(self, request: Request) -> Response:
        return Response(status_code=302, headers={"date": format_datetime(self.api.now())})

    async def _call(self, request: Request) -> Response:
        method, args = request.path_params["method"], await _arguments(request)
        try:
            if request.path_params["token"] != TOKEN:
                raise RefusalError(401, "Unauthorized")
            if method == "getUpdates":
                return _ok(await self._get_updates(args, request))
            if method not in _METHODS:
                raise RefusalError(404, "Not Found")
            self.api.calls.append((method, args))
            return _ok(_METHODS[method](self.api, args))
        except RefusalError as refused:
            return JSONResponse(refused.told, refused.code)

    async def _get_updates(self, args: JSON, request: Request) -> list[JSON]:
        if self.api.webhook.url:
            raise RefusalError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._asking += 1
        mine = self._asking
        self.api.calls.append(("getUpdates", args))
        if "allowed_updates" in args:
            self.api.allowed = tuple(args["allowed_updates"]) or USUAL
        if "offset" in args:
            self.api.confirm(args["offset"])
        end = asyncio.get_running_loop().time() + args.get("timeout", 0)
        while not self.api.pending and asyncio.get_running_loop().time() < end:
            if mine != self._asking:
                self.conflicts += 1
                raise RefusalError(409, "Conflict: terminated by other getUpdates request")
            if await request.is_disconnected():
                break
            await asyncio.sleep(0.005)
        return self.api.pending[: args.get("limit", 100)]

    async def _file(self, request: Request) -> Response:
        path = request.path_params["path"]
        until = self.api.links.get(path)
        if request.path_params["token"] != TOKEN or until is None or until < self.api.now():
            return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return Response(self.api.files[path[len("photos/") : -len(".jpg")]], media_type="application/octet-stream")


_METHODS: dict[str, Callable[[BotApi, JSON], Any]] = {
    "getMe": lambda api, args: api.me,
    "setWebhook": BotApi.set_webhook,
    "deleteWebhook": BotApi.delete_webhook,
    "getWebhookInfo": BotApi.webhook_info,
    "sendMessage": BotApi.send,
    "editMessageReplyMarkup": BotApi.edit_keyboard,
    "answerCallbackQuery": BotApi.answer,
    "getFile": BotApi.get_file,
}


async def _arguments(request: Request) -> JSON:
    """As JSON, or as a form whose values may be JSON."""
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    form = await request.form()
    return {name: _value(name, str(value)) for name, value in form.items()}


def _value(name: str, text: str) -> Any:
    """Texts stay what they are, also those that look like JSON."""
    if name in ("text", "url", "secret_token", "file_id", "callback_query_id"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _ok(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})
