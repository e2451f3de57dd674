"""WeChat's side of a 公众号 on loopback: its API with its rules."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.official_account_people import Person, PlatformError
from tests.official_account_sealing import APP_ID, SECRET
from tests.plays import Mishap, Shown

TEMPLATE = "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc"
CONTENT = "事项：{{thing1.DATA}}\n说明：{{thing2.DATA}}\n时间：{{time3.DATA}}\n"
LONGEST = 2048
PICTURE = b"\xff\xd8\xff\xe0picture"
LIFE, OVERLAP = timedelta(seconds=7200), timedelta(minutes=5)


@dataclass
class WeChat:
    """The platform.

    Attributes:
        verified: whether the account may send 菜单消息.
        permitted: whether it may send customer-service messages at all.
        mishaps: what the next messages meet; None for one that passes.
        calls: the path of every call.
    """

    now: Callable[[], datetime]
    allowed_ips: set[str] = field(default_factory=lambda: {"127.0.0.1"})
    verified: bool = True
    permitted: bool = True
    secret: str = SECRET
    template: dict[str, Any] = field(default_factory=lambda: {"content": CONTENT, "type": 3})
    skew: timedelta = timedelta()
    sendings_left: int = 500_000
    people: dict[str, Person] = field(default_factory=dict)
    tokens: dict[str, datetime] = field(default_factory=dict)
    mishaps: list[Mishap | None] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    menu: dict[str, Any] | None = None
    scenes: list[str] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=lambda: {"media-1": PICTURE})

    def opens(self, account: str, length: timedelta, count: int) -> None:
        """Somebody did something that lets us write to him."""
        self.people.setdefault(account, Person()).opens(self.now(), length, count)

    def revoke(self) -> None:
        """Somebody else forced a new token: ours is worth nothing before its time."""
        self.tokens.clear()

    # --- the API ---

    def app(self) -> Starlette:
        """Everything we ask."""
        routes = {
            "/cgi-bin/message/custom/send": self._custom,
            "/cgi-bin/message/subscribe/bizsend": self._bizsend,
            "/cgi-bin/qrcode/create": self._qrcode,
            "/cgi-bin/menu/create": self._menu,
            "/cgi-bin/openapi/quota/get": self._quota,
            "/wxaapi/newtmpl/gettemplate": self._templates,
        }
        posts = [self._route(path, answer) for path, answer in routes.items()]
        return Starlette(
            routes=[
                *posts,
                Route("/cgi-bin/stable_token", self._stable_token, methods=["POST"]),
                Route("/cgi-bin/media/get", self._media, methods=["GET"]),
            ]
        )

    def _route(self, path: str, answer: Callable[[Any], dict[str, Any]]) -> Route:
        async def ask(request: Request) -> Response:
            self.calls.append(path)
            raw = (await request.body()).decode()
            try:
                self._check_token(request)
                # Not decoded as JSON allows it: WeChat shows an escaped character as it is written.
                assert "\\u" not in raw, "people would see the escape"
                if path.startswith("/cgi-bin/message") and self.mishaps and (met := self._meets()):
                    return met
                return self._tell({"errcode": 0, "errmsg": "ok"} | answer(json.loads(raw or "{}")))
            except PlatformError as error:
                return self._tell(error.answer)

        return Route(path, ask, methods=["GET" if path.endswith("gettemplate") else "POST"])

    def _tell(self, answer: dict[str, Any]) -> Response:
        return JSONResponse(answer, headers={"Date": format_datetime(self.now() + self.skew)})

    def _meets(self) -> Response | None:
        mishap = self.mishaps.pop(0)
        if mishap is None:
            return None
        if mishap is Mishap.DOWN:
            return Response(status_code=502)
        code, said = (-1, "system error") if mishap is Mishap.BUSY else (43004, "require subscribe")
        raise PlatformError(code, said)

    async def _stable_token(self, request: Request) -> Response:
        self.calls.append("/cgi-bin/stable_token")
        asked = await request.json()
        try:
            if asked.get("grant_type") != "client_credential":
                raise PlatformError(40002, "invalid grant_type")
            if asked.get("appid") != APP_ID:
                raise PlatformError(40013, "invalid appid")
            if asked.get("secret") != self.secret:
                raise PlatformError(40125, "invalid appsecret")
            self._check_ip(request)
            return self._tell(self._token(force=bool(asked.get("force_refresh"))))
        except PlatformError as error:
            return self._tell(error.answer)

    def _token(self, *, force: bool) -> dict[str, Any]:
        """The same until five minutes before its end; then a new one, and both hold."""
        now = self.now()
        if force:
            self.tokens.clear()
        fresh = [token for token, until in self.tokens.items() if until - OVERLAP > now]
        token = fresh[-1] if fresh else f"T{len(self.calls)}-{os.urandom(4).hex()}"
        self.tokens.setdefault(token, now + LIFE)
        return {"access_token": token, "expires_in": int((self.tokens[token] - now).total_seconds())}

    def _check_ip(self, request: Request) -> None:
        ip = request.client.host if request.client else ""
        if ip not in self.allowed_ips:
            raise PlatformError(40164, f"invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist")

    def _check_token(self, request: Request) -> None:
        self._check_ip(request)
        until = self.tokens.get(request.query_params.get("access_token", ""))
        if until is None:
            raise PlatformError(40001, "invalid credential, access_token is invalid or not latest")
        if until <= self.now():
            raise PlatformError(42001, "access_token expired")

    def _custom(self, asked: dict[str, Any]) -> dict[str, Any]:
        person = self.people.get(asked["touser"])
        if not self.permitted:
            raise PlatformError(48001, "api unauthorized")
        if person is None:
            raise PlatformError(40003, "invalid openid")
        shown, menus = _read(asked)
        if menus and not self.verified:
            raise PlatformError(40200, "invalid account type")
        if len(shown.text.encode()) > LONGEST:
            raise PlatformError(45002, "content size out of limit")
        person.uses_up(self.now())
        person.shown.append(shown)
        person.menus += menus
        return {}

    def _bizsend(self, asked: dict[str, Any]) -> dict[str, Any]:
        person, data = self.people.setdefault(asked["touser"], Person()), asked["data"]
        if asked["template_id"] != TEMPLATE:
            raise PlatformError(40037, "invalid template_id")
        if TEMPLATE not in person.agreed:
            raise PlatformError(43101, "user refuse to accept the msg")
        if set(data) != set(re.findall(r"\{\{(\w+)\.DATA\}\}", CONTENT)):
            raise PlatformError(47003, "argument invalid!")
        for name, part in data.items():
            value = part["value"]
            if not value or "\n" in value or (name.startswith("thing") and len(value) > 20):
                raise PlatformError(47003, f"argument invalid! data.{name}.value invalid")
        person.shown.append(Shown("通知｜" + "｜".join(part["value"] for part in data.values())))
        return {}

    def _qrcode(self, asked: dict[str, Any]) -> dict[str, Any]:
        scene = asked["action_info"]["scene"].get("scene_str", "")
        if asked["action_name"] != "QR_LIMIT_STR_SCENE" or not 1 <= len(scene) <= 64:
            raise PlatformError(40053, "invalid action info")
        self.scenes.append(scene)
        return {"ticket": f"ticket-{scene}", "url": f"http://weixin.qq.com/q/{scene}"}

    def _menu(self, asked: dict[str, Any]) -> dict[str, Any]:
        if not 1 <= len(asked["button"]) <= 3:
            raise PlatformError(40017, "invalid button size")
        self.menu = asked
        return {}

    def _quota(self, asked: dict[str, Any]) -> dict[str, Any]:
        if not self.permitted:
            raise PlatformError(48001, "api unauthorized")
        if asked["cgi_path"] != "/cgi-bin/message/custom/send":
            raise PlatformError(76021, "cgi_path not found, please check")
        return {"quota": {"daily_limit": 500_000, "used": 500_000 - self.sendings_left, "remain": self.sendings_left}}

    def _templates(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"data": [{"priTmplId": TEMPLATE, "title": "办理进度通知", **self.template}]}

    async def _media(self, request: Request) -> Response:
        self.calls.append("/cgi-bin/media/get")
        try:
            self._check_token(request)
            content = self.media.get(request.query_params.get("media_id", ""))
            if content is None:
                raise PlatformError(40007, "invalid media_id")
        except PlatformError as error:
            # As WeChat does: an error is told as text.
            return Response(json.dumps(error.answer), media_type="text/plain")
        return Response(content, media_type="image/jpeg")


def _read(asked: dict[str, Any]) -> tuple[Shown, list[dict[str, str]]]:
    """A customer-service message as it is shown, and its entries."""
    if asked["msgtype"] == "text":
        return Shown(asked["text"]["content"]), []
    menu = asked["msgmenu"]
    labels = tuple(entry["content"] for entry in menu["list"])
    return Shown("\n".join([menu["head_content"], *labels, menu["tail_content"]]), labels), menu["list"]
