"""The bridge joined: signed calls in, signed calls out."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.channels.base import Answer, Call, Limits, Platform, RefusedError, Trouble
from bot.channels.bridge import signing
from bot.channels.bridge.client import Client
from bot.channels.bridge.decode import CHANNEL, decode
from bot.channels.bridge.encode import encode
from bot.channels.bridge.settings import BridgeSection
from bot.channels.kit import Kit, Note
from handlers.messages import Inbound, Outbound


class Bridge(Platform):
    """All bridges of a district: each has a name, a secret, and perhaps a URL for our answers."""

    name, title = CHANNEL, "桥接"
    limits = Limits()
    max_body = 1024 * 1024

    def __init__(self, section: BridgeSection, kit: Kit) -> None:
        self._secrets = {name: secret.get_secret_value() for name, secret in section.secrets.items()}
        self._callbacks = section.callbacks
        self._kit = kit
        self._clients = {
            name: Client(name, url, self._secrets.get(name, "")) for name, url in section.callbacks.items()
        }

    async def hook(self, call: Call) -> Answer:
        """Take one event or a list of them; all or none is stored."""
        secret = self._secrets.get(call.tail)
        if secret is None or call.method != "POST":
            return _refused(404, "没有这个桥接。")
        now = self._kit.now()
        try:
            nonce = signing.check(secret, call.headers, call.body, now.timestamp())
        except signing.SignatureError as error:
            return _refused(401, str(error))
        try:
            messages = decode(call.body, call.tail)
        except ValueError as error:
            return _refused(422, str(error))
        return await self._store(call.tail, f"nonce:{call.tail}:{nonce}", messages)

    async def _store(self, name: str, seen: str, messages: list[Inbound]) -> Answer:
        if await self._kit.get(seen):
            return _refused(409, "这个请求已经收到过（nonce 重复）。")
        # For twice the window: what was signed with a time to come stays fresh for longer.
        until = self._kit.now() + timedelta(seconds=2 * signing.FRESH)
        try:
            new = await self._kit.accept(messages, Note(seen, True, until))
        except ValueError as error:
            return _refused(422, str(error))
        for place in {message.chat or message.sender for message in messages}:
            await self._know(place, name)
        return _told(200, {"accepted": len(messages), "new": new})

    async def _know(self, place: str, name: str) -> None:
        """Remember by which bridge somebody, or a group, is reached."""
        if len(self._callbacks) > 1 and await self._kit.get(f"via:{place}"[:191]) != name:
            await self._kit.put(f"via:{place}"[:191], name)

    async def send(self, message: Outbound) -> None:
        """Post it to the bridge its recipient came by."""
        names = list(self._callbacks)
        name = names[0] if len(names) == 1 else await self._kit.get(f"via:{message.recipient}"[:191])
        client = self._clients.get(name or "")
        if client is None:
            raise RefusedError("不知道收件人属于哪个桥接，或该桥接没有设置 CALLBACKS")
        now = self._kit.now()
        await client.post(encode(message, now), now)

    async def close(self) -> None:
        """Give the connections back."""
        for client in self._clients.values():
            await client.close()

    async def examine(self) -> list[Trouble]:
        """What is missing between secrets and URLs."""
        lacking = sorted(set(self._callbacks) - set(self._secrets))
        found = [Trouble(f"{name} 有网址没有密钥", f"设置 MINHU_BRIDGE__SECRETS 里的 {name}") for name in lacking]
        silent = sorted(set(self._secrets) - set(self._callbacks))
        return found + [
            Trouble(f"{name} 只收不发", f"要回消息，请设置 MINHU_BRIDGE__CALLBACKS 里的 {name}", fatal=False)
            for name in silent
        ]


def connect(section: BridgeSection, kit: Kit) -> Bridge:
    """The bridges of a complete section."""
    return Bridge(section, kit)


def _told(status: int, what: dict[str, object]) -> Answer:
    return Answer(status, json.dumps(what, ensure_ascii=False), "application/json")


def _refused(status: int, sentence: str) -> Answer:
    return _told(status, {"error": sentence})
