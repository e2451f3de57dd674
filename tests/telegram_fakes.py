"""Telegram as a bot meets it, with the rules of core.telegram.org/bots/api that a bot can break."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

JSON = dict[str, Any]
TOKEN = "123456:AAplayed-by-a_test"
TRIES = 3  # how often an update is brought before it has to wait
USUAL = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class RefusalError(Exception):
    """What Telegram answers instead of a result."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.told = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.told["parameters"] = parameters
        self.code = code


@dataclass
class Chat:
    """A person (a private chat with him), or a group."""

    id: int
    name: str
    can_be_sent: bool = True
    refusal: str = ""
    moved_to: int | None = None
    sent_at: list[datetime] = field(default_factory=list)

    def as_json(self) -> JSON:
        if self.id > 0:
            return {"id": self.id, "type": "private", "first_name": self.name}
        return {"id": self.id, "type": "supergroup", "title": self.name}


@dataclass
class Webhook:
    """Where updates are brought."""

    url: str = ""
    secret: str = ""
    error: str = ""


class BotApi:
    """One bot at Telegram: its chats, what waits for it, and what it sent."""

    def __init__(self) -> None:
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.me: JSON = {
            "id": 123456, "is_bot": True, "first_name": "民呼", "username": "minhu_test_bot",
            "can_join_groups": True, "can_read_all_group_messages": True,
        }  # fmt: skip
        self.chats: dict[int, Chat] = {}
        self.webhook = Webhook()
        self.allowed: tuple[str, ...] = USUAL
        self.pending: list[JSON] = []
        self.messages: list[JSON] = []
        self.queries: dict[str, str | None] = {}
        self.files: dict[str, bytes] = {}
        self.calls: list[tuple[str, JSON]] = []
        self.failures: list[RefusalError | None] = []  # of the next messages; None is none
        self.links: dict[str, datetime] = {}
        self._lock = threading.Lock()
        self._numbers = iter(range(1000, 10**9))

    # --- what happens at Telegram ---

    def number(self) -> int:
        return next(self._numbers)

    def update(self, kind: str, content: JSON) -> JSON:
        return {"update_id": self.number(), kind: content}

    def post(self, update: JSON) -> None:
        """Something happened that the bot is told, if it wants to hear of such things."""
        if set(update) & set(self.allowed) and (self.me["can_read_all_group_messages"] or self._for_the_bot(update)):
            with self._lock:
                self.pending = [*self.pending, update]

    def confirm(self, offset: int) -> None:
        """Whatever is before it was taken, and is forgotten."""
        with self._lock:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    def _for_the_bot(self, update: JSON) -> bool:
        """What privacy mode lets through."""
        message = update.get("message") or update.get("edited_message")
        if message is None or message["chat"]["id"] > 0:
            return True
        text = message.get("text", "")
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        return text.startswith("/") or f"@{self.me['username']}" in text or replied == self.me["id"]

    def deliver(self) -> httpx.Response | None:
        """Bring what waits to the webhook, in order, each until it is taken."""
        answer = None
        while self.webhook.url and self.pending:
            for _ in range(TRIES):
                answer = self._bring(self.pending[0])
                if answer.is_success:
                    self.confirm(self.pending[0]["update_id"] + 1)
                    break
                self.webhook.error = f"Wrong response from the webhook: {answer.status_code}"
            else:
                return answer
        return answer

    def _bring(self, update: JSON) -> httpx.Response:
        with httpx.Client(timeout=20, trust_env=False) as client:
            return client.post(self.webhook.url, json=update, headers=self.proof())

    def proof(self) -> dict[str, str]:
        return {"X-Telegram-Bot-Api-Secret-Token": self.webhook.secret} if self.webhook.secret else {}

    # --- what the bot asks for: `args` as they came, by name ---

    def set_webhook(self, args: JSON) -> bool:
        url, secret = args["url"], args.get("secret_token", "")
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise RefusalError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise RefusalError(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = Webhook(url, secret)
        if "allowed_updates" in args:
            self.allowed = tuple(args["allowed_updates"]) or USUAL
        return True

    def delete_webhook(self, args: JSON) -> bool:
        self.webhook = Webhook()
        return True

    def webhook_info(self, args: JSON) -> JSON:
        told: JSON = {
            "url": self.webhook.url, "has_custom_certificate": False, "pending_update_count": len(self.pending),
            "allowed_updates": list(self.allowed),
        }  # fmt: skip
        failed = {"last_error_date": int(self.now().timestamp()), "last_error_message": self.webhook.error}
        return told | (failed if self.webhook.error else {})

    def send(self, args: JSON) -> JSON:
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        chat, text = self._reachable(args["chat_id"]), str(args["text"]).strip()
        if not text:
            raise RefusalError(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) > 2 * 4096:
            raise RefusalError(400, "Bad Request: message is too long")
        keyboard = _keyboard(args.get("reply_markup"))
        self._pace(chat)
        message = self.message(chat, self.me, text=text) | ({"reply_markup": keyboard} if keyboard else {})
        self.messages.append(message)
        return message

    def message(self, chat: Chat, sender: JSON, **content: Any) -> JSON:
        at = int(self.now().timestamp())
        return {"message_id": self.number(), "from": sender, "chat": chat.as_json(), "date": at} | content

    def _reachable(self, chat_id: Any) -> Chat:
        chat = self.chats.get(int(chat_id)) if re.fullmatch(r"-?\d+", str(chat_id)) else None
        if chat is None:
            raise RefusalError(400, "Bad Request: chat not found")
        if chat.moved_to:
            upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusalError(400, upgraded, migrate_to_chat_id=chat.moved_to)
        if chat.refusal:
            raise RefusalError(403, chat.refusal)
        if not chat.can_be_sent:
            raise RefusalError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def _pace(self, chat: Chat) -> None:
        """Twenty messages a minute to a group."""
        now = self.now()
        chat.sent_at = [at for at in chat.sent_at if now - at < MINUTE]
        if chat.id < 0 and len(chat.sent_at) >= 20:
            wait = int((chat.sent_at[0] + MINUTE - now).total_seconds()) + 1
            raise RefusalError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        chat.sent_at.append(now)

    def edit_keyboard(self, args: JSON) -> JSON:
        mine = (m for m in self.messages if (m["chat"]["id"], m["message_id"]) == (args["chat_id"], args["message_id"]))
        message = next(mine, None)
        if message is None:
            raise RefusalError(400, "Bad Request: message to edit not found")
        keyboard = _keyboard(args.get("reply_markup"))
        if keyboard == message.get("reply_markup"):
            raise RefusalError(400, "Bad Request: message is not modified")
        message["reply_markup"] = keyboard
        return message

    def answer(self, args: JSON) -> bool:
        query = str(args["callback_query_id"])
        if self.queries.get(query, "never asked") is not None:
            raise RefusalError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(str(args.get("text", ""))) > 200:
            raise RefusalError(400, "Bad Request: MESSAGE_TOO_LONG")
        self.queries[query] = str(args.get("text", ""))
        return True

    def get_file(self, args: JSON) -> JSON:
        content = self.files.get(args["file_id"])
        if content is None:
            raise RefusalError(400, "Bad Request: invalid file_id")
        if len(content) > 20 * 1024 * 1024:
            raise RefusalError(400, "Bad Request: file is too big")
        path = f"photos/{args['file_id']}.jpg"
        self.links[path] = self.now() + HOUR
        return {"file_id": args["file_id"], "file_unique_id": "u", "file_size": len(content), "file_path": path}


def _keyboard(markup: JSON | None) -> JSON | None:
    for button in _buttons(markup):
        if not button.get("text"):
            raise RefusalError(400, "Bad Request: can't parse inline keyboard button: Text must be non-empty")
        if not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            raise RefusalError(400, "Bad Request: BUTTON_DATA_INVALID")
    return markup


def _buttons(markup: JSON | None) -> Iterable[JSON]:
    return [button for row in (markup or {}).get("inline_keyboard", []) for button in row]
