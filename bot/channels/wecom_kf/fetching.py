"""What happened in one account is fetched and stored, a page at a time: each page with where the next one begins."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.channels.base import RefusedError, TemporaryError
from bot.channels.kit import Kit, Note
from bot.channels.tencent.errors import REFUSED
from bot.channels.wecom_kf.client import Client, Page
from bot.channels.wecom_kf.customers import Customers
from bot.channels.wecom_kf.decode import News, decode
from bot.channels.wecom_kf.troubles import WINDOW_OVER, Troubles
from handlers.messages import Inbound

log = logging.getLogger(__name__)


class Fetching:
    """Fetches for every account; only whoever has the lease of an account asks for it (see `following`)."""

    def __init__(self, kit: Kit, client: Client, customers: Customers, troubles: Troubles) -> None:
        self._kit = kit
        self._client = client
        self._customers = customers
        self._troubles = troubles

    async def pull(self, account: str, token: str) -> bool:
        """Fetch and store the next page; returns whether there are more."""
        name = f"cursor:{account}"[:191]
        cursor: str = await self._kit.get(name) or ""
        page = await self._page(account, cursor, token)
        await self._store(account, page, Note(name, page.cursor) if page.cursor else None)
        if page.more and page.cursor == cursor:
            raise TemporaryError("还有消息，但游标没有前进")
        return page.more

    async def _page(self, account: str, cursor: str, token: str) -> Page:
        try:
            return await self._client.sync(account, cursor, token)
        except RefusedError as error:
            if not cursor or not error.code or error.code in REFUSED:
                raise
            # A cursor that is not taken any more would silence us for ever. What comes again is known by its id.
            log.exception("the cursor of account %s is not taken; the last three days come again", account)
            return await self._client.sync(account, "", token)

    async def _store(self, account: str, page: Page, cursor: Note | None) -> None:
        news = decode(page.items, account, self._kit.now())
        notes = await self._notes(news)
        try:
            await self._kit.accept(news.messages, *notes, cursor)
        except ValueError:
            # Before the messages: the answer to one of them may be on its way at once.
            await self._kit.put_all(*notes)
            await self._store_singly(news.messages, cursor)

    async def _notes(self, news: News) -> list[Note]:
        """What is remembered of a page beside its messages, in the order it came to be so."""
        notes = [note for talk, at in news.said.items() for note in self._customers.said(talk, at)]
        notes += [note for welcome in news.welcomes for note in self._customers.came(welcome)]
        notes += await self._troubles.not_arrived(news.failures)
        over = (failure.talk for failure in news.failures if failure.type in WINDOW_OVER)
        return notes + [note for talk in over for note in self._customers.closed(talk)]

    async def _store_singly(self, messages: Sequence[Inbound], cursor: Note | None) -> None:
        """One message that cannot be stored must not hold up all that come after it."""
        for message in messages:
            try:
                await self._kit.accept([message])
            except ValueError as error:
                log.error("message %r of 微信客服 cannot be stored: %s", message.id[:64], error)
        await self._kit.accept([], cursor)
