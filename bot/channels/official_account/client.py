"""The API of the 公众号: what is sent, fetched and made there.

Source: developers.weixin.qq.com/doc/service/api/.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.channels.base import Download, RefusedError, TemporaryError
from bot.channels.http import Http
from bot.channels.kit import Kit
from bot.channels.tencent.api import Api
from bot.channels.tencent.errors import failure

TITLE = "公众号"
SENDING = "/cgi-bin/message/custom/send"
_LONGEST_SCENE = 64


class Client:
    """One account at one API, within one event loop."""

    def __init__(self, kit: Kit, base: str, app_id: str, secret: str) -> None:
        self._base = base
        # The stable token is the same for all who ask, until somebody forces a new one: no process ends another's.
        self._login = {"grant_type": "client_credential", "appid": app_id, "secret": secret}
        self._api = Api(kit, TITLE, base, secret, self._token)

    async def close(self) -> None:
        """Give the connections back."""
        await self._api.close()

    async def say(self, account: str, piece: dict[str, Any]) -> None:
        """Send a customer-service message; raises `DeliveryError`."""
        await self._api.call(SENDING, {"touser": account, **piece})

    async def notify(self, account: str, template: str, data: dict[str, dict[str, str]]) -> None:
        """Send a 订阅通知; raises `DeliveryError`."""
        body = {"touser": account, "template_id": template, "data": data}
        await self._api.call("/cgi-bin/message/subscribe/bizsend", body)

    async def download(self, media: str) -> Download:
        """A picture somebody sent within the last three days; raises `DeliveryError`."""
        return await self._api.download("/cgi-bin/media/get", media_id=media)

    async def qr(self, scene: str) -> str:
        """The text of a permanent QR code that tells us this scene; an account has 100,000 of them.

        Raises:
            ValueError: the scene is empty or longer than 64 characters.
            DeliveryError: the account makes none.
        """
        if not 0 < len(scene) <= _LONGEST_SCENE:
            raise ValueError(f"二维码的场景要有 1 到 {_LONGEST_SCENE} 个字符。")
        action = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
        url = (await self._api.call("/cgi-bin/qrcode/create", action)).get("url")
        if not isinstance(url, str) or not url:
            raise RefusedError(f"{TITLE}没有给出二维码")
        return url

    async def put_menu(self, menu: dict[str, Any]) -> None:
        """Show this menu; raises `DeliveryError`."""
        await self._api.call("/cgi-bin/menu/create", menu)

    # --- for the doctor ---

    async def sign_in(self) -> datetime | None:
        """Ask for a token, whatever we still have; returns what time it is at WeChat. Raises `DeliveryError`."""
        http = Http(TITLE, self._base)
        try:
            told = await self._token(http)
        finally:
            await http.close()
        if code := told.get("errcode"):
            raise failure(TITLE, code if isinstance(code, int) else -1, str(told.get("errmsg", "")))
        if not told.get("access_token"):
            raise TemporaryError(f"{TITLE}没有给出访问凭证")
        return http.platform_time

    async def sendings_left(self) -> int | None:
        """How many customer-service messages the account may still send today; None when that is not told."""
        told = await self._api.call("/cgi-bin/openapi/quota/get", {"cgi_path": SENDING})
        quota = told.get("quota")
        left = quota.get("remain") if isinstance(quota, dict) else None
        return left if isinstance(left, int) else None

    async def templates(self) -> dict[str, dict[str, Any]]:
        """The templates of 订阅通知 the account has, by id: `title`, `content`, `type` (2 once, 3 long-term)."""
        told = await self._api.call("/wxaapi/newtmpl/gettemplate")
        listed = told.get("data")
        found = listed if isinstance(listed, list) else []
        return {str(each.get("priTmplId")): each for each in found if isinstance(each, dict)}

    async def _token(self, http: Http) -> dict[str, Any]:
        return await http.json("POST", "/cgi-bin/stable_token", json=self._login)
