"""Rows → the inbox: in order, each once, with the cursor in the same transaction; what may not be heard is counted.

Of what may not be heard nothing is stored, neither words nor pictures: only how much it was.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.kit import Kit
from bot.channels.wecom_archive.consent import Consents
from bot.channels.wecom_archive.cursor import Progress
from bot.channels.wecom_archive.decode import Consent, Heard, Other, Revoked, Said, decode
from bot.channels.wecom_archive.rows import Row
from handlers.messages import Inbound

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Page:
    """What is on the way: messages that are not stored yet, and which of the page were taken back."""

    progress: Progress
    keep: bool
    revoked: frozenset[str]
    messages: list[Inbound] = field(default_factory=list)


class Taking:
    """Takes rows for one enterprise.

    Args:
        ignore: accounts that are not heard.
        confirm_first: groups of which nothing is taken here: their talk is imported, and confirmed by people.
    """

    def __init__(
        self, kit: Kit, consents: Consents, ignore: Collection[str], confirm_first: Collection[str] = ()
    ) -> None:
        self._kit = kit
        self._consents = consents
        self._ignore = frozenset(ignore)
        self._confirm_first = frozenset(confirm_first)

    async def take(
        self, rows: Sequence[Row], progress: Progress, *, complete: datetime | None = None, keep: bool = True
    ) -> None:
        """Store what a page says, and how far `progress` came with it.

        Args:
            complete: there were no more rows at this moment.
            keep: False where the rows have no place in the platform's archive: an export is known by its ids.

        Raises:
            DeliveryError: consent cannot be asked for now; what was stored so far stays stored.
        """
        heard = [(row, self._read(row)) for row in rows]
        page = _Page(progress, keep, frozenset(one.msgid for _, one in heard if isinstance(one, Revoked)))
        for row, one in heard:
            await self._one(page, row, one)
            progress.passed(row)
        if complete is not None:
            progress.upto = complete
        await self._store(page)

    def _read(self, row: Row) -> Heard | str:
        """What a row says, or what is wrong with it."""
        try:
            return row.trouble if row.body is None else decode(row.body)
        except ValueError as error:
            return str(error)

    async def _one(self, page: _Page, row: Row, one: Heard | str) -> None:
        if isinstance(one, str):
            log.warning("row %d of the archive cannot be read: %s", row.seq or row.line, one)
            page.progress.put_aside(row, f"第 {row.line} 行：{one}" if row.line else one)
        elif isinstance(one, Consent):
            await self._consent(page, row, one)
        elif isinstance(one, Revoked):
            # Stored first: what is taken back may lie in this page's messages of before.
            await self._store(page)
            await self._kit.withdraw(one.msgid)
            page.progress.count(row, "revoke")
        elif isinstance(one, Other):
            page.progress.count(row, one.why)
        else:
            await self._said(page, row, one)

    async def _consent(self, page: _Page, row: Row, one: Consent) -> None:
        # What came before it was decided without it; from here on it counts, also for whoever reads on after us.
        await self._store(page)
        if one.chat:
            await self._consents.learn(one)
        page.progress.count(row, "agree" if one.agreed else "disagree")

    async def _said(self, page: _Page, row: Row, one: Said) -> None:
        progress, message = page.progress, one.message
        chat = message.chat or ""
        if one.robot or message.sender in self._ignore:
            progress.count(row, "own")
        elif chat in self._confirm_first:
            progress.count(row, "confirm_first")
        elif not await self._kit.is_group(chat):
            progress.count(row, "unbound", chat)
        elif one.external and not await self._consents.covers(chat, message.sender, message.at):
            progress.count(row, "no_consent")
        elif message.id not in page.revoked:
            page.messages.append(message)
            progress.count(row, "heard")
        if progress.upto is None or message.at > progress.upto:
            progress.upto = message.at

    async def _store(self, page: _Page) -> None:
        note = page.progress.as_note() if page.keep else None
        messages, page.messages = page.messages, []
        try:
            await self._kit.accept(messages, note)
        except ValueError:
            await self._store_singly(messages, page)

    async def _store_singly(self, messages: Sequence[Inbound], page: _Page) -> None:
        """One message that cannot be stored must not hold up all that come after it."""
        for message in messages:
            try:
                await self._kit.accept([message])
            except ValueError as error:
                log.warning("message %r of the archive cannot be stored: %s", message.id[:64], error)
                page.progress.put_aside(Row(0), str(error).rstrip("。"))
        await self._kit.accept([], page.progress.as_note() if page.keep else None)
