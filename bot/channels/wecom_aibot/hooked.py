"""The bot that is called: it answers who wrote, and can hardly speak first."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Answer, Call, RefusedError, Trouble
from bot.channels.kit import Kit
from bot.channels.tencent.envelope import EnvelopeError, StaleError
from bot.channels.wecom_aibot import encode
from bot.channels.wecom_aibot.bot import Bot
from bot.channels.wecom_aibot.decode import Heard, decode
from bot.channels.wecom_aibot.encode import Piece
from bot.channels.wecom_aibot.replies import Replies
from bot.channels.wecom_aibot.settings import WecomAibotSection
from bot.channels.wecom_aibot.streams import Poll, Streams
from bot.channels.wecom_aibot.webhook import Door
from handlers import phrases
from handlers.messages import Outbound

log = logging.getLogger(__name__)

PATIENCE = 4.0  # seconds until the platform has its first answer; it hangs up after five
WAITING, RECEIVED = "正在登记…", "已收到。想问办得怎样，发“进度”。"
_SILENT = "机器人回调模式不能主动发消息，请改用长连接"
_NO_NEWS = "机器人是回调模式：只能回答刚说过话的人，派单、提醒、回访都发不出去"
_TO_CONNECTION = "在后台把 API 模式改成长连接，设置 MINHU_WECOM_AIBOT__BOT_ID 和 SECRET"


class HookedBot(Bot):
    """智能机器人 in the mode 设置接收消息回调地址."""

    def __init__(self, section: WecomAibotSection, kit: Kit) -> None:
        super().__init__(kit, section.aes_key)
        self._door = Door(section.token.get_secret_value(), section.aes_key)
        self._streams = Streams(kit)
        self._replies = Replies(kit, self._http, section.aes_key)

    async def hook(self, call: Call) -> Answer:
        """Take one callback, and answer it within the platform's patience."""
        end = asyncio.get_running_loop().time() + PATIENCE
        if call.tail:
            return Answer(404)
        now = self._kit.now()
        try:
            if call.method == "GET":
                return Answer(200, self._door.proof(call, now))
            data = self._door.open(call, now)
        except StaleError as error:
            await self._troubles.clock(_signed_at(call))
            return Answer(403, str(error))
        except EnvelopeError as error:
            return Answer(403, str(error))
        except ValueError as error:
            return Answer(400, str(error))
        return await self._take(data, end)

    async def _take(self, data: Any, end: float) -> Answer:
        try:
            heard = decode(data, self._kit.now())
        except ValueError as error:
            log.warning("channel wecom_aibot: a callback is not as documented: %s", error)
            return Answer()  # sent again it would be no better
        if heard.stream:
            return self._told(heard.stream, await self._streams.poll(heard.stream))
        if heard.entered:
            return self._door.seal(encode.welcome(phrases.HELP), self._kit.now())
        if heard.message is None:
            return Answer()
        return await (self._pressed(heard) if heard.message.button is not None else self._spoken(heard, end))

    async def _pressed(self, heard: Heard) -> Answer:
        await self._replies.keep(heard.account, heard.reply_url)
        await self._hearing.store(heard)
        card = await self._cards.chosen(heard.task, heard.message.button or "") if heard.message else None
        return self._door.seal(card, self._kit.now()) if card else Answer()

    async def _spoken(self, heard: Heard, end: float) -> Answer:
        message = heard.message
        assert message is not None  # noqa: S101 - looked at before
        # Before it is stored: the answer may be there at once, and must find who waits for it.
        await self._replies.keep(heard.account, heard.reply_url)
        number = await self._streams.open(message.id, heard.account, group=message.chat is not None)
        if not await self._hearing.store(heard):
            return Answer()
        left = max(0.0, end - asyncio.get_running_loop().time())
        found = await self._streams.first(number, left)
        if found.card is not None:
            return self._door.seal(encode.answer(Piece(found.text, found.card), number), self._kit.now())
        return self._told(number, found)

    def _told(self, number: str, found: Poll) -> Answer:
        """What the platform shows of an answer: once it has begun there is no place for a card in it any more."""
        text = found.text or (RECEIVED if found.over else WAITING)
        return self._door.seal(encode.stream(number, text, finish=found.over), self._kit.now())

    def pieces(self, message: Outbound) -> list[Piece]:
        """Only the words where a card would follow them: there may be no second chance, and its numbers do as well."""
        found = super().pieces(message)
        return found if len(found) == 1 else [piece for piece in found if piece.card is None]

    async def send_piece(self, recipient: str, piece: Piece) -> None:
        """To who waits for an answer; else to an address somebody's message left us."""
        if await self._streams.offer(recipient, piece) or await self._replies.post(recipient, encode.news(piece)):
            return
        raise RefusedError(_SILENT)

    async def examine(self) -> list[Trouble]:
        """What calls told of clocks, and what this mode cannot do."""
        here = f"{self._kit.public_url or 'https://（公网地址）'}/hooks/wecom-aibot"
        unheard = (
            f"在后台把接收消息的 URL 设为 {here}，给机器人发一句话试试；没有反应时，"
            "看机器人的“可见范围”有没有包括这些人"
        )
        return [*await self._troubles.found(unheard), Trouble(_NO_NEWS, _TO_CONNECTION, fatal=False)]


def _signed_at(call: Call) -> datetime | None:
    """When a call was signed, as it says itself."""
    told = call.query.get("timestamp", "")
    return datetime.fromtimestamp(int(told), UTC) if told.isascii() and told.isdigit() and len(told) < 12 else None
