"""Plays WeCom's 智能机器人 in the mode 长连接, by the rules of developer.work.weixin.qq.com/document/path/101463.

Not documented, and so decided here: what is said while nobody is connected is told to the next who connects, and
a number is forgotten with its connection (others met that as 846605).
"""

from __future__ import annotations

import asyncio
import base64
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
from typing import Any

import httpx
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from bot.channels.wecom_aibot.settings import WecomAibotSection
from tests.plays import Hook, Mishap, Shown
from tests.wecom_aibot_rules import BAD_TYPE, BUSY, LONGEST, NOBODY, OK, encrypted, judge, shown, sound
from tests.wire import Wire, wait

BOT_ID, SECRET = "aibTest01", "secret-of-the-connection"
WRONG_SECRET, UNKNOWN_NUMBER, STREAM_OVER = 853000, 846605, 846608
PER_MINUTE = 30

Frame = dict[str, Any]


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


@dataclass(frozen=True)
class Post:
    """A message the bot sent, and how."""

    to: str
    body: Frame
    command: str


class AibotPlay:
    """The platform, with one bot."""

    name = "wecom_aibot"
    group: str | None = "wrJinYuan"
    longest = LONGEST
    hooked = False
    speaks = True

    def __init__(self) -> None:
        self.url = ""
        self.posts: list[Post] = []
        self.updates: list[Frame] = []
        self.welcomes: list[str] = []
        self.subscriptions: list[Frame] = []
        self.seen: list[Frame] = []
        self.strangers: set[str] = set()  # who never wrote to the bot
        self.secret = SECRET
        self.silent = False  # heartbeats are not answered
        self.away = False  # nobody can connect
        self.clock_apart = timedelta()
        self.live: Session | None = None
        self.mishaps: list[Mishap | None] = []  # of the next messages it is sent; None is none
        self.refused: list[int] = []
        self._loop = asyncio.new_event_loop()
        self._held: list[tuple[str, Frame, Callback]] = []
        self._tasks: set[str] = set()
        self._finished: set[str] = set()
        self._sent: defaultdict[str, list[datetime]] = defaultdict(list)
        self._files: dict[str, tuple[bytes, datetime]] = {}
        self._count = 0
        self._wire: Wire | None = None

    # --- as the contract sees it ---

    def section(self) -> WecomAibotSection:
        return WecomAibotSection(bot_id=BOT_ID, secret=SECRET, ws_url=self.url)

    def account(self, person: str) -> str:
        return person

    def size(self, text: str) -> int:
        return len(text.encode())

    def meet(self, wire: Wire) -> None:
        self._wire = wire

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        raise NotImplementedError

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        raise NotImplementedError

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        said = f"@民呼助手 {text}" if group else text
        self.tells(self.message(who, message_id, group, msgtype="text", text={"content": said}))
        return None

    def presses(self, who: str, label: str) -> None:
        for post in reversed(self.posts):
            card = post.body.get("template_card", {}) if post.to == who else {}
            for button in card.get("button_list", []):
                if button["text"] == label:
                    self.press(who, button["key"], card["task_id"])
                    return
        raise AssertionError(f"{who} has no button {label}")

    def shown(self, who: str) -> list[Shown]:
        return [shown(post.body) for post in self.posts if post.to == who]

    def fails(self, *mishaps: Mishap) -> None:
        self.mishaps += mishaps

    # --- what its people do ---

    def now(self) -> datetime:
        return self._wire.town.clock.now() if self._wire else datetime.now().astimezone()

    def message(self, who: str, message_id: str = "", group: bool = False, **content: Any) -> Frame:
        """The body of a callback."""
        self._count += 1
        where = {"chatid": self.group, "chattype": "group"} if group else {"chattype": "single"}
        head = {"msgid": message_id or f"CAIQ{self._count}==", "aibotid": BOT_ID, "from": {"userid": who}}
        return head | where | content

    def event(self, who: str, kind: str, **content: Any) -> Frame:
        """The body of an event."""
        body = self.message(who, msgtype="event", create_time=int(self.now().timestamp()))
        return body | {"event": {"eventtype": kind} | ({kind: content} if content else {})}

    def press(self, who: str, key: str, task: str) -> None:
        """Press a button."""
        body = self.event(who, "template_card_event", card_type="button_interaction", event_key=key, task_id=task)
        self.tells(body)

    def tells(self, body: Frame, *, times: int = 1) -> None:
        """Tell the bot; returns when what was told is stored."""
        for _ in range(times):
            self.pushes(body)
        self.stored(body["msgid"])

    def stored(self, message_id: str) -> None:
        """Until the product has stored it."""
        assert self._wire is not None
        wire = self._wire
        wait(lambda: any(row.message_id == message_id for row in wire.accepted()))

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

    # --- the platform ---

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
    def running(self) -> Iterator[AibotPlay]:
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


@contextmanager
def start() -> Iterator[AibotPlay]:
    """A running platform."""
    with AibotPlay().running() as play:
        yield play
