"""Where platforms call us: `/hooks/<channel>`. The channel verifies and stores; here only bytes are counted.

Platforms call often, and wait for the answer: their calls do without the framework's requests and responses.
"""

from __future__ import annotations

import logging
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.types import Receive, Scope, Send

from bot.channels.base import Answer, Call, Platform
from bot.web.product import Product
from bot.web.security import read_body

log = logging.getLogger(__name__)

_METHODS = ["GET", "POST"]


class Hook:
    """Lets a channel answer a call."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        product, path = scope["app"].state.site.product, scope["path_params"]["path"]
        platform = product.platforms.get(path.replace("-", "_"))
        if platform is None or "_" in path:
            await _send(Answer(404), send)
        else:
            await _send(await _answer(product, platform, scope, receive), send)


async def _answer(product: Product, platform: Platform, scope: Scope, receive: Receive) -> Answer:
    """A platform never sees an error of ours but 503, after which it tries again."""
    headers = _headers(scope)
    announced = headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > platform.max_body:
        return Answer(413)
    body = await read_body(receive, platform.max_body)
    if body is None:
        return Answer(413)
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    tail = scope["path_params"].get("tail", "")
    try:
        return await product.hook(platform, Call(scope["method"], query, headers, body, tail))
    except Exception as error:
        # Its message may quote what somebody wrote, so only its kind is logged with the stack's end.
        log.error(
            "hook of %s failed: %s", platform.name, type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG)
        )
        return Answer(503)


def _headers(scope: Scope) -> dict[str, str]:
    """Of a name that comes twice the first."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}


async def _send(answer: Answer, send: Send) -> None:
    body = answer.body.encode()
    headers = [
        (b"content-length", b"%d" % len(body)), (b"content-type", answer.type.encode("latin-1")),
        (b"cache-control", b"no-store"),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


router = APIRouter()
# Not the framework's own way: its requests and responses cost more than a message costs to store.
for _path in ("/hooks/{path}", "/hooks/{path}/{tail}"):
    router.add_route(_path, Hook(), methods=_METHODS)  # type: ignore[arg-type]  # an ASGI application is taken as well
