"""One message, piece by piece: each is taken once, whatever happens between."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from bot.channels.base import DeliveryError, RefusedError
from bot.channels.kit import Kit, Note
from bot.channels.tencent.errors import REFUSED
from bot.channels.wecom_kf.client import Client
from bot.channels.wecom_kf.customers import Customers
from bot.channels.wecom_kf.decode import Talk
from bot.channels.wecom_kf.encode import Piece, encode
from handlers.messages import Outbound

log = logging.getLogger(__name__)

KEPT = timedelta(days=3)  # as long as the platform may tell that a message did not arrive
WINDOW_CLOSED = frozenset({95001, 95002})
WRONG_STATE = 95018

# How far a piece came. `counted`: it has its place in the window, and was certainly not taken.
COUNTED, TRIED, SENT = "counted", "tried", "sent"


class Sending:
    """Sends from the account the recipient talked to last."""

    def __init__(self, kit: Kit, client: Client, customers: Customers) -> None:
        self._kit = kit
        self._client = client
        self._customers = customers

    async def send(self, message: Outbound) -> None:
        """Send every piece that has not been taken yet; see `Platform.send`."""
        talk = await self._customers.talk(message.recipient)
        if talk is None:
            raise RefusedError("对方没有在微信客服里说过话，发不了消息")
        for piece in encode(message):
            await self._piece(talk, piece, message.key)

    async def _piece(self, talk: Talk, piece: Piece, key: str) -> None:
        kept: dict[str, Any] | None = await self._kit.get(name_of(piece.msgid))
        state = kept["state"] if kept else ""
        if state == SENT:
            return
        greeting, used_up = (kept["greeting"], []) if kept else await self._place(talk)
        note = {"key": key, "greeting": greeting}
        # Before it is sent: a process that dies meanwhile leaves a trace of having tried.
        await self._keep(piece, note, TRIED, *used_up)
        try:
            await self._post(talk, piece, greeting)
        except DeliveryError as error:
            if not _was_there(error, state):
                await self._failed(talk, piece, note, error)
                raise
            log.warning("the platform has message %s already, it seems (%d)", piece.msgid, error.code)
        await self._keep(piece, note, SENT)

    async def _place(self, talk: Talk) -> tuple[str, list[Note]]:
        """The code of a greeting, or none for a message of the window; and what says that it is used up."""
        if used_up := await self._customers.told(talk):
            return "", used_up
        if code := await self._customers.greeting(talk):
            return code, self._customers.greeted(talk)
        raise RefusedError("对方 48 小时内没有说过话，或者已经回了 5 条，微信客服要等对方再说话才能发")

    async def _post(self, talk: Talk, piece: Piece, greeting: str) -> None:
        if greeting:
            await self._client.welcome(greeting, piece)
            return
        try:
            await self._client.send(talk.account, talk.customer, piece)
        except DeliveryError as error:
            if error.code != WRONG_STATE:
                raise
            await self._take_over(talk)
            await self._client.send(talk.account, talk.customer, piece)

    async def _take_over(self, talk: Talk) -> None:
        """Once: an API answers only what is new or given to the assistant (document/path/94669)."""
        try:
            await self._client.to_assistant(talk.account, talk.customer)
        except RefusedError as error:
            refused = RefusedError(f"会话由人工接待或已经结束，不能自动回复（{error.code}）")
            refused.code = WRONG_STATE
            raise refused from error

    async def _failed(self, talk: Talk, piece: Piece, note: dict[str, str], error: DeliveryError) -> None:
        if isinstance(error, RefusedError):
            window: list[Note] = []
            if error.code in WINDOW_CLOSED:
                window = self._customers.closed(talk)
            elif not note["greeting"]:
                window = await self._customers.was_not_told(talk)
            await self._kit.put_all(Note(name_of(piece.msgid), None), *window)
        elif error.code:
            await self._keep(piece, note, COUNTED)

    async def _keep(self, piece: Piece, note: dict[str, str], state: str, *others: Note) -> None:
        kept = Note(name_of(piece.msgid), note | {"state": state}, self._kit.now() + KEPT)
        await self._kit.put_all(kept, *others)


def name_of(msgid: str) -> str:
    """The note about one piece."""
    return f"piece:{msgid}"[:191]


def _was_there(error: DeliveryError, state: str) -> bool:
    """Whether the refusal only says that a first try, whose answer was lost, had come through.

    A `msgid` that was used must not be used again; which code says so is documented nowhere.
    """
    return state == TRIED and isinstance(error, RefusedError) and error.code != 0 and error.code not in REFUSED
