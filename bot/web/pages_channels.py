"""How the channels are doing, on the desk: what came in, what went out, and what is stuck."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Depends, Response

from bot.web.site import Here, has_data
from handlers import wording
from storage import health
from storage.health import ChannelHealth

LATELY = timedelta(days=7)
_TITLES = {"sim": "模拟器", "desk": "值班台", "m": "手机页", "web": "居民网页", "none": "没有渠道"}
_STUCK = timedelta(minutes=10)  # a message that waits longer than this waits for more than its turn

router = APIRouter(prefix="/desk", dependencies=[Depends(has_data)])


@router.get("/channels")
def channels(site: Here) -> Response:
    """Every channel that is on, and every other on which something happened lately."""
    product, now = site.product, site.product.now()
    titles = _TITLES | {name: platform.title for name, platform in product.platforms.items()}
    with product.database.read() as conn:
        found = health.by_channel(conn, site.district, now - LATELY)
    on = [name for name in product.platforms if name not in found]
    rows = [found[name] for name in sorted(found)] + [ChannelHealth(name) for name in on]
    return site.page(
        "channels.html", rows=rows, titles=titles, on=set(product.platforms), moment=lambda at: wording.moment(at, now),
        stuck=lambda row: row.oldest is not None and now - row.oldest > _STUCK, days=LATELY.days,
    )  # fmt: skip
