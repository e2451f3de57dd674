"""What WeChat lets us send, and when: within a window as a customer-service message, else as a 订阅通知, else not.

Our own count of the windows spares calls; whether one is open the platform decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.channels.base import DeliveryError, RefusedError
from bot.channels.kit import Kit, Note
from bot.channels.official_account import encode
from bot.channels.official_account.client import TITLE, Client
from bot.channels.official_account.decode import DID, SAID
from bot.channels.pieces import Pieces
from bot.channels.tencent.windows import Opening, Windows
from handlers.messages import Outbound

CLOSED = frozenset({45015, 45047})
NO_CONSENT = 43101
NO_MENU_MESSAGES = 40200  # 菜单消息 is for verified accounts only

_NO_MENUS = "no_menu_messages"
_ASK_AGAIN = timedelta(days=1)


class WindowClosedError(Exception):
    """No customer-service message may be sent now; the message says why, in Chinese."""


class Notices:
    """Who agreed to get 订阅通知, and sending them.

    Args:
        template: empty when the account has none.
        fields: see `encode.notice`.
    """

    def __init__(self, kit: Kit, client: Client, template: str, fields: Mapping[str, str]) -> None:
        self._kit, self._client = kit, client
        self._template, self._fields = template, fields

    def heeded(self, account: str, consents: Mapping[str, bool]) -> list[Note]:
        """What somebody agreed to, or took back, to be remembered."""
        agreed = consents.get(self._template) if self._template else None
        return [] if agreed is None else [Note(self._name(account), agreed or None)]

    async def wanted(self, account: str) -> bool:
        """Whether he agreed to them."""
        return bool(self._template) and await self._kit.get(self._name(account)) is not None

    async def send(self, message: Outbound) -> None:
        """Send what fits of a message; raises `DeliveryError`."""
        data = encode.notice(message, self._fields, self._kit.now())
        try:
            await self._client.notify(message.recipient, self._template, data)
        except DeliveryError as error:
            if error.code == NO_CONSENT:
                await self._kit.forget(self._name(message.recipient))
            raise

    def _name(self, account: str) -> str:
        return f"consent:{self._template}:{account}"[:191]


class Sender:
    """Sends actively."""

    def __init__(self, kit: Kit, client: Client, notices: Notices) -> None:
        self._kit, self._client, self._notices = kit, client, notices
        self._windows = Windows(kit, DID, SAID)
        self._pieces = Pieces(kit)

    def opened(self, account: str, opening: Opening, at: datetime) -> list[Note]:
        """Somebody did what lets us send: to be remembered."""
        return self._windows.opened(account, opening, at)

    def left(self, account: str) -> list[Note]:
        """Somebody follows us no more: to be remembered."""
        return self._windows.closed(account)

    async def send(self, message: Outbound) -> None:
        """Send a message the best way there is; raises `DeliveryError`."""
        try:
            await self._in_window(message)
        except WindowClosedError as closed:
            if not await self._notices.wanted(message.recipient):
                raise RefusedError(f"{TITLE}：{closed}，也没有同意接收订阅通知") from closed
            await self._notices.send(message)

    async def _in_window(self, message: Outbound) -> None:
        menus = encode.has_buttons(message) and not await self._kit.get(_NO_MENUS)
        try:
            await self._send_all(message, encode.pieces(message, menus=menus))
        except DeliveryError as error:
            if not menus or error.code != NO_MENU_MESSAGES:
                raise
            await self._kit.put(_NO_MENUS, True, _ASK_AGAIN)
            await self._send_all(message, encode.pieces(message, menus=False))

    async def _send_all(self, message: Outbound, pieces: list[dict[str, Any]]) -> None:
        await self._pieces.send(message.key, pieces, partial(self._say, message.recipient))

    async def _say(self, account: str, piece: dict[str, Any]) -> None:
        counted = await self._windows.taken(account)
        await self._kit.put_all(*counted)
        # Where we count no window the platform may still know one; but a notice that is wanted is surer.
        if not counted and await self._notices.wanted(account):
            raise WindowClosedError("用户近 48 小时内没有说过话，或已经发满 5 条")
        try:
            await self._client.say(account, piece)
        except DeliveryError as error:
            if error.code in CLOSED:
                await self._kit.put_all(*self._windows.closed(account))
                raise WindowClosedError(_reason(error)) from error
            if counted:
                await self._kit.put_all(*await self._windows.given_back(account))
            raise


def _reason(error: DeliveryError) -> str:
    return str(error).removeprefix(f"{TITLE}：")
