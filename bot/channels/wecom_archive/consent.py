"""Who has agreed that a group is read: what he said counts from then on, and until he takes it back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.channels.base import RefusedError, TemporaryError
from bot.channels.kit import Kit
from bot.channels.wecom_archive.decode import Consent

log = logging.getLogger(__name__)

Ask = Callable[[str], Awaitable[Sequence[Consent]]]
AGAIN = timedelta(hours=1)  # so long nobody is asked for again who is unknown to the platform, too


class Consents:
    """Consent of external people, by group.

    Args:
        ask: asks the platform for a group; None where it cannot be asked.
    """

    def __init__(self, kit: Kit, ask: Ask | None = None) -> None:
        self._kit = kit
        self._ask = ask

    async def learn(self, said: Consent) -> None:
        """Somebody agreed, or no longer does; what he said later counts."""
        known = await self._kit.get(_name(said.chat, said.person))
        if known is None or datetime.fromisoformat(known["at"]) <= said.at:
            note = {"agreed": said.agreed, "at": said.at.isoformat()}
            await self._kit.put(_name(said.chat, said.person), note)

    async def covers(self, chat: str, person: str, at: datetime) -> bool:
        """Whether what somebody said then may be handled.

        Raises:
            TemporaryError: the platform does not tell now; nothing may be decided without it.
        """
        known = await self._kit.get(_name(chat, person))
        if known is None and self._ask is not None:
            await self._look(chat, self._ask)
            known = await self._kit.get(_name(chat, person))
        return known is not None and known["agreed"] and datetime.fromisoformat(known["at"]) <= at

    async def _look(self, chat: str, ask: Ask) -> None:
        turn = f"asked:{chat}"[:191]
        if not await self._kit.claim(turn, AGAIN):
            return
        try:
            for said in await ask(chat):
                await self.learn(said)
        except RefusedError as error:
            log.warning("nobody can tell who has agreed in group %s: %s", chat, error)
        except TemporaryError:
            await self._kit.forget(turn)
            raise


def _name(chat: str, person: str) -> str:
    return f"consent:{chat}:{person}"[:191]
