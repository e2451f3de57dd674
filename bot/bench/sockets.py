"""The same calls over sockets, from a process of their own: the web server by itself, and the product behind it.

One process has one processor: where the server alone needs so much of it for a request, that is what is left.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from urllib.parse import urlencode

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.bench.hooks import CONTROL, SENDERS, calling, read, sealed, waits
from bot.bench.measure import Comparison, Sample, timed
from bot.bench.senders import send_all
from bot.bench.town import START
from bot.channels.base import Call
from bot.served import Served
from bot.web.app import create_app
from nlu.understanding import Engine


def accepted(engine: Engine, texts: Sequence[str], rounds: int) -> list[Comparison]:
    """Calls of fifty connections: a server that only says "success", and the whole product; the control of both
    is to read the calls.
    """
    names = ("回调，经网络：只有网页服务器", "回调，经网络，50 人同时")
    made = [Comparison(name, "一条消息", CONTROL) for name in names]
    numbers, waited = count(1), [list[float](), list[float]()]
    with calling(engine) as product, _serving(_nothing) as alone, _serving(create_app(Served(product))) as whole:
        for _ in range(rounds):
            calls = [sealed(text, next(numbers), START) for text in texts]
            control = timed(partial(read, calls))
            for comparison, port, told in zip(made, (alone, whole), waited, strict=True):
                comparison.product_rounds.append(_called(port, calls, told))
                comparison.control_rounds.append(control)
    for comparison, told in zip(made, waited, strict=True):
        comparison.facts |= waits(told)
    return made


def _called(port: int, calls: Sequence[Call], waited: list[float]) -> Sample:
    cpu = time.process_time()
    answered = send_all(port, [_written(call) for call in calls], SENDERS)
    waited.extend(answered.each)
    return Sample(time.process_time() - cpu, answered.all, len(calls))


def _written(call: Call) -> bytes:
    head = (
        f"POST /hooks/official-account?{urlencode(call.query)} HTTP/1.1", "Host: 127.0.0.1", "Accept: */*",
        "Content-Type: text/xml", f"Content-Length: {len(call.body)}", "", "",
    )  # fmt: skip
    return "\r\n".join(head).encode() + call.body


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"7")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"success"})


@contextmanager
def _serving(app: ASGIApp) -> Iterator[int]:
    """Its port, on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # An answer goes out in two writes; without this the second waits for the other side, 40 ms mostly.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
