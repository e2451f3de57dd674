"""Residents' telephones before an installation with a key."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from bot.place_codes import PlaceCodes, district_key
from storage import export
from storage.database import Database
from storage.tickets import Ticket
from tests.web_fakes import HERE, Browser, ServedTown

KEY = "一把很长的钥匙-7f3a"


class Phone:
    """A resident's telephone."""

    def __init__(self, served: ServedTown, base: str = HERE) -> None:
        self.served = served
        self.browser = Browser(served, base)

    def opens(self, path: str = "/r") -> str:
        """Open a page, following redirects."""
        answer = self.browser.get(path)
        while answer.is_redirect:
            answer = self.browser.get(answer.headers["location"].partition("#")[0])
        return answer.text

    def says(self, text: str = "", *photos: bytes, **more: str) -> httpx.Response:
        """Fill the form in and send it."""
        nonce = re.findall(r'name="nonce" value="([^"]+)"', self.opens())[-1]
        files = [("photos", (f"p{n}.jpg", body, "image/jpeg")) for n, body in enumerate(photos)]
        return self.browser.post("/r/say", {"nonce": nonce, "text": text} | more, files=files or None)

    def presses(self, label: str) -> httpx.Response:
        """Press the newest button of this name."""
        page = self.opens()
        nonce = re.findall(r'name="nonce" value="([^"]+)"', page)[0]
        found = [id_ for id_, inner in re.findall(r'name="button" value="([^"]+)"[^>]*>(.*?)</button>', page, re.S)
                 if label in inner]  # fmt: skip
        return self.browser.post("/r/press", {"nonce": nonce, "button": found[-1]})


@pytest.fixture
def served(database: Database, tmp_path: Path) -> ServedTown:
    """An installation with a key, on either database."""
    return ServedTown(database, tmp_path, demo=False, secret_key=KEY)


@pytest.fixture
def quick(sqlite: Database, tmp_path: Path) -> ServedTown:
    """The same on SQLite only, for what is not stored."""
    return ServedTown(sqlite, tmp_path, demo=False, secret_key=KEY)


def tickets(served: ServedTown) -> list[Ticket]:
    """Every ticket, oldest first."""
    with served.database.read() as conn:
        return export.tickets(conn, "demo")


def code(served: ServedTown, building: str | None = "3") -> str:
    """What the poster of a building, or of the whole estate, leads to."""
    return PlaceCodes(district_key(served.database, "demo")).code("jxhy", building)
