"""Where platforms call us: `/hooks/<channel>`. The channel verifies and stores; here only bytes are counted."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request, Response

from bot.channels.base import Answer, Call, Platform
from bot.web.product import Product
from bot.web.security import read_body
from bot.web.site import site_of

log = logging.getLogger(__name__)

router = APIRouter()


@router.api_route("/hooks/{path}", methods=["GET", "POST"])
@router.api_route("/hooks/{path}/{tail}", methods=["GET", "POST"])
async def hook(request: Request, path: str, tail: str = "") -> Response:
    """Let the channel answer; a platform never sees an error of ours but 503, after which it tries again."""
    product = site_of(request).product
    platform = product.platforms.get(path.replace("-", "_"))
    answer = Answer(404) if platform is None or "_" in path else await _answer(product, platform, request, tail)
    return Response(answer.body, answer.status, {"Cache-Control": "no-store"}, answer.type)


async def _answer(product: Product, platform: Platform, request: Request, tail: str) -> Answer:
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > platform.max_body:
        return Answer(413)
    body = await read_body(request.receive, platform.max_body)
    if body is None:
        return Answer(413)
    call = Call(request.method, dict(request.query_params), dict(request.headers), body, tail)
    try:
        return await product.hook(platform, call)
    except Exception as error:
        # Its message may quote what somebody wrote, so only its kind is logged with the stack's end.
        log.error(
            "hook of %s failed: %s", platform.name, type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG)
        )
        return Answer(503)
