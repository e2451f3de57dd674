"""What the residents' page shows: one device's own talk, its own photos, and where it is."""

from __future__ import annotations

import asyncio

from bot.web.devices import Device
from bot.web.product import SubscriptionLike
from bot.web.sim_view import Reader
from bot.web.site import Site
from handlers import remembering, scenes
from nlu.understanding import Place
from storage import files, inbox, outbox, residents
from storage.files import FileRow

CHANNEL = "web"
PHOTOS = "/r/photos"
PAUSE = 1.0  # seconds: more news than that are told as one


def talk(site: Site, who: Device) -> str:
    """The bubbles of the page."""
    telling = site.telling()
    with site.product.database.read() as conn:
        bubbles = Reader(conn, site.district, telling, CHANNEL, PHOTOS).private(who.id)
    return site.fragment("_resident_talk.html", bubbles=bubbles, place=place(site, who))


def place_of(site: Site, scene: str | None) -> str:
    """A scanned place as people say it; empty when there is none."""
    org = site.product.org()
    at = scenes.place(org, scene)
    return scenes.named(org, at) if at else ""


def place(site: Site, who: Device) -> str:
    """Where the device is: what it scanned last, or what its owner told us."""
    if named := place_of(site, who.scene):
        return named
    org = site.product.org()
    with site.product.database.read() as conn:
        known = residents.get(conn, site.district, CHANNEL, who.id)
    home = remembering.home(org, known.unit) if known else None
    return scenes.named(org, Place(home, known.building)) if known and home else ""


def own_photo(site: Site, account: str, file_id: int) -> FileRow | None:
    """The file, if this device sent it."""
    with site.product.database.read() as conn:
        found = files.get(conn, site.district, file_id)
        rows = inbox.get_many(conn, site.district, [found.inbox_id]) if found else []
    return found if rows and (rows[0].channel, rows[0].sender) == (CHANNEL, account) else None


class Mine:
    """The news of one device: of all that is committed only what it was sent."""

    def __init__(self, site: Site, account: str, all_news: SubscriptionLike) -> None:
        self._site = site
        self._account = account
        self._news = all_news
        self._told: int | None = None

    async def wait(self) -> int:
        """The number of the newest message it was sent, as soon as there is a new one."""
        while True:
            await self._news.wait()
            newest = await asyncio.to_thread(self._newest)
            if newest != self._told:
                self._told = newest
                return newest
            await asyncio.sleep(PAUSE)

    def close(self) -> None:
        """Nobody listens any more."""
        self._news.close()

    def _newest(self) -> int:
        with self._site.product.database.read() as conn:
            rows = outbox.of_recipient(conn, self._site.district, CHANNEL, self._account, 1)
        return rows[-1].id if rows else 0
