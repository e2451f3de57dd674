"""微信客服 joined: told that there is something, we fetch, store and answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any

from bot.channels.base import Answer, Call, DeliveryError, Download, Limits, Platform, RefusedError, Trouble
from bot.channels.kit import Kit
from bot.channels.tencent.envelope import EnvelopeError
from bot.channels.wecom_kf.client import TITLE, Client, at_place
from bot.channels.wecom_kf.customers import Customers
from bot.channels.wecom_kf.decode import CHANNEL
from bot.channels.wecom_kf.examine import examine
from bot.channels.wecom_kf.fetching import Fetching
from bot.channels.wecom_kf.following import Follower
from bot.channels.wecom_kf.sending import Sending
from bot.channels.wecom_kf.settings import WecomKfSection
from bot.channels.wecom_kf.troubles import Troubles
from bot.channels.wecom_kf.webhook import Calls
from handlers.messages import Outbound

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=3)  # what no callback told is fetched so often, by one of all processes
_LOOK, _APART = 20.0, 1.0  # seconds between looks at the clock, and between accounts: calls without a token are few
_ACCOUNTS, _SWEEP = "accounts", "sweep"


class WecomKf(Platform):
    """All accounts of one enterprise."""

    name, title = CHANNEL, TITLE
    limits = Limits()

    def __init__(self, section: WecomKfSection, kit: Kit) -> None:
        self._kit = kit
        self._calls = Calls(section)
        self._client = Client(section, kit)
        self._troubles = Troubles(kit)
        customers = Customers(kit)
        self._sending = Sending(kit, self._client, customers)
        self._fetching = Fetching(kit, self._client, customers, self._troubles)
        self._followers: dict[str, Follower] = {}
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        """Whether something it was told of is being fetched."""
        return bool(self._errands) or any(follower.busy for follower in self._followers.values())

    async def hook(self, call: Call) -> Answer:
        """Hear that there is something; it is fetched afterwards, for the platform waits five seconds at most."""
        if call.tail or call.method not in ("GET", "POST"):
            return Answer(404)
        try:
            told = self._calls.read(call, self._kit.now())
        except EnvelopeError as error:
            return Answer(403, str(error))
        except ValueError as error:
            return Answer(400, str(error))
        if told.account:
            self._follower(told.account).tell(told.token)
        elif told.news:
            self._run(self._tell_all(told.token))
        return Answer(200, told.echo)

    async def listen(self) -> None:
        """Fetch at the start and every few minutes what no callback told, or nobody heard."""
        await self._kit.put(_SWEEP, True, EVERY)
        while True:
            await self._tell_all("", _APART)
            while not await self._kit.claim(_SWEEP, EVERY):
                await asyncio.sleep(_LOOK)

    async def send(self, message: Outbound) -> None:
        """Deliver one message within the window its recipient has opened."""
        await self._sending.send(message)

    async def fetch(self, reference: str) -> Download:
        """A picture, by its media id."""
        return await self._client.media(reference)

    async def link(self, place: str) -> str:
        """The link for the poster of a place (`jy/3`), to the first account that is ours.

        Raises:
            DeliveryError: there is none, or the platform gave no link.
            ValueError: the place is too long.
        """
        ours = [account.id for account in await self._client.accounts() if account.ours]
        if not ours:
            raise RefusedError("没有可用的客服账号")
        return at_place(await self._client.add_contact_way(ours[0]), place)

    async def close(self) -> None:
        """Fetch no more, and give the connections back."""
        for follower in self._followers.values():
            await follower.stop()
        await self._client.close()

    async def examine(self) -> list[Trouble]:
        """Whether we get a token, see accounts and may use them, whose clock is wrong, and what did not arrive."""
        return await examine(self._client, self._kit.now()) + await self._troubles.all()

    # --- fetching ---

    def _follower(self, account: str) -> Follower:
        if account not in self._followers:
            self._followers[account] = Follower(self._kit, account, self._fetching.pull)
        return self._followers[account]

    def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        """Do something after the answer."""
        task = asyncio.create_task(_quietly(errand))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _tell_all(self, token: str, pause: float = 0.0) -> None:
        for number, account in enumerate(await self._accounts()):
            await asyncio.sleep(pause if number else 0)
            self._follower(account).tell(token)

    async def _accounts(self) -> Sequence[str]:
        """The accounts that are ours; those of last time when the platform does not tell them now."""
        try:
            found = [account.id for account in await self._client.accounts() if account.ours]
        except DeliveryError:
            known: list[str] = await self._kit.get(_ACCOUNTS) or []
            if not known:
                raise
            return known
        await self._kit.put(_ACCOUNTS, found)
        return found


async def _quietly(errand: Coroutine[Any, Any, None]) -> None:
    try:
        await errand
    except DeliveryError as error:
        log.warning("微信客服: %s", error)
    except Exception:
        log.exception("微信客服: an errand failed")


def connect(section: WecomKfSection, kit: Kit) -> WecomKf:
    """微信客服 of a complete section."""
    return WecomKf(section, kit)
