"""The platform's end of the long connection of WeCom's 智能机器人.

By the rules of developer.work.weixin.qq.com/document/path/101463. Not documented, and so decided here: what is said
while nobody is connected is told to the next who connects, and a number is forgotten with its connection (others met
that as 846605).
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import defaultdict
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.plays import Mishap
from tests.wecom_aibot_people import BOT_ID, Frame, People, Post
from tests.wecom_aibot_rules import BAD_TYPE, BUSY, NOBODY, OK, judge, sound

SECRET = "secret-of-the-connection"
WRONG_SECRET, UNKNOWN_NUMBER, STREAM_OVER = 853000, 846605, 846608
PER_MINUTE = 30


@dataclass
class Callback:
    """Something that was told over a connection and may be answered there."""

    kind: str
    account: str
    at: datetime
    told: float  # time.monotonic()
    task: str = ""


@dataclass
class Session:
    """One connection."""

    socket: ServerConnection
    subscribed: bool = False
    callbacks: dict[str, Callback] = field(default_factory=dict)
    pings: int = 0


class Gateway(People):
    """Its sockets, and what it makes of what it is sent.

    Attributes:
        strangers: who never wrote to the bot.
        silent: heartbeats are not answered; away: nobody can connect.
        refused: error codes that were answered.
        live: the connection that is subscribed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.welcomes: list[str] = []
        self.subscriptions: list[Frame] = []
        self.seen: list[Frame] = []
        self.refused: list[int] = []
        self.strangers: set[str] = set()
        self.secret = SECRET
        self.silent = self.away = False
        self.clock_apart = timedelta()
        self.live: Session | None = None
        self._loop = asyncio.new_event_loop()
        self._held: list[tuple[str, Frame, Callback]] = []
        self._tasks: set[str] = set()
        self._finished: set[str] = set()
        self._sent: defaultdict[str, list[datetime]] = defaultdict(list)
        self._files: dict[str, tuple[bytes, datetime]] = {}

    async def _push(self, command: str, body: Frame, told: Callback) -> None:
        if self.live is None:
            self._held.append((command, body, told))
            return
        self._count += 1
        number = f"req{self._count}"
        told.told = time.monotonic()
        self.live.callbacks[number] = told
        await self.live.socket.send(json.dumps({"cmd": command, "headers": {"req_id": number}, "body": body}))

    async def _serve(self, socket: ServerConnection) -> None:
        session = Session(socket)
        with suppress(ConnectionClosed):
            async for raw in socket:
                await self._take(session, json.loads(raw))
        if self.live is session:
            self.live = None

    async def _take(self, session: Session, frame: Frame) -> None:
        command, number = frame["cmd"], frame["headers"]["req_id"]
        assert number
        self.seen.append(frame)
        if command == "aibot_subscribe":
            await self._subscribe(session, number, frame["body"])
        elif not session.subscribed:
            await session.socket.close(1008)
        elif command == "ping":
            session.pings += 1
            if not self.silent:
                await self._answer(session, number, OK)
        elif command in ("aibot_respond_msg", "aibot_send_msg") and (mishap := self._mishap()):
            await self._fail(session, number, mishap)
        else:
            await self._answer(session, number, self._judge(session, command, number, frame["body"]))

    async def _subscribe(self, session: Session, number: str, body: Frame) -> None:
        self.subscriptions.append(body)
        if (body["bot_id"], body["secret"]) != (BOT_ID, self.secret):
            await self._answer(session, number, WRONG_SECRET)
            return
        if self.live is not None:
            await self._kick(self.live)
        session.subscribed, self.live = True, session
        await self._answer(session, number, OK)
        held, self._held = self._held, []
        for one in held:
            await self._push(*one)

    async def _kick(self, session: Session) -> None:
        body = {"msgid": "kick", "create_time": int(self.now().timestamp()), "aibotid": BOT_ID, "msgtype": "event"}
        event = body | {"event": {"eventtype": "disconnected_event"}}
        frame = {"cmd": "aibot_event_callback", "headers": {"req_id": "kick"}, "body": event}
        with suppress(ConnectionClosed):
            await session.socket.send(json.dumps(frame))
            await session.socket.close()

    def _mishap(self) -> Mishap | None:
        return self.mishaps.pop(0) if self.mishaps else None

    async def _fail(self, session: Session, number: str, mishap: Mishap) -> None:
        if mishap is Mishap.DOWN:
            self.live = None
            session.socket.transport.abort()
        else:
            await self._answer(session, number, BUSY if mishap is Mishap.BUSY else NOBODY)

    async def _answer(self, session: Session, number: str, code: int) -> None:
        if code != OK:
            self.refused.append(code)
        answer = {"headers": {"req_id": number}, "errcode": code, "errmsg": "ok" if code == OK else f"error {code}"}
        await session.socket.send(json.dumps(answer))

    def _judge(self, session: Session, command: str, number: str, body: Frame) -> int:
        if command == "aibot_send_msg":
            return self._send(body)
        told = session.callbacks.get(number)
        if told is None:
            return UNKNOWN_NUMBER
        if command == "aibot_respond_msg":
            return self._respond(told, body)
        late = time.monotonic() - told.told > 5
        if command == "aibot_respond_update_msg":
            right = told.kind == "template_card_event" and body["response_type"] == "update_template_card"
            if late or not right or not sound(body["template_card"]) or body["template_card"]["task_id"] != told.task:
                return UNKNOWN_NUMBER
            self.updates.append(body["template_card"])
            return OK
        if command == "aibot_respond_welcome_msg" and told.kind == "enter_chat" and not late:
            self.welcomes.append(body["text"]["content"])
            return OK
        return UNKNOWN_NUMBER

    def _respond(self, told: Callback, body: Frame) -> int:
        if told.kind != "message" or self.now() - told.at > timedelta(hours=24):
            return UNKNOWN_NUMBER
        stream = body.get("stream", {}).get("id")
        if stream in self._finished:
            return STREAM_OVER
        code = judge(body, ("stream", "markdown", "template_card"), self._tasks) or self._rate(told.account)
        if code == OK and stream and body["stream"]["finish"]:
            self._finished.add(stream)
        if code == OK:
            self.posts.append(Post(told.account, body, "aibot_respond_msg"))
        return code

    def _send(self, body: Frame) -> int:
        to, kind = body["chatid"], body.get("chat_type", 0)
        if to in self.strangers or kind not in (0, 2 if to == self.group else 1):
            return NOBODY
        if body.get("msgtype") == "text":
            return BAD_TYPE
        code = judge(body, ("markdown", "template_card"), self._tasks) or self._rate(to)
        if code == OK:
            self.posts.append(Post(to, body, "aibot_send_msg"))
        return code

    def _rate(self, account: str) -> int:
        now = self.now()
        lately = [at for at in self._sent[account] if at > now - timedelta(minutes=1)]
        self._sent[account] = [*lately, now]
        return OK if len(lately) < PER_MINUTE else BUSY

    # --- its sockets ---

    def _first_look(self, connection: ServerConnection, request: Request) -> Response | None:
        if not request.path.startswith("/media/"):
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "away") if self.away else None
        content, at = self._files.get(request.path.removeprefix("/media/").partition("?")[0], (b"", self.now()))
        over = not content or self.now() - at > timedelta(minutes=5)
        status = HTTPStatus.FORBIDDEN if over else HTTPStatus.OK
        body = b"<Error><Code>AccessDenied</Code></Error>" if over else content
        return Response(status, status.phrase, Headers({"Content-Length": str(len(body)), "Connection": "close"}), body)

    def _dated(self, connection: ServerConnection, request: Request, response: Response) -> Response:
        with suppress(KeyError):
            del response.headers["Date"]
        response.headers["Date"] = format_datetime(self.now() + self.clock_apart)
        return response

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self) -> Server:
        server = await serve(
            self._serve, "127.0.0.1", 0, process_request=self._first_look, process_response=self._dated,
            ping_interval=None, close_timeout=1,
        )  # fmt: skip
        self.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        return server

    @contextmanager
    def running(self) -> Iterator[Self]:
        """On a free port of this machine."""
        thread = threading.Thread(target=self._loop.run_forever)
        thread.start()
        server: Server = self._run(self._open())
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(server.close)
            self._run(server.wait_closed())
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()
