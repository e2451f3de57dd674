"""Serving pages: the address is taken before anything slow begins, and given back at the end."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Sequence

import uvicorn

from bot.commands.saying import FailedError, say
from bot.product import Product
from bot.served import Served
from bot.settings import Settings
from bot.web.app import create_app

# Open pages hold a stream of news; at the end they are not waited for any longer.
GRACE_SECONDS = 1


class _Server(uvicorn.Server):
    """Says where it is as soon as it is there."""

    def __init__(self, config: uvicorn.Config, greeting: str) -> None:
        super().__init__(config)
        self._greeting = greeting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        say(self._greeting)


def take_address(settings: Settings) -> socket.socket:
    """Listen where the settings say.

    Raises:
        FailedError: the port is taken, or this machine has no such address.
    """
    settings.check_exposure()
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((settings.host, settings.port), family=family)
        # An answer goes out at once. asyncio sees to it only for sockets it has opened itself.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except socket.gaierror as error:
        raise FailedError(f"监听地址 {settings.host} 不认识，请检查 --host。") from error
    except PermissionError as error:
        raise FailedError(f"没有权限使用端口 {settings.port}，请换 1024 以上的端口。") from error
    except OSError as error:
        reason = "这台机器没有这个地址" if "assign" in str(error) else "端口已被占用，可能 minhu 已经在运行"
        raise FailedError(f"不能监听 {settings.host}:{settings.port}：{reason}；可用 --port 换一个。") from error


def run_pages(product: Product, listener: socket.socket) -> None:
    """Serve the pages until Ctrl+C or SIGTERM."""
    config = uvicorn.Config(
        create_app(Served(product)), log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_SECONDS
    )
    address = product.settings.public_url or _url(listener)
    server = _Server(config, f"民呼我行已启动：{address}  （按 Ctrl+C 停止）")
    # The server hands the signal on when it has closed; by then there is nothing left to do with it.
    before = [signal.signal(number, lambda *_: None) for number in _STOPPING]
    try:
        server.run(sockets=[listener])
    finally:
        _restore(before)


def wait_for_stop() -> None:
    """Wait for Ctrl+C or SIGTERM."""
    stop = threading.Event()
    before = [signal.signal(number, lambda *_: stop.set()) for number in _STOPPING]
    try:
        stop.wait()
    finally:
        _restore(before)


_STOPPING = (signal.SIGINT, signal.SIGTERM)


def _restore(handlers: Sequence[object]) -> None:
    for number, handler in zip(_STOPPING, handlers, strict=True):
        signal.signal(number, handler)  # type: ignore[arg-type]  # what `signal.signal` returned


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
