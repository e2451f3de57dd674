"""The API of 微信客服 on loopback: access tokens, accounts, links, files, and what is behind its paths."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.wecom_kf_items import Items
from tests.wecom_kf_rules import ACCESS_LIFE, CORP, KF, SCENE, SECRET, ApiError
from tests.wecom_kf_sendings import Sendings


class KfServer:
    """One enterprise.

    Attributes:
        clock: what time it is; `lag` is how far the server's is ahead of that.
        accounts: what `account/list` tells: id → whether the application may use it.
        refusal: what `gettoken` answers instead of a token.
        unlisted: what `account/list` answers instead of accounts.
    """

    def __init__(self) -> None:
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.lag = timedelta()
        self.accounts: dict[str, bool] = {KF: True}
        self.refusal: tuple[int, str] | None = None
        self.unlisted = 0
        self.media: dict[str, bytes] = {}
        self.links: dict[str, tuple[str, str]] = {}
        self.calls: Counter[str] = Counter()
        self.items = Items(self.now)
        self.sendings = Sendings(self.now, self.items)
        self._access: tuple[str, datetime] | None = None

    def now(self) -> datetime:
        """What time it is."""
        return self.clock()

    def says(self, customer: str, msgid: str = "", account: str = KF, **part: Any) -> None:
        """A customer sends one part: `text={"content": …}`, `image={"media_id": …}` …"""
        item = {"open_kfid": account, "external_userid": customer, "origin": 3, "msgtype": next(iter(part))}
        self.items.add(account, item | part | ({"msgid": msgid} if msgid else {}))
        self.sendings.open(customer, account)

    def comes(self, customer: str, account: str = KF, **link: str) -> None:
        """Somebody opens the account's page, by a link with `scene` and `scene_param`, or without."""
        code = self.sendings.welcome(customer, account)
        self.items.event("enter_session", customer, account, welcome_code=code, **link)

    def revoke_access(self) -> None:
        """The access token ends before its time."""
        self._access = None

    def app(self) -> Starlette:
        """The API."""
        return Starlette(routes=[Route("/cgi-bin/{path:path}", self._answer, methods=["GET", "POST"])])

    async def _answer(self, request: Request) -> Response:
        path: str = request.path_params["path"]
        self.calls[path] += 1
        headers = {"Date": format_datetime((self.now() + self.lag).astimezone(UTC), usegmt=True)}
        try:
            if path == "media/get":
                return Response(self._medium(request), headers=headers, media_type="image/jpeg")
            found = {"errcode": 0, "errmsg": "ok"} | await self._found(path, request)
        except ApiError as error:
            if error.code == 503:
                return Response(status_code=503)
            found = {"errcode": error.code, "errmsg": str(error)}
        return JSONResponse(found, headers=headers)

    async def _found(self, path: str, request: Request) -> dict[str, Any]:
        if path == "gettoken":
            return self._gettoken(request)
        self._check(request)
        body: dict[str, Any] = await request.json()
        if "open_kfid" in body and body["open_kfid"] not in self.accounts:
            raise ApiError(95000, "invalid open_kfid")
        answers: dict[str, Callable[[dict[str, Any]], Any]] = {
            "kf/sync_msg": self.items.sync,
            "kf/send_msg": self.sendings.send,
            "kf/send_msg_on_event": self.sendings.greet,
            "kf/service_state/trans": self.sendings.trans,
            "kf/account/list": self._list,
            "kf/add_contact_way": self._link,
        }
        found: dict[str, Any] = await answers[path](body)
        return found

    def _gettoken(self, request: Request) -> dict[str, Any]:
        if self.refusal:
            raise ApiError(*self.refusal)
        if request.query_params.get("corpid") != CORP:
            raise ApiError(40013, "invalid corpid")
        if request.query_params.get("corpsecret") != SECRET:
            raise ApiError(40001, "invalid credential")
        # The same as long as it lives, document/path/91039.
        if self._access is None or self._access[1] <= self.now():
            self._access = (secrets.token_hex(32), self.now() + ACCESS_LIFE)
        return {"access_token": self._access[0], "expires_in": int((self._access[1] - self.now()).total_seconds())}

    def _check(self, request: Request) -> None:
        token, until = self._access or ("", self.now())
        if not token or request.query_params.get("access_token") != token:
            raise ApiError(40014, "invalid access_token")
        if until <= self.now():
            raise ApiError(42001, "access_token expired")

    def _medium(self, request: Request) -> bytes:
        self._check(request)
        found = self.media.get(request.query_params.get("media_id", ""))
        if found is None:
            raise ApiError(40007, "invalid media_id")
        return found

    async def _list(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.unlisted:
            raise ApiError(self.unlisted)
        offset, limit = body.get("offset", 0), body.get("limit", 100)
        if not 1 <= limit <= 100:
            raise ApiError(40058, "invalid limit")
        listed = [
            {"open_kfid": account, "name": f"客服{number}", "manage_privilege": may}
            for number, (account, may) in enumerate(self.accounts.items(), 1)
        ]
        return {"account_list": listed[offset : offset + limit]}

    async def _link(self, body: dict[str, Any]) -> dict[str, Any]:
        scene = body.get("scene", "")
        if not SCENE.fullmatch(scene):
            raise ApiError(40058, "invalid scene")
        url = f"https://work.weixin.qq.com/kf/kfcbf8f8d07ac7215f?enc_scene={secrets.token_hex(6)}"
        self.links[url] = (body["open_kfid"], scene)
        return {"url": url}
