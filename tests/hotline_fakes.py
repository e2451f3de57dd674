"""A seat at the hotline, to tell stories with."""

from __future__ import annotations

import httpx

from storage import export
from storage.tickets import Ticket
from tests.web_fakes import Browser, ServedTown

PHONE = "13812345678"


class Seat:
    """Somebody at the desk with a telephone."""

    def __init__(self, served: ServedTown) -> None:
        self.served = served
        self.browser = Browser(served)
        self._count = 0

    def page(self, path: str = "/desk/hotline") -> str:
        """A page."""
        return self.browser.get(path).text

    def takes(self, text: str, **more: str) -> httpx.Response:
        """Fill the form in and submit it."""
        self._count += 1
        form = {"person": "desk-demo", "nonce": f"call-{self._count:04d}", "phone": PHONE, "text": text}
        return self.browser.post("/desk/hotline", form | more)

    def after(self, text: str, **more: str) -> str:
        """The page after a call."""
        answer = self.takes(text, **more)
        assert answer.status_code == 303, answer.text
        return self.page(answer.headers["location"])

    def works(self, action: str, words: str = "") -> None:
        """Somebody does something with the newest ticket."""
        self._count += 1
        form = {"person": "desk-demo", "action": action, "nonce": f"deed-{self._count:04d}", "text": words}
        assert self.browser.post(f"/desk/tickets/{self.tickets()[-1].number}", form).status_code == 303

    def calls_back(self, result: str, score: str = "", text: str = "", **more: str) -> httpx.Response:
        """What somebody said who was called back."""
        self._count += 1
        form = {
            "person": "desk-demo",
            "nonce": f"back-{self._count:04d}",
            "result": result,
            "score": score,
            "text": text,
        }
        return self.browser.post("/desk/hotline/answer", form | {"number": self.tickets()[-1].number} | more)

    def tickets(self) -> list[Ticket]:
        """Every ticket, oldest first."""
        with self.served.database.read() as conn:
            return export.tickets(conn, "demo")
