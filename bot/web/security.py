"""Who may come in, from where, and with how much: headers, origin, body size, sign-in."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web import uploads
from bot.web.errors import answer
from bot.web.session import COOKIE, Session

MAX_BODY = 256 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: under that browsers send `Origin: null` with our own forms. Others get nothing either way.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Machines come here with proofs of their own (signatures), or learn nothing about people.
_MACHINES = ("/hooks/",)
_NO_SIGN_IN = ("/healthz", "/readyz", "/metrics", "/login", "/static/", "/r/", "/m/", *_MACHINES)
# Residents: nobody signs in, everybody sees his own telephone's talk only. Officials' phones sign in on their own.
_PHONES = ("/r", "/m")
# Forms with photos; they are not read into memory here, only counted on their way.
_WITH_PHOTOS = {
    "/r/say": (uploads.MAX_BODY, uploads.TOO_LARGE),
    "/desk/import": (uploads.MAX_RECORD, uploads.RECORD_TOO_LARGE),
}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Headers:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class Gate:
    """Turns away what must not reach a page."""

    def __init__(self, app: ASGIApp, session: Session | None, hosts: set[str]) -> None:
        self.app = app
        self.session = session
        self.hosts = hosts | _LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_MACHINES):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if refusal := self._foreign(request):
            await answer(request, 403, refusal)(scope, receive, send)
        elif not self._signed_in(request):
            await _to_sign_in(request)(scope, receive, send)
        elif request.method in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
        elif request.url.path in _WITH_PHOTOS:
            await self._counted(request, receive, send)
        else:
            await self._with_body(scope, receive, send)

    def _foreign(self, request: Request) -> str:
        host = request.headers.get("host", "")
        if self.session is None and (urlsplit(f"//{host}").hostname or "") not in self.hosts:
            # Without a key we serve this machine only; another name here is a page that rebinds its DNS to us.
            return "没有设置密钥时只能在本机打开；要从别处访问，请设置 MINHU_SECRET_KEY。"
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return ""
        source = request.headers.get("origin") or request.headers.get("referer") or ""
        return "" if urlsplit(source).netloc == host != "" else "这个请求不是从本站页面发出的，没有执行。"

    def _signed_in(self, request: Request) -> bool:
        path = request.url.path
        open_to_all = self.session is None or path in _PHONES or path.startswith(_NO_SIGN_IN)
        return open_to_all or (self.session is not None and self.session.valid(request.cookies.get(COOKIE, "")))

    async def _counted(self, request: Request, receive: Receive, send: Send) -> None:
        limit, sentence = _WITH_PHOTOS[request.url.path]
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > limit:
            await answer(request, 413, sentence)(request.scope, receive, send)
            return
        read = 0

        async def count() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413, sentence)
            return message

        await self.app(request.scope, count, send)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await read_body(receive, MAX_BODY)
        if body is None:
            await answer(Request(scope), 413)(scope, receive, send)
            return
        sent = False

        async def again() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, again, send)


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The whole body, or None when it is longer than `limit` bytes (whatever length was announced)."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _to_sign_in(request: Request) -> ASGIApp:
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/login?next={quote(request.url.path + query)}", 303)
    return answer(request, 401)
