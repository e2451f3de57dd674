"""WeCom's API, as far as we need it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.channels.base import DeliveryError, Download, RefusedError
from bot.channels.http import Http
from bot.channels.kit import Kit
from bot.channels.tencent.api import Api
from bot.channels.wecom.settings import WecomSection

TITLE = "企业微信"
_NOBODY = 81013  # none of the recipients can be reached
_LONGEST_NAME = 50


class Client:
    """The API of one application."""

    def __init__(self, section: WecomSection, kit: Kit) -> None:
        self._agent = section.agent_id
        self._who = {"corpid": section.corp_id, "corpsecret": section.secret.get_secret_value()}
        self._api = Api(kit, TITLE, section.api_base, section.secret.get_secret_value(), self._login)

    async def _login(self, http: Http) -> dict[str, Any]:
        return await http.json("GET", "cgi-bin/gettoken", params=self._who)

    async def send(self, body: dict[str, Any]) -> str:
        """Send to one member; returns the code by which a card may be changed once, empty for texts.

        Raises:
            DeliveryError: `RefusedError` names the account that cannot be reached.
        """
        account = body["touser"]
        try:
            answer = await self._api.call("cgi-bin/message/send", body)
        except DeliveryError as error:
            if error.code == _NOBODY:
                raise _unreachable(account) from error
            raise
        if answer.get("invaliduser"):
            raise _unreachable(account)
        if answer.get("unlicenseduser"):
            raise RefusedError(f"{TITLE}：成员 {account} 没有接口许可，请在管理后台分配")
        return str(answer.get("response_code") or "")

    async def send_to_chat(self, body: dict[str, Any]) -> None:
        """Send to a group that this application made."""
        await self._api.call("cgi-bin/appchat/send", body)

    async def replace_buttons(self, account: str, code: str, name: str) -> None:
        """Put one dead button in the place of all of them; `code` works once and for 72 hours."""
        body = {"userids": [account], "agentid": self._agent, "response_code": code, "button": {"replace_name": name}}
        await self._api.call("cgi-bin/message/update_template_card", body)

    async def create_chat(self, name: str, owner: str, members: Sequence[str], chat: str = "") -> str:
        """Make a group of members (2 to 2000, the owner one of them); returns its id.

        With an id of ours (`chat`: 32 letters and digits at most) one that is there already is the same one. Only
        for an application whose visible range is the whole organisation. Its members see the group with the first
        message.
        """
        everybody = list(dict.fromkeys((owner, *members)))
        body = {"name": name[:_LONGEST_NAME], "owner": owner, "userlist": everybody}
        if not chat:
            return str((await self._api.call("cgi-bin/appchat/create", body))["chatid"])
        try:
            await self._api.call("cgi-bin/appchat/create", body | {"chatid": chat})
        except RefusedError:
            # Made by an earlier try whose answer was lost? Else the first refusal says why.
            if not await self._has_chat(chat):
                raise
        return chat

    async def _has_chat(self, chat: str) -> bool:
        try:
            await self._api.call("cgi-bin/appchat/get", chatid=chat)
        except RefusedError:
            return False
        return True

    async def user_of(self, code: str) -> str | None:
        """The member who signed in with this code; None for somebody from outside.

        Raises:
            DeliveryError: the code is used up or made up, or the platform does not answer.
        """
        answer = await self._api.call("cgi-bin/auth/getuserinfo", code=code)
        return answer.get("userid") or answer.get("UserId") or None

    async def media(self, media_id: str) -> Download:
        """A file somebody sent; the platform keeps it for three days."""
        return await self._api.download("cgi-bin/media/get", media_id=media_id)

    async def agent(self) -> dict[str, Any]:
        """What the platform knows of our application."""
        return await self._api.call("cgi-bin/agent/get", agentid=str(self._agent))

    @property
    def platform_time(self) -> datetime | None:
        """The platform's clock at its last answer."""
        return self._api.platform_time

    async def close(self) -> None:
        """Give the connections back."""
        await self._api.close()


def _unreachable(account: str) -> RefusedError:
    return RefusedError(f"{TITLE}：没有成员 {account}，或者不在应用的可见范围里")
