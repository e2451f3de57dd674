"""When something is wrong: one Chinese sentence for the person, the details for the log."""

from __future__ import annotations

import logging
import traceback

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.site import site_of
from storage.database import StorageError

logger = logging.getLogger(__name__)

FRAMES = 8  # of the stack, from where it happened: the rest is the web framework

SENTENCES = {
    400: "这个请求看不懂，请返回重试。",
    401: "请先登录。",
    403: "这个操作不被允许。",
    404: "没有这个页面，可能已经移走了。",
    405: "这个地址不能这样打开。",
    413: "内容太大了，请分几次提交。",
    422: "提交的内容不完整或不对，请返回检查后再试。",
    429: "试得太快了，请稍等一分钟。",
    500: "系统出了点问题，已经记下来了，请稍后再试。",
    503: "系统暂时不能用，请稍后再试。",
}
TITLES = {
    403: "不能这样做",
    404: "没有找到",
    409: "不用重复做",
    413: "内容太大",
    422: "再看一眼",
    429: "稍等一下",
    500: "出了点问题",
    503: "暂时不能用",
}


def answer(request: Request, status: int, sentence: str = "") -> Response:
    """An error as a page for people and as JSON for our scripts."""
    sentence = sentence or SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": sentence}, status, {"Cache-Control": "no-store"})
    title = TITLES.get(status, "打不开这个页面")
    # Residents and officials on the phone come back to their own page: ours would ask them to sign in.
    first = f"{request.url.path}/"[:3]
    home = first[:2] if first in ("/r/", "/m/") else "/"
    return site_of(request).page("error.html", status, title=title, sentence=sentence, home=home)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    ours = any("\u4e00" <= letter <= "\u9fff" for letter in error.detail)
    return answer(request, error.status_code, error.detail if ours else "")


async def _validation(request: Request, _error: Exception) -> Response:
    return answer(request, 422)


class Shield:
    """The last catcher: no traceback to a person, no message text to the log.

    An exception's own message may quote the row that failed, so only its type and stack are logged.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            _log(scope, error)
            if started or scope["type"] != "http":
                raise
            known = isinstance(error, StorageError)
            status, sentence = (503, str(error)) if known else (500, "")
            await answer(Request(scope), status, sentence)(scope, receive, send)


def _log(scope: Scope, error: Exception) -> None:
    stack = "".join(traceback.format_tb(error.__traceback__, limit=-FRAMES))
    logger.error("%s in %s %s\n%s", type(error).__name__, scope.get("method"), scope.get("path"), stack)


def install(app: FastAPI) -> None:
    """Let every error end in a sentence."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
