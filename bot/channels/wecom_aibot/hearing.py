"""Stores what was heard, with what it answers where that can be told."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import replace
from datetime import timedelta

from bot.channels.kit import Kit, Note
from bot.channels.splitting import cut
from bot.channels.wecom_aibot.decode import Heard
from bot.channels.wecom_aibot.trouble import Troubles
from handlers.messages import Inbound

log = logging.getLogger(__name__)

ANSWERABLE = timedelta(days=7)  # for so long a group's message is known again by its words
SHORT = 10  # characters; what is not longer mostly means nothing without what it answers
_QUOTED = 200  # characters of a quote
# A ticket's number: whoever quotes one of our own messages means this ticket, not the words we used.
_NUMBER = re.compile(r"编号[：:\s]*(\d{6}-\d{4,6})")


class Hearing:
    """The way in for what people say."""

    def __init__(self, kit: Kit, troubles: Troubles) -> None:
        self._kit = kit
        self._troubles = troubles

    async def store(self, heard: Heard) -> bool:
        """Store it; False when there is nothing that can be stored.

        Raises whatever the database does: then it has to be done again.
        """
        if heard.message is None:
            return False
        message, note = await self._placed(heard.message, heard.quote)
        try:
            await self._kit.accept([message], note)
        except ValueError as error:
            log.warning("channel wecom_aibot: a message cannot be stored: %s", error)
            return False
        await self._troubles.heard(message.chat)
        return True

    async def _placed(self, message: Inbound, quote: str) -> tuple[Inbound, Note | None]:
        note = None
        if message.chat is not None and message.text:
            # The platform tells the words of what is answered, and never its id.
            until = self._kit.now() + ANSWERABLE
            note = Note(_words_of(message.chat, message.text), message.id, until)
        return (await self._answering(message, quote) if quote else message), note

    async def _answering(self, message: Inbound, quote: str) -> Inbound:
        if message.chat is not None and (known := await self._kit.get(_words_of(message.chat, quote))):
            return replace(message, reply_to=known)
        if numbered := _NUMBER.search(quote):
            return replace(message, text=f"{message.text}（编号{numbered[1]}）")
        if len(message.text) <= SHORT:
            return replace(message, text=f"{message.text}（引用：{cut(quote, _QUOTED, len)}）")
        return message


def _words_of(chat: str, text: str) -> str:
    digest = hashlib.sha256("\n".join((chat, text)).encode("utf-8", "replace")).hexdigest()
    return f"said:{digest[:32]}"
