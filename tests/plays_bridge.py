"""Plays what a district already runs: it signs, posts, and takes our signed posts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.bridge import signing
from bot.channels.bridge.settings import BridgeSection
from bot.channels.section import Section
from tests.plays import Hook, Mishap, Shown
from tests.wire import Wire, serving

SECRET = "shared-with-the-bridge"
_STATUS = {Mishap.DOWN: 503, Mishap.BUSY: 429, Mishap.GONE: 410}


class BridgePlay:
    """A bridge called `pingan`."""

    name = "bridge"
    group: str | None = "g-1"
    longest = 1_000_000
    hooked = True
    speaks = True

    def __init__(self) -> None:
        self.url = ""
        self.posts: list[dict[str, Any]] = []
        self._mishaps: list[Mishap] = []
        self._wire: Wire
        self._count = 0

    def section(self) -> Section:
        return BridgeSection(secrets={"pingan": SECRET}, callbacks={"pingan": f"{self.url}/in"})

    def account(self, person: str) -> str:
        return person

    def size(self, text: str) -> int:
        return len(text)

    def meet(self, wire: Wire) -> None:
        self._wire = wire

    def signed(
        self, *events: dict[str, Any], secret: str = SECRET, at: float | None = None, name: str = "pingan"
    ) -> Hook:
        """A call with these events."""
        body = json.dumps(list(events), ensure_ascii=False).encode()
        now = self._wire.town.clock.now().timestamp() if at is None else at
        return Hook("POST", f"/hooks/bridge/{name}", headers=signing.headers(secret, now, body), body=body)

    def event(self, who: str, **more: Any) -> dict[str, Any]:
        """An event of section 3, now."""
        now = self._wire.town.clock.now().isoformat()
        return {"at": now, "sender": who, "chat_type": "private"} | more

    def _said(self, who: str, text: str, message_id: str, group: bool) -> dict[str, Any]:
        where = {"chat_type": "group", "chat": self.group} if group else {}
        return self.event(who, id=message_id, text=text, **where)

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        return self.signed(self._said(who, text, message_id, group))

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        return self.signed(self._said(who, text, message_id, False), secret="guessed")

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        self._count += 1
        return self.send(self.hook(who, text, message_id or f"b{self._count}", group))

    def send(self, hook: Hook) -> httpx.Response:
        """Make a call."""
        return self._wire.call(hook.method, hook.path, params=hook.query, headers=hook.headers, content=hook.body)

    def presses(self, who: str, label: str) -> None:
        for post in reversed(self.posts):
            buttons = (post["card"] or {}).get("buttons", []) if post["to"] == who else []
            for button in buttons:
                if button["label"] == label:
                    self.send(self.signed(self.event(who, press=button["action"])))
                    return
        raise AssertionError(f"{who} has no button {label}")

    def shown(self, who: str) -> list[Shown]:
        mine = [post for post in self.posts if post["to"] == who]
        return [
            Shown(post["text"], tuple(button["label"] for button in (post["card"] or {}).get("buttons", [])))
            for post in mine
        ]

    def fails(self, *mishaps: Mishap) -> None:
        self._mishaps += mishaps

    async def take(self, request: Request) -> Response:
        """What is posted to the bridge."""
        body = await request.body()
        now = self._wire.town.clock.now().timestamp()
        signing.check(SECRET, request.headers, body, now)
        if self._mishaps:
            return Response(status_code=_STATUS[self._mishaps.pop(0)])
        self.posts.append(json.loads(body))
        return Response(status_code=204)


@contextmanager
def start() -> Iterator[BridgePlay]:
    """A running bridge."""
    play = BridgePlay()
    with serving(Starlette(routes=[Route("/in", play.take, methods=["POST"])])) as play.url:
        yield play
