"""Real sockets on loopback: a town behind its pages, and whatever plays a platform."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from sqlalchemy import select
from starlette.types import ASGIApp

from bot.served import Served
from bot.web.app import create_app
from storage import inbox, outbox, tables
from storage.database import Database
from storage.inbox import InboxRow
from storage.tree import Account, Chat, Tree
from tests.fakes import Town, tree
from tests.plays import Play

_PATIENCE = 10.0  # seconds; only a broken test waits so long


@contextmanager
def serving(app: ASGIApp, **more: Any) -> Iterator[str]:
    """The application on a free port of this machine; yields its URL. `more` as `uvicorn.Config` takes it."""
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1, **more)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def wait(condition: Callable[[], Any]) -> None:
    """Until it holds."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def tree_on(play: Play) -> Tree:
    """The small town with everybody's account, and the residents' group, on one platform."""
    found = tree()
    accounts = [Account(play.name, play.account(account.person), account.person) for account in found.accounts]
    chats = [Chat(play.name, play.group, "residents", "jy")] if play.group else []
    return replace(found, accounts=accounts, chats=chats)


class Wire:
    """A town that is reached on one platform, over sockets in both directions.

    Attributes:
        play: who plays the platform; it must be running.
        url: where our pages and hooks are.
    """

    def __init__(self, database: Database, folder: Path, play: Play, **settings: Any) -> None:
        self.play = play
        self.town = Town(database, folder, tree_on(play), sections={play.name: play.section()}, **settings)
        self.url = ""
        self.listening: list[Future[None]] = []

    @contextmanager
    def up(self) -> Iterator[Wire]:
        """Serve and listen."""
        product = self.town.product
        with serving(create_app(Served(product))) as self.url:
            self.play.meet(self)
            self.listening = product.wires.listen(product.platforms.values())
            try:
                yield self
            finally:
                product.wires.close()

    def heard(self) -> None:
        """Until everything is stored that the platform told us of: some only tell that there is something."""
        platforms = self.town.product.platforms.values()
        wait(lambda: not any(platform.busy for platform in platforms))

    def settle(self) -> None:
        """Handle and deliver everything that has come in."""
        self.heard()
        while self.town.worker.run_until_idle():
            pass

    def accepted(self) -> list[InboxRow]:
        """Every message that was accepted, oldest first."""
        self.heard()
        product = self.town.product
        with product.database.read() as conn:
            ids = conn.execute(select(tables.inbox.c.id)).scalars()
            return inbox.get_many(conn, product.district, [*ids])

    def given_up(self) -> list[str | None]:
        """Why messages could not be delivered."""
        product = self.town.product
        with product.database.read() as conn:
            return [row.reason for row in outbox.dead_letters(conn, product.district)]

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A call to one of our hooks."""
        with httpx.Client(base_url=self.url, timeout=20, trust_env=False) as client:
            return client.request(method, path, **more)
