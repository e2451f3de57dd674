"""Plays WeCom's 智能机器人 in the mode 长连接, over real sockets (see `wecom_aibot_gateway`)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from bot.channels.wecom_aibot.settings import WecomAibotSection
from tests.plays import Hook
from tests.wecom_aibot_gateway import SECRET, Callback, Gateway
from tests.wecom_aibot_people import BOT_ID, Frame
from tests.wecom_aibot_rules import encrypted
from tests.wire import wait


class AibotPlay(Gateway):
    """The platform, with one bot."""

    hooked = False

    def section(self) -> WecomAibotSection:
        return WecomAibotSection(bot_id=BOT_ID, secret=SECRET, ws_url=self.url)

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        raise NotImplementedError

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        raise NotImplementedError

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        self.tells(self.text(who, text, message_id, group))
        return None

    def tells(self, body: Frame, *, times: int = 1) -> Any:
        """Tell the bot; returns when what was told is stored."""
        for _ in range(times):
            self.pushes(body)
        self.stored(body["msgid"])

    def stored(self, message_id: str) -> None:
        """Until the product has stored it."""
        wait(lambda: any(row.message_id == message_id for row in self.wire.accepted()))

    def pushes(self, body: Frame) -> None:
        """Tell the bot, whoever hears it."""
        inner = body.get("event", {})
        kind = inner.get("eventtype", "message")
        account = body.get("chatid") or body["from"]["userid"]
        task = inner.get(kind, {}).get("task_id", "") if kind != "message" else ""
        command = "aibot_msg_callback" if kind == "message" else "aibot_event_callback"
        told = Callback(kind, account, self.now(), 0.0, task)
        self._run(self._push(command, body, told))

    def picture(self, content: bytes, key: bytes) -> Frame:
        """A picture somebody sent, as a callback has it."""
        self._count += 1
        name = f"p{self._count}"
        self._files[name] = (encrypted(content, key), self.now())
        host = self.url.replace("ws://", "http://")
        return {"url": f"{host}/media/{name}?sign=q%3D1", "aeskey": base64.b64encode(key).decode().rstrip("=")}

    def sends_raw(self, raw: str) -> None:
        """Send a frame that may be none."""
        assert self.live is not None
        self._run(self.live.socket.send(raw))

    # --- what happens to its connections ---

    def drops(self) -> None:
        """The connection breaks."""
        session = self.live
        assert session is not None
        self.live = None
        self._loop.call_soon_threadsafe(session.socket.transport.abort)

    def connected(self) -> None:
        """Until the bot is connected."""
        wait(lambda: self.live is not None)


@contextmanager
def start() -> Iterator[AibotPlay]:
    """A running platform."""
    with AibotPlay().running() as play:
        yield play
