"""What the bot is by either way: it sends in pieces, and fetches pictures."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.channels.base import Download, Limits, Platform, RefusedError
from bot.channels.http import Http
from bot.channels.kit import Kit
from bot.channels.wecom_aibot import encode, media
from bot.channels.wecom_aibot.cards import Cards, new_task
from bot.channels.wecom_aibot.decode import CHANNEL
from bot.channels.wecom_aibot.encode import LONGEST, Piece
from bot.channels.wecom_aibot.errors import TITLE
from bot.channels.wecom_aibot.hearing import Hearing
from bot.channels.wecom_aibot.trouble import Troubles
from handlers.messages import Outbound

_TRIED = timedelta(days=1)  # for so long it is remembered how far a message came


class Bot(Platform):
    """The part of the platform that is the same in both ways.

    Args:
        key: the key of pictures that have none of their own.
    """

    name, title = CHANNEL, TITLE
    # A minute of one chat, answers included; 1000 an hour besides (document/path/101463).
    limits = Limits(per_recipient_minute=30, merge_up_to=LONGEST)

    def __init__(self, kit: Kit, key: str = "") -> None:
        self._kit = kit
        self._key = key
        self._http = Http(TITLE, "")
        self._cards = Cards(kit)
        self._troubles = Troubles(kit)
        self._hearing = Hearing(kit, self._troubles)

    async def send(self, message: Outbound) -> None:
        """Send a message, piece by piece; after a failure those that were sent are not sent again."""
        pieces = self.pieces(message)
        name = f"sent:{message.key}"[:191]
        done = int(await self._kit.get(name) or 0) if len(pieces) > 1 else 0
        for count, piece in enumerate(pieces[done:], done + 1):
            await self._cards.keep(piece)
            await self.send_piece(message.recipient, piece)
            if len(pieces) > 1:
                await self._kit.put(name, count, _TRIED)

    def pieces(self, message: Outbound) -> list[Piece]:
        """The messages of the platform's that one of ours is."""
        return encode.encode(message, new_task())

    async def send_piece(self, recipient: str, piece: Piece) -> None:
        """Send one message of the platform's; raises `DeliveryError`."""
        raise NotImplementedError

    async def fetch(self, reference: str) -> Download:
        """A picture, decrypted; the platform keeps it for five minutes."""
        url, key = media.parts(reference)
        found = await self._http.download(url)
        try:
            content = await asyncio.to_thread(media.decrypt, found.content, key or self._key)
        except ValueError as error:
            raise RefusedError(f"{TITLE}的图片解不开：{error}") from error
        return Download(content)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close()
