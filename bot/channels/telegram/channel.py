"""Telegram joined: updates in by call or by question, messages out."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import Any

from bot.channels.base import Answer, Call, DeliveryError, Download, Limits, Platform, RefusedError, Trouble
from bot.channels.kit import Kit, Note
from bot.channels.pieces import Pieces
from bot.channels.telegram import examination, webhook
from bot.channels.telegram.client import Client
from bot.channels.telegram.decode import CHANNEL, Decoded, Press, decode
from bot.channels.telegram.encode import LONGEST, encode
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.settings import TelegramSection
from handlers.messages import Outbound

log = logging.getLogger(__name__)

NOTICED = "收到"


class Telegram(Platform):
    """One bot."""

    name, title = CHANNEL, "Telegram"
    # 30 a second in all, and 20 a minute to a group (core.telegram.org/bots/faq). To a person one a second is
    # allowed, with short bursts, so that 20 a minute is within that too.
    limits = Limits(per_second=30, per_recipient_minute=20, merge_up_to=LONGEST)
    max_body = 1024 * 1024

    def __init__(self, section: TelegramSection, kit: Kit) -> None:
        self._section = section
        self._token = section.token.get_secret_value()
        self._secret = section.secret_token.get_secret_value()
        self._kit = kit
        self._client = Client(self._token, section.api_base)
        self._poller = Poller(kit, self._client, self._take)
        self._pieces = Pieces(kit)
        self._answering: set[asyncio.Task[None]] = set()

    async def hook(self, call: Call) -> Answer:
        """Store an update before Telegram hears 200, after which it forgets it."""
        if self._section.polling or call.tail:
            return Answer(404)
        if call.method != "POST":
            return Answer(405)
        if not webhook.trusted(self._secret, call):
            return Answer(403)
        try:
            update = webhook.update_in(call.body)
        except ValueError:
            return Answer(400)
        await self._take(update)
        return Answer()

    async def listen(self) -> None:
        """Tell Telegram where we are, or ask it until cancelled."""
        if not self._section.polling:
            if self._kit.public_url:
                await webhook.announce(self._client, self._kit, self._token, self._secret)
            return
        # Telegram answers no question while it has an address to call.
        await self._client.delete_webhook()
        try:
            await self._poller.run()
        finally:
            await self._poller.leave()

    async def send(self, message: Outbound) -> None:
        """Send a message in as many pieces as it takes; those Telegram has taken are not sent again."""
        pieces = encode(message)
        if not pieces:
            raise RefusedError("消息里没有文字")
        await self._pieces.send(message.key, pieces, partial(self._client.send, message.recipient))

    async def fetch(self, reference: str) -> Download:
        """A photo or picture somebody sent, by its file id."""
        return await self._client.download(reference)

    async def examine(self) -> list[Trouble]:
        """What is wrong between us, BotFather's settings and Telegram's calls."""
        return await examination.look(self._section, self._kit, self._client)

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def _take(self, data: Any, note: Note | None = None) -> None:
        """Store what an update says, and the note with it."""
        found = _understood(data, self._kit)
        messages = [found.message] if found.message else []
        try:
            new = await self._kit.accept(messages, note) if messages or note else 0
        except ValueError as error:
            log.warning("telegram: an update cannot be stored: %s", error)
            new = await self._kit.accept([], note) if note else 0
        if found.press and new:
            task = asyncio.create_task(self._notice(found.press))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
        if found.remark:
            log.warning("telegram: %s", found.remark)

    async def _notice(self, press: Press) -> None:
        """Show who pressed that it was noticed; what it leads to comes as a message, whatever happens here."""
        with suppress(DeliveryError):
            await self._client.answer(press.query, NOTICED)
        if press.keyboard and press.chat is not None and press.message is not None:
            with suppress(DeliveryError):
                await self._client.show(press.chat, press.message, press.keyboard)


def connect(section: TelegramSection, kit: Kit) -> Telegram:
    """The bot of a complete section."""
    return Telegram(section, kit)


def _understood(data: Any, kit: Kit) -> Decoded:
    """Nothing, where it cannot be: told no, Telegram would bring it again for a day, before everything else."""
    try:
        return decode(data, kit.now())
    except ValueError as error:
        log.warning("telegram: an update is not understood: %s", error)
        return Decoded()
