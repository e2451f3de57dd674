"""What the stories about the phone pages do again and again: an official's browser on a small town."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from storage.database import Database
from tests.web_fakes import Browser, ServedTown

GROUP = "group-jxhy"


class Phone(Browser):
    """A phone on which somebody chose who he is, as the demo allows."""

    def __init__(self, served: ServedTown, person: str = "") -> None:
        super().__init__(served)
        self.served = served
        if person:
            self.post("/sim/phone", {"person": person})

    def page(self, number: str) -> str:
        """A ticket's page."""
        return self.get(f"/m/t/{number}").text

    def press(self, number: str, action: str, nonce: str = "", **more: str) -> httpx.Response:
        """Press a button of a page that was just opened; the answer as it comes, redirects not followed."""
        return self.post(f"/m/t/{number}", {"action": action, "nonce": nonce or self.nonce(number)} | more)

    def nonce(self, number: str) -> str:
        """The number of the forms on a ticket's page, as opened now."""
        return str(re.findall(r'name="nonce" value="([\w-]+)"', self.page(number))[0])

    def does(self, number: str, action: str, **more: str) -> str:
        """Press a button and see what comes of it."""
        answer = self.press(number, action, **more)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"]).text


def served_town(database: Database, folder: Path) -> ServedTown:
    """The demo's district, in which it is cold in 锦绣花园."""
    served = ServedTown(database, folder)
    served.says("李姐", "3号楼2单元501暖气不热，电话13912345678", GROUP, sender_name="李姐")
    return served


def labels(page: str) -> list[str]:
    """The buttons under a ticket, in their order."""
    part = page.split('aria-label="办理"')[1].split("</section>")[0]
    found = re.findall(r"<(summary|button) [^>]*>(.*?)</", part)
    return [label for _, label in found if not label.startswith("确认")]
