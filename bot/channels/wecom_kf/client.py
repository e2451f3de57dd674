"""The API of 微信客服 (developer.work.weixin.qq.com/document/path/94638 and what it leads to)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.channels.base import DeliveryError, Download, RefusedError, TemporaryError
from bot.channels.http import Http
from bot.channels.kit import Kit
from bot.channels.splitting import utf8
from bot.channels.tencent.api import Api
from bot.channels.wecom_kf.decode import SCENE
from bot.channels.wecom_kf.encode import Piece
from bot.channels.wecom_kf.settings import WecomKfSection

TITLE = "微信客服"
LONGEST_PLACE = 128  # bytes, document/path/94665
OLD_MSG_TOKEN = 95007
_ASSISTANT = 1  # the state in which an API answers, document/path/94669
_ACCOUNTS = 100
# How many items are asked for, each when the answer before was longer than we read: up to 1000 are allowed, but a
# thousand long complaints are many megabytes.
_PAGES = (500, 50, 5)


@dataclass(frozen=True, slots=True)
class Page:
    """Items in the order they happened; `cursor` is where the next page begins, `more` whether there is one."""

    items: list[Any]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A 客服账号; `ours` when the application may read and write for it."""

    id: str
    name: str
    ours: bool


class Client:
    """The API of one enterprise."""

    def __init__(self, section: WecomKfSection, kit: Kit) -> None:
        secret = section.secret.get_secret_value()

        async def login(http: Http) -> dict[str, Any]:
            return await http.json("GET", "cgi-bin/gettoken", params={"corpid": section.corp_id, "corpsecret": secret})

        self._api = Api(kit, TITLE, section.api_base, secret, login)

    @property
    def platform_time(self) -> datetime | None:
        """The platform's clock at its last answer."""
        return self._api.platform_time

    async def close(self) -> None:
        """Give the connections back."""
        await self._api.close()

    async def sync(self, account: str, cursor: str, token: str) -> Page:
        """What happened since the cursor, or in the last three days without one.

        Args:
            token: of a callback; without one the platform allows few calls.
        """
        try:
            return await self._sync(account, cursor, token)
        except DeliveryError as error:
            if not token or error.code != OLD_MSG_TOKEN:
                raise
        return await self._sync(account, cursor, "")

    async def _sync(self, account: str, cursor: str, token: str) -> Page:
        optional = {"cursor": cursor, "token": token}
        body = {"open_kfid": account} | {name: value for name, value in optional.items() if value}
        for limit in _PAGES:
            try:
                return _page(await self._api.call("cgi-bin/kf/sync_msg", body | {"limit": limit}), cursor)
            except RefusedError as error:
                if error.code or limit == _PAGES[-1]:
                    raise
        raise AssertionError

    async def accounts(self) -> list[Account]:
        """Every 客服账号 the application sees."""
        found: list[Account] = []
        while True:
            answer = await self._api.call("cgi-bin/kf/account/list", {"offset": len(found), "limit": _ACCOUNTS})
            listed = [one for one in _list(answer, "account_list") if isinstance(one, dict) and one.get("open_kfid")]
            found += [
                Account(str(one["open_kfid"]), str(one.get("name", "")), one.get("manage_privilege") is not False)
                for one in listed
            ]
            if len(listed) < _ACCOUNTS:
                return found

    async def send(self, account: str, customer: str, piece: Piece) -> None:
        """Send one piece; a repeated one is known by its `msgid`."""
        body = {"touser": customer, "open_kfid": account, "msgid": piece.msgid} | piece.content
        await self._api.call("cgi-bin/kf/send_msg", body)

    async def welcome(self, code: str, piece: Piece) -> None:
        """Send one piece to somebody who has just come in and said nothing yet; a code is for one piece."""
        await self._api.call("cgi-bin/kf/send_msg_on_event", {"code": code, "msgid": piece.msgid} | piece.content)

    async def to_assistant(self, account: str, customer: str) -> None:
        """Have a conversation answered by us."""
        body = {"open_kfid": account, "external_userid": customer, "service_state": _ASSISTANT}
        await self._api.call("cgi-bin/kf/service_state/trans", body)

    async def media(self, media_id: str) -> Download:
        """A file somebody sent; the platform keeps it for three days."""
        return await self._api.download("cgi-bin/media/get", media_id=media_id)

    async def add_contact_way(self, account: str, scene: str = SCENE) -> str:
        """The link by which people come to an account; `scene` is at most 32 of `0-9a-zA-Z_-`."""
        answer = await self._api.call("cgi-bin/kf/add_contact_way", {"open_kfid": account, "scene": scene})
        url = answer.get("url")
        if not isinstance(url, str) or not url:
            raise TemporaryError(f"{TITLE}没有给出链接")
        return url


def at_place(url: str, place: str) -> str:
    """A link of `add_contact_way` for one place (`jy/3`); who comes by it brings the place along.

    Raises:
        ValueError: the place is longer than the platform takes.
    """
    if not place or utf8(place) > LONGEST_PLACE:
        raise ValueError(f"地点编号为空或超过 {LONGEST_PLACE} 字节。")
    return f"{url}{'&' if '?' in url else '?'}scene_param={quote(place, safe='')}"


def _page(answer: dict[str, Any], cursor: str) -> Page:
    following = answer.get("next_cursor")
    following = following if isinstance(following, str) and following else cursor
    return Page(_list(answer, "msg_list"), following, answer.get("has_more") == 1)


def _list(answer: dict[str, Any], name: str) -> list[Any]:
    value = answer.get(name)
    return value if isinstance(value, list) else []
