"""Plays Telegram: residents and officials in private and in a group, and a bot that is called or asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from bot.channels.telegram.settings import TelegramSection
from tests.fakes import tree
from tests.plays import Hook, Mishap, Shown
from tests.telegram_fakes import JSON, TOKEN, BotApi, Chat, RefusalError, Webhook
from tests.telegram_server import Server
from tests.wire import Wire, serving, wait

SECRET = "only-telegram_knows-1"
_MISHAPS = {
    Mishap.DOWN: lambda: RefusalError(502, "Bad Gateway"),
    Mishap.BUSY: lambda: RefusalError(429, "Too Many Requests: retry after 7", retry_after=7),
    Mishap.GONE: lambda: RefusalError(403, "Forbidden: bot was blocked by the user"),
}


class TelegramPlay:
    """A bot called `minhu_test_bot`, and a group it is in. Every official has pressed its start button once."""

    name = "telegram"
    group: str | None = "-1001234567890"
    longest = 4096
    speaks = True

    def __init__(self, mode: str = "webhook") -> None:
        self.mode = mode
        self.hooked = mode == "webhook"
        self.api = BotApi()
        self.server = Server(self.api)
        self.url = ""
        self._ids: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._wire: Wire
        self.api.chats[int(self.group or 0)] = Chat(int(self.group or 0), "锦园邻里")
        for account in tree().accounts:
            self.person(account.person).can_be_sent = True

    # --- what every play has ---

    def section(self) -> TelegramSection:
        secret = SECRET if self.hooked else ""
        return TelegramSection.model_validate(
            {"token": TOKEN, "secret_token": secret, "api_base": self.url, "mode": self.mode}
        )

    def account(self, person: str) -> str:
        return str(self.person(person).id)

    def size(self, text: str) -> int:
        return len(text.encode("utf-16-le")) // 2

    def meet(self, wire: Wire) -> None:
        self._wire = wire
        self.api.now = wire.town.clock.now
        # Set by hand, as whoever has no `PUBLIC_URL` does; a bot that asks has to unset it.
        self.api.webhook = Webhook(f"{wire.url}/hooks/telegram", SECRET)

    def hook(self, who: str, text: str, message_id: str, group: bool = False) -> Hook:
        update = self.api.update("message", self.message(who, group, message_id, text=text))
        return Hook("POST", "/hooks/telegram", headers=self.api.proof(), body=json.dumps(update).encode())

    def forged(self, who: str, text: str, message_id: str) -> Hook:
        hook = self.hook(who, text, message_id)
        return Hook(hook.method, hook.path, headers={"X-Telegram-Bot-Api-Secret-Token": "guessed"}, body=hook.body)

    def says(self, who: str, text: str, message_id: str = "", group: bool = False) -> httpx.Response | None:
        return self.happens("message", self.message(who, group, message_id, text=text))

    def presses(self, who: str, label: str) -> None:
        query = self.press(who, label)
        # Until it is answered Telegram shows a clock on the button.
        wait(lambda: self.api.queries[query] is not None)

    def shown(self, who: str) -> list[Shown]:
        mine = [message for message in self.api.messages if str(message["chat"]["id"]) == who]
        return [Shown(message["text"], tuple(b["text"] for b in _buttons(message))) for message in mine]

    def fails(self, *mishaps: Mishap) -> None:
        self.api.failures += [_MISHAPS[mishap]() for mishap in mishaps]

    # --- what only Telegram has ---

    def person(self, name: str) -> Chat:
        """Somebody; the bot may write to him once he has written to it."""
        number = self._ids.setdefault(name, 7_000_000_001 + len(self._ids))
        return self.api.chats.setdefault(number, Chat(number, name, can_be_sent=False))

    def message(self, who: str, group: bool = False, message_id: str = "", **content: Any) -> JSON:
        """What somebody writes, in private or in the group; the same `message_id` is the same message."""
        person = self.person(who)
        if not group:
            person.can_be_sent = True
        chat = self.api.chats[int(self.group or 0)] if group else person
        message = self.api.message(chat, self.user(who), **content)
        if message_id:
            message["message_id"] = self._numbers.setdefault(message_id, message["message_id"])
        return message

    def user(self, name: str) -> JSON:
        """Somebody, as Telegram describes him."""
        return {"id": self.person(name).id, "is_bot": False, "first_name": name, "language_code": "zh-hans"}

    def happens(self, kind: str, content: JSON) -> httpx.Response | None:
        """Something happens, and the bot has taken it, or refused it too often."""
        self.api.post(self.api.update(kind, content))
        if self.hooked:
            return self.api.deliver()
        wait(lambda: not self.api.pending)
        return None

    def asked(self, method: str) -> list[JSON]:
        """What the bot called a method with, oldest first."""
        return [args for name, args in self.api.calls if name == method]

    def newest(self, who: str) -> JSON:
        """The last message somebody was sent, as Telegram keeps it."""
        return [message for message in self.api.messages if str(message["chat"]["id"]) == who][-1]

    def press(self, who: str, label: str) -> str:
        """Press the button with this label on the newest message that has it; returns the query's id."""
        for message in reversed(self.api.messages):
            data = [b["callback_data"] for b in _buttons(message) if b["text"] == label]
            if str(message["chat"]["id"]) == self.account(who) and data:
                return self.press_data(who, message, data[0])
        raise AssertionError(f"{who} has no button {label}")

    def press_data(self, who: str, message: JSON, data: str) -> str:
        """Press a button of a message, or what pretends to be one."""
        query = str(self.api.number())
        self.api.queries[query] = None
        content = {"id": query, "from": self.user(who), "chat_instance": "1", "message": message, "data": data}
        self.happens("callback_query", content)
        return query


def _buttons(message: JSON) -> list[JSON]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


@contextmanager
def start(mode: str = "webhook") -> Iterator[TelegramPlay]:
    """Telegram, running."""
    play = TelegramPlay(mode)
    with serving(play.server.app(), date_header=False) as play.url:
        yield play
