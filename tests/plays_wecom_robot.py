"""Plays the robots of WeCom's groups: they take what is posted to their address, twenty a minute."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.section import Section
from bot.channels.wecom_robot.settings import WecomRobotSection
from tests.fakes import tree
from tests.plays import Hook, Mishap, Shown
from tests.wire import Wire, serving

A_MINUTE, LONGEST_TEXT = 20, 2048
_CODES = {Mishap.DOWN: -1, Mishap.BUSY: 45009, Mishap.GONE: 93000}


@dataclass(frozen=True)
class Posted:
    """A message in a group."""

    key: str
    at: datetime
    text: str


class WecomRobotPlay:
    """A group of its own for everybody in the town, with a robot in each.

    Attributes:
        mishaps: what the next messages meet; None for nothing.
    """

    name = "wecom_robot"
    group: str | None = None
    longest = LONGEST_TEXT
    hooked = False
    speaks = False

    def __init__(self) -> None:
        self.url = ""
        self.posts: list[Posted] = []
        self.truncated: list[str] = []
        self.mishaps: list[Mishap | None] = []
        self._wire: Wire

    def key(self, chat: str) -> str:
        """The secret in the address of a group's robot."""
        return f"693axxx6-7aoc-4bc4-97a0-{chat}"

    def section(self) -> Section:
        chats = [self.account(person.code) for person in tree().people]
        addresses = {chat: f"{self.url}/cgi-bin/webhook/send?key={self.key(chat)}" for chat in chats}
        return WecomRobotSection(webhooks=addresses)

    def account(self, person: str) -> str:
        return f"g-{person}"

    def size(self, text: str) -> int:
        return len(text.encode())

    def meet(self, wire: Wire) -> None:
        self._wire = wire

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        raise AssertionError("it never calls")

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        raise AssertionError("it never calls")

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        raise AssertionError("nobody is heard")

    def presses(self, who: str, label: str) -> None:
        raise AssertionError("there is nothing to press")

    def shown(self, who: str) -> list[Shown]:
        return [Shown(post.text) for post in self.posts if post.key == self.key(who)]

    def fails(self, *mishaps: Mishap) -> None:
        self.mishaps += mishaps

    async def take(self, request: Request) -> Response:
        """What is posted to a robot."""
        return JSONResponse(self._take(request.query_params.get("key", ""), json.loads(await request.body())))

    def _take(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        if code := self._refusal(key, body):
            return {"errcode": code, "errmsg": f"refused, key={key}"}
        content = body["text"]["content"]
        if len(content.encode()) > LONGEST_TEXT:
            self.truncated.append(content)
        now = self._wire.town.clock.now()
        self.posts.append(Posted(key, now, content.encode()[:LONGEST_TEXT].decode(errors="ignore")))
        return {"errcode": 0, "errmsg": "ok"}

    def _refusal(self, key: str, body: dict[str, Any]) -> int:
        if mishap := self.mishaps.pop(0) if self.mishaps else None:
            return _CODES[mishap]
        if not any(key == self.key(self.account(person.code)) for person in tree().people):
            return 93000
        if body.get("msgtype") != "text" or not body["text"]["content"].strip():
            return 40008
        since = self._wire.town.clock.now() - timedelta(minutes=1)
        return 45009 if sum(post.key == key and post.at > since for post in self.posts) >= A_MINUTE else 0


@contextmanager
def start() -> Iterator[WecomRobotPlay]:
    """Running robots."""
    play = WecomRobotPlay()
    with serving(Starlette(routes=[Route("/cgi-bin/webhook/send", play.take, methods=["POST"])])) as play.url:
        yield play
    assert play.truncated == [], "the platform cut these off without a word"
