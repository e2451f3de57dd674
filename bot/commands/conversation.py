"""One person at the terminal: what is said and pressed, and what comes back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

from bot import intake
from bot.commands.saying import UnusableError, shown
from bot.product import Product
from bot.worker import Worker
from handlers.durations import local_date
from handlers.messages import Button, Card, Inbound
from storage import outbox
from storage.outbox import OutboxRow
from storage.tree import Chat, Duty
from storage.types import CHINA

CHANNEL = "sim"
FIRST_LOOK = 3  # messages shown of those somebody got before
_MOST = 50
_NUMBER = re.compile(r"([1-9])(?:\s+(.*))?", re.DOTALL)


class Conversation:
    """What somebody says and is answered; `become` changes who it is."""

    def __init__(self, product: Product, who: str) -> None:
        self._product = product
        self._worker = Worker(product)
        self._seen: dict[str, int] = {}
        self._buttons: dict[str, tuple[Button, ...]] = {}
        self.chat: Chat | None = None
        self.account = self.me = ""
        self.become(who)

    def become(self, who: str) -> None:
        """Be the official with this code or name, or else a resident of this name, in private."""
        if not who.strip():
            raise UnusableError("请写一个名字，如 /as 李姐。")
        org = self._product.org()
        code = self._official(who.strip())
        reached = org.reach(code) if code else None
        self.account = reached.account if reached else who.strip()
        self.me = self.about(code) if code else f"居民{who.strip()}"
        self.chat = None

    def _official(self, who: str) -> str | None:
        org = self._product.org()
        if org.person(who):
            return who
        named = [person.code for person in org.tree.people if person.name == who]
        if len(named) > 1:
            raise UnusableError(f"有 {len(named)} 位{who}，请用编码：{'、'.join(named)}。")
        return named[0] if named else org.person_of(CHANNEL, who)

    def officials(self) -> list[str]:
        """A line about everybody with a duty."""
        return [f"{person.code}  {self.about(person.code)}" for person in self._product.org().tree.people]

    def about(self, code: str) -> str:
        """Who an official is: unit, title and name."""
        org = self._product.org()
        person = org.person(code)
        duties = org.duties_of(code, local_date(self._product.now()))
        return (self._office(duties[0]) if duties else "") + (person.name if person else code)

    def _office(self, duty: Duty) -> str:
        unit = self._product.org().unit(duty.unit)
        title = duty.title or self._product.policy().titles.get(duty.role, duty.role)
        return f"{unit.name if unit else ''}{title}"

    def enter_group(self) -> str:
        """Go to the residents' group; returns its name."""
        org = self._product.org()
        groups = [chat for chat in org.tree.chats if chat.channel == CHANNEL and chat.kind == "residents"]
        if not groups:
            raise UnusableError("组织文件里没有 sim 渠道的业主群。")
        self.chat = groups[0]
        unit = org.unit(groups[0].unit)
        return f"{unit.name if unit else groups[0].id}业主群"

    def leave_group(self) -> None:
        """Back to the private chat."""
        self.chat = None

    def hear(self, text: str) -> list[str]:
        """Say something, or press the button whose number it is; returns what came back."""
        number = _NUMBER.fullmatch(text.strip())
        offered = self._buttons.get(self.account, ())
        if number and self.chat is None and int(number[1]) <= len(offered):
            button = offered[int(number[1]) - 1]
            return self._send(number[2] or "", press=button.action, button=button.id)
        return self._send(text)

    def show_photo(self) -> list[str]:
        """Send a picture."""
        return self._send("", images=(f"photo-{secrets.token_hex(4)}.jpg",))

    def _send(self, text: str, **more: Any) -> list[str]:
        now = self._product.now()
        chat = self.chat.id if self.chat else None
        try:
            intake.accept(self._product, Inbound(CHANNEL, secrets.token_hex(8), now, self.account, chat, text, **more))
        except ValueError as error:
            return [str(error)]
        self._worker.run_ticks()
        while self._worker.run_until_idle():
            pass
        return self.news()

    def news(self) -> list[str]:
        """What the bot said here since the last look."""
        places = [self.chat.id, self.account] if self.chat else [self.account]
        return [line for place in places for line in self._news_of(place)]

    def _news_of(self, recipient: str) -> Iterator[str]:
        with self._product.database.read() as conn:
            rows = outbox.of_recipient(conn, self._product.district, CHANNEL, recipient, _MOST)
        known = self._seen.get(recipient)
        new = rows[-FIRST_LOOK:] if known is None else [row for row in rows if row.id > known]
        self._seen[recipient] = rows[-1].id if rows else 0
        for row in new:
            card = Card.of_json(row.card) if row.card else None
            if card and card.buttons:
                self._buttons[recipient] = card.buttons
            yield _told(row, card, "群里" if self.chat and recipient == self.chat.id else "民呼我行")


def _told(row: OutboxRow, card: Card | None, speaker: str) -> str:
    at = (row.sent_at or row.created_at).astimezone(CHINA)
    head = f"[{at:%m-%d %H:%M}] {speaker}："
    if card is None:
        return head + shown(row.text)
    lines = [f"【{card.title}】", *(f"{name}：{value}" for name, value in card.rows), card.note]
    buttons = "　".join(f"{number} {button.label}" for number, button in enumerate(card.buttons, 1))
    if buttons:
        lines.append(f"（回复数字：{buttons}）")
    return head + shown("\n    ".join(line for line in lines if line))
