"""会话内容存档 joined: rows in, nothing out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from bot.channels.base import Download, Limits, Platform, Trouble
from bot.channels.kit import Kit
from bot.channels.wecom_archive.client import Client
from bot.channels.wecom_archive.consent import Consents
from bot.channels.wecom_archive.cursor import Progress
from bot.channels.wecom_archive.decode import CHANNEL
from bot.channels.wecom_archive.examine import examine
from bot.channels.wecom_archive.exported import NoSource
from bot.channels.wecom_archive.following import Follower
from bot.channels.wecom_archive.library import TITLE
from bot.channels.wecom_archive.native import NativeSource
from bot.channels.wecom_archive.rows import LIMIT, Row, Source
from bot.channels.wecom_archive.settings import WecomArchiveSection
from bot.channels.wecom_archive.taking import Taking

T = TypeVar("T")


class WecomArchive(Platform):
    """The archive of one enterprise.

    Args:
        source: gives the rows; by default Tencent's library, where the section is complete.
    """

    name, title = CHANNEL, TITLE
    limits = Limits()
    sends = False

    def __init__(self, section: WecomArchiveSection, kit: Kit, source: Source | None = None) -> None:
        self._section = section
        self._kit = kit
        self._client = Client(section, kit)
        self._source: Source = source or (NativeSource(section) if section.on else NoSource())
        consents = Consents(kit, self._client.agreed_in if section.on else None)
        self._taking = Taking(kit, consents, section.ignore, section.confirm_first)
        self._follower = Follower(kit, self._source, self._taking)

    async def listen(self) -> None:
        """Read the archive until cancelled; at once over where only exports are read."""
        if not self._section.on:
            return
        try:
            await self._follower.run()
        finally:
            await self._follower.leave()

    async def take_exported(self, rows: Iterable[Row]) -> Progress:
        """Take an export; returns what became of its rows. Taken again, nothing in it is taken twice."""
        progress = Progress()
        for page in _pages(rows, LIMIT):
            await self._taking.take(page, progress, keep=False)
        return progress

    async def fetch(self, reference: str) -> Download:
        """A picture or recording, by its `sdkfileid`."""
        return Download(await self._source.media(reference))

    async def close(self) -> None:
        """Give the library and the connections back."""
        await self._source.close()
        await self._client.close()

    async def examine(self) -> list[Trouble]:
        """What is wrong with the library, the keys and the reading, and what was left out."""
        return await examine(self._section, self._kit, self._source)


def _pages(rows: Iterable[T], length: int) -> Iterator[list[T]]:
    found = iter(rows)
    while page := [*islice(found, length)]:
        yield page


def connect(section: WecomArchiveSection, kit: Kit) -> WecomArchive:
    """The archive of a complete section."""
    return WecomArchive(section, kit)
