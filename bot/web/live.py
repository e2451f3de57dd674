"""News for open pages: one server-sent event whenever something was committed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from bot.web.product import SubscriptionLike
from bot.web.site import Here

BEAT = 15.0

router = APIRouter()


async def stream(subscription: SubscriptionLike, beat: float = BEAT) -> AsyncGenerator[str, None]:
    """Events as text; a comment every `beat` seconds keeps proxies from closing the line.

    The wait is never cancelled by a beat, so that no news is lost between two waits.
    """
    news: asyncio.Task[int] | None = None
    try:
        yield "retry: 2000\n: 已连接\n\n"
        while True:
            news = news or asyncio.ensure_future(subscription.wait())
            done, _ = await asyncio.wait({news}, timeout=beat)
            if not done:
                yield ": ping\n\n"
                continue
            version, news = news.result(), None
            yield f"event: change\ndata: {version}\n\n"
    finally:
        if news is not None:
            news.cancel()
        subscription.close()


@router.get("/live")
async def live(site: Here) -> StreamingResponse:
    """The stream of a page; it carries numbers only, the page then asks for what changed."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    body = stream(site.product.subscribe())
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)
