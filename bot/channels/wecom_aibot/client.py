"""One long connection: what is asked is answered under its number, everything else is news.

Format: developer.work.weixin.qq.com/document/path/101463, and the sources of Tencent's own clients (PyPI
`wecom-aibot-python-sdk` 1.0.2, npm `@wecom/aibot-node-sdk` 1.0.7). The first of them cannot leave TLS away, gives
up after ten tries and does not know when it is taken over, so we speak ourselves.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from bot.channels.base import TemporaryError
from bot.channels.wecom_aibot import errors
from bot.channels.wecom_aibot.decode import text_of
from bot.channels.wecom_aibot.errors import TITLE, TakenOverError

Frame = dict[str, Any]

SUBSCRIBE, PING = "aibot_subscribe", "ping"
ANSWER, WELCOME, UPDATE, SEND = (
    "aibot_respond_msg", "aibot_respond_welcome_msg", "aibot_respond_update_msg", "aibot_send_msg",
)  # fmt: skip
_SAID, _EVENT = "aibot_msg_callback", "aibot_event_callback"
_TAKEN_OVER = "disconnected_event"

HEARTBEAT = 30.0  # seconds; without it the platform hangs up
PATIENCE = 5.0  # seconds for an answer, as Tencent's own clients wait
_MISSED = 2  # heartbeats without an answer after which nobody is there
_LARGEST = 4 * 1024 * 1024  # bytes of a frame


class Line:
    """An open connection.

    Attributes:
        news: callbacks, in the order they came.
        moment: what time it was at the platform when the connection was opened; None when it did not say.
    """

    def __init__(self, socket: ClientConnection, news: asyncio.Queue[tuple[Line, Frame]]) -> None:
        self._socket = socket
        self._news = news
        self._asked: dict[str, asyncio.Future[Frame]] = {}
        self.moment = _date(socket)

    async def subscribe(self, bot_id: str, secret: str) -> None:
        """Show who we are; from now on news comes, and any other connection of the bot is closed.

        Raises:
            DeliveryError: we are not let in.
        """
        answer = await self._ask(SUBSCRIBE, {"bot_id": bot_id, "secret": secret}, _number(SUBSCRIBE))
        if code := _code(answer):
            raise errors.not_let_in(code, text_of(answer, "errmsg"))

    async def ask(self, command: str, body: Frame, number: str = "") -> None:
        """Ask something; returns when the platform has done it.

        Args:
            number: of the callback that is answered.

        Raises:
            DeliveryError: it did not.
        """
        answer = await self._ask(command, body, number or _number(command))
        if code := _code(answer):
            raise errors.refusal(code, text_of(answer, "errmsg"))

    async def read(self) -> None:
        """Hear what comes until the connection ends; raises `TakenOverError` where another took its place."""
        try:
            with suppress(ConnectionClosed):
                async for raw in self._socket:
                    await self._hear(_frame(raw))
        finally:
            for waiting in self._asked.values():
                if not waiting.done():
                    waiting.set_exception(TemporaryError(f"{TITLE}的长连接断了"))

    async def ping(self) -> None:
        """Ask whether somebody is there; what was told before has come when this returns."""
        await self._ask(PING, None, _number(PING))

    async def beat(self) -> None:
        """Tell the platform every half minute that we are there; returns when it no longer answers."""
        missed = 0
        while missed < _MISSED:
            await asyncio.sleep(HEARTBEAT)
            try:
                await self.ping()
                missed = 0
            except TemporaryError:
                missed += 1

    async def _ask(self, command: str, body: Frame | None, number: str) -> Frame:
        frame: Frame = {"cmd": command, "headers": {"req_id": number}}
        if body is not None:
            frame["body"] = body
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._asked[number] = waiting
        try:
            async with asyncio.timeout(PATIENCE):
                await self._socket.send(json.dumps(frame))
                return await waiting
        except TimeoutError as error:
            raise TemporaryError(f"{TITLE}没有按时回答") from error
        except ConnectionClosed as error:
            raise TemporaryError(f"{TITLE}的长连接断了") from error
        finally:
            del self._asked[number]

    async def _hear(self, frame: Frame) -> None:
        if frame.get("cmd") in (_SAID, _EVENT):
            if text_of(frame, "body", "event", "eventtype") == _TAKEN_OVER:
                raise TakenOverError("另一个程序用同一个机器人建立了长连接，这里的被断开了")
            await self._news.put((self, frame))
        elif (waiting := self._asked.get(text_of(frame, "headers", "req_id"))) and not waiting.done():
            waiting.set_result(frame)


@asynccontextmanager
async def dialled(url: str, news: asyncio.Queue[tuple[Line, Frame]]) -> AsyncIterator[Line]:
    """A connection to that address, not subscribed yet.

    Raises:
        TemporaryError: there is none.
    """
    # No proxy is taken from the environment, as in `Http`; the heartbeat is the platform's own, not WebSocket's.
    dialling = connect(url, proxy=None, ping_interval=None, close_timeout=1, max_size=_LARGEST)
    async with AsyncExitStack() as stack:
        try:
            socket = await stack.enter_async_context(dialling)
        except (OSError, TimeoutError, WebSocketException, ValueError) as error:
            raise TemporaryError(f"连不上{TITLE}（{type(error).__name__}）") from error
        yield Line(socket, news)


def _number(command: str) -> str:
    # Tencent's own clients tell answers apart by this beginning; who looks at the traffic can as well.
    return f"{command}_{secrets.token_hex(8)}"


def _code(answer: Frame) -> int:
    code = answer.get("errcode", 0)
    return code if isinstance(code, int) else -1


def _frame(raw: str | bytes) -> Frame:
    """A frame; empty when it is none. Control characters may be in it as they are: Tencent's client removes them."""
    with suppress(ValueError, RecursionError):
        found = json.loads(raw, strict=False)
        return found if isinstance(found, dict) else {}
    return {}


def _date(socket: ClientConnection) -> datetime | None:
    told = socket.response.headers.get("Date") if socket.response else None
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(told) if told else None
    return None
