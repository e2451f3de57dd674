"""Signing in on the phone: WeCom sends the member back to us with a code that `Client.user_of` turns into a userid.

Source: developer.work.weixin.qq.com/document/path/91022.
"""

from __future__ import annotations

from urllib.parse import urlencode

from bot.channels.wecom.client import Client

AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"
_LONGEST_STATE = 128


def authorize_url(corp_id: str, agent_id: int, back: str, state: str) -> str:
    """Where a member's browser is sent to sign in without a word.

    Args:
        back: our page, on the trusted domain of the application (可信域名).
        state: comes back as it is: letters and digits, 128 at most.

    Raises:
        ValueError: the platform would not take `state`.
    """
    if not (state.isascii() and state.isalnum() and len(state) <= _LONGEST_STATE):
        raise ValueError("state 只能是字母和数字，最多 128 个。")
    asked = {
        "appid": corp_id, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base",
        "state": state, "agentid": str(agent_id),
    }  # fmt: skip
    # In the documented order: WeChat compares the address as a text.
    return f"{AUTHORIZE}?{urlencode(asked)}#wechat_redirect"


class WecomLogin:
    """The application's login (see `bot.channels.base.Login`)."""

    def __init__(self, corp_id: str, agent_id: int, client: Client) -> None:
        self._corp_id = corp_id
        self._agent_id = agent_id
        self._client = client

    def fits(self, browser: str) -> bool:
        """WeCom, and WeChat, where members see the application too; both call themselves so."""
        return "MicroMessenger" in browser

    def address(self, back: str, state: str) -> str:
        """Where a member's browser is sent to sign in without a word."""
        return authorize_url(self._corp_id, self._agent_id, back, state)

    async def account(self, code: str) -> str | None:
        """The member's userid; None for somebody from outside."""
        return await self._client.user_of(code)
