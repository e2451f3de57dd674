"""Asking the platform who has agreed to the archive (document/path/91782)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot.channels.http import Http
from bot.channels.kit import Kit
from bot.channels.tencent.api import Api
from bot.channels.wecom_archive.decode import Consent
from bot.channels.wecom_archive.library import TITLE
from bot.channels.wecom_archive.settings import WecomArchiveSection

_AGREED = frozenset({"Agree", "Default_Agree"})
_LATEST = 4_102_444_800  # 2100, in seconds


class Client:
    """The HTTP interface beside the library, with the archive's own secret."""

    def __init__(self, section: WecomArchiveSection, kit: Kit) -> None:
        secret = section.secret.get_secret_value()

        async def login(http: Http) -> dict[str, Any]:
            return await http.json("GET", "cgi-bin/gettoken", params={"corpid": section.corp_id, "corpsecret": secret})

        self._api = Api(kit, TITLE, section.api_base, secret, login)

    async def agreed_in(self, chat: str) -> list[Consent]:
        """What the external people of a group have said; raises `DeliveryError`."""
        answer = await self._api.call("cgi-bin/msgaudit/check_room_agree", {"roomid": chat})
        found = answer.get("agreeinfo")
        return [*_consents(chat, found if isinstance(found, list) else [])]

    async def close(self) -> None:
        """Give the connections back."""
        await self._api.close()


def _consents(chat: str, found: list[Any]) -> Iterator[Consent]:
    for one in found:
        # The platform's own spelling; should it ever be mended, both are read.
        person = isinstance(one, dict) and (one.get("exteranalopenid") or one.get("externalopenid"))
        if not isinstance(person, str):
            continue
        since = one.get("status_change_time")
        known = isinstance(since, int) and 0 <= since < _LATEST
        yield Consent(
            chat, person, one.get("agree_status") in _AGREED, datetime.fromtimestamp(since if known else 0, UTC)
        )
