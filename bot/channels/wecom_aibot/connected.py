"""The bot over a long connection of our own: no address of ours is needed, and it may speak first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.channels.base import DeliveryError, Trouble
from bot.channels.kit import Kit
from bot.channels.wecom_aibot import client, encode
from bot.channels.wecom_aibot.bot import Bot
from bot.channels.wecom_aibot.client import Frame, Line, dialled
from bot.channels.wecom_aibot.decode import Heard, decode, text_of
from bot.channels.wecom_aibot.encode import Piece
from bot.channels.wecom_aibot.errors import TURN_OVER
from bot.channels.wecom_aibot.keeper import Keeper
from bot.channels.wecom_aibot.settings import WecomAibotSection
from bot.channels.wecom_aibot.turns import Turns
from handlers import phrases

log = logging.getLogger(__name__)

_GROUP = 2  # `chat_type`; where it is not told the platform looks by itself, as for Tencent's own clients
_STORE_AGAIN = 1.0  # seconds
_UNHEARD = (
    "在企业微信里给机器人发一句话试试；没有反应时，看后台机器人的“可见范围”有没有包括这些人，"
    "以及机器人是不是“API 模式—长连接”"
)


class ConnectedBot(Bot):
    """智能机器人 in the mode 长连接."""

    def __init__(self, section: WecomAibotSection, kit: Kit) -> None:
        super().__init__(kit)
        self._section = section
        self._keeper = Keeper(section, kit, self._troubles, self._take)
        self._turns = Turns()
        self._courtesies: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        """Keep the connection, in one of all processes."""
        await self._keeper.run()

    async def send_piece(self, recipient: str, piece: Piece) -> None:
        """As the answer to what he wrote last, if that was a moment ago; else as news."""
        line = await self._keeper.line()
        if number := self._turns.take(recipient, line, self._kit.now()):
            try:
                # A stream's name only has to differ from others; the callback's own number does.
                await line.ask(client.ANSWER, encode.answer(piece, f"s{number}"), number)
                return
            except DeliveryError as error:
                if error.code not in TURN_OVER:
                    raise
        where: Frame = {"chatid": recipient}
        if await self._kit.is_group(recipient):
            where["chat_type"] = _GROUP
        await line.ask(client.SEND, where | encode.news(piece))

    async def examine(self) -> list[Trouble]:
        """Whether we are let in, by trying only when no process is connected: a second connection ends the first."""
        found = await self._try() if await self._keeper.lease.claim() else []
        found += await self._troubles.ended() + await self._troubles.found(_UNHEARD)
        if self._section.hooked:
            two = "回调和长连接的设置都填了，现在用的是长连接"
            found.append(Trouble(two, "删掉 MINHU_WECOM_AIBOT__TOKEN 和 AES_KEY", fatal=False))
        return found

    async def _try(self) -> list[Trouble]:
        news: asyncio.Queue[tuple[Line, Frame]] = asyncio.Queue()
        try:
            async with dialled(self._section.ws_url, news) as line:
                reading = asyncio.create_task(line.read())
                try:
                    await line.subscribe(self._section.bot_id, self._section.secret.get_secret_value())
                    await self._troubles.connected(line.moment)
                    await line.ping()
                finally:
                    reading.cancel()
                    await asyncio.gather(reading, return_exceptions=True)
        except DeliveryError as error:
            if await self._troubles.remember(error):
                return []  # told with what is remembered
            return [Trouble(str(error), "检查服务器能不能访问外网，以及 MINHU_WECOM_AIBOT__WS_URL")]
        finally:
            await self._keeper.lease.give_back()
            # Whoever wrote in this very moment wrote to the doctor, and is heard all the same.
            while not news.empty():
                await self._take(*news.get_nowait())
        return []

    async def close(self) -> None:
        """Give the connections back."""
        for courtesy in self._courtesies:
            courtesy.cancel()
        await asyncio.gather(*self._courtesies, return_exceptions=True)
        await super().close()

    # --- what comes ---

    async def _take(self, line: Line, frame: Frame) -> None:
        """Store a callback, and be courteous about it."""
        number = text_of(frame, "headers", "req_id")
        try:
            heard = decode(frame.get("body"), self._kit.now())
        except ValueError as error:
            log.warning("channel wecom_aibot: a callback is not as documented: %s", error)
            return
        if heard.entered:
            self._courteously(line.ask(client.WELCOME, encode.welcome(phrases.HELP), number))
        if heard.message is None:
            return
        if heard.message.button is None:
            # Before it is stored: the answer may be there at once.
            self._turns.add(heard.account, line, number, self._kit.now())
        await self._store(heard)
        if heard.message.button is not None:
            self._courteously(self._show_choice(line, number, heard.task, heard.message.button))

    async def _show_choice(self, line: Line, number: str, task: str, key: str) -> None:
        if card := await self._cards.chosen(task, key):
            await line.ask(client.UPDATE, card, number)

    async def _store(self, heard: Heard) -> None:
        """Store it, and do not rest until it is stored: the platform tells it once."""
        while True:
            try:
                await self._hearing.store(heard)
                return
            except Exception as error:
                # Its message may quote what somebody wrote, so only its kind is logged.
                log.error(
                    "a message could not be stored: %s", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG)
                )
                await asyncio.sleep(_STORE_AGAIN)

    def _courteously(self, asking: Coroutine[Any, Any, None]) -> None:
        """Do what nobody misses when it fails, without keeping anybody waiting."""
        task = asyncio.create_task(_quietly(asking))
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)


async def _quietly(asking: Coroutine[Any, Any, None]) -> None:
    try:
        await asking
    except DeliveryError as error:
        log.info("channel wecom_aibot: %s", error)
    except Exception as error:
        fully = log.isEnabledFor(logging.DEBUG)
        log.error("a courtesy failed: %s", type(error).__name__, exc_info=fully)
