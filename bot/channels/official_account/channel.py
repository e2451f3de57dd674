"""The 公众号 joined: calls in, answers within them, and messages when they are too late."""

from __future__ import annotations

import json
from datetime import datetime

from bot.channels.base import Answer, Call, Download, Limits, Platform, Trouble
from bot.channels.kit import Kit, Note
from bot.channels.official_account import decode, encode
from bot.channels.official_account.checkup import examine
from bot.channels.official_account.client import TITLE, Client
from bot.channels.official_account.sending import Notices, Sender
from bot.channels.official_account.settings import OfficialAccountSection
from bot.channels.official_account.waiting import Callers
from bot.channels.official_account.webhook import SUCCESS, Door, Letter
from bot.channels.tencent.envelope import EnvelopeError
from bot.channels.tencent.xml import Fields
from handlers.messages import Inbound, Outbound


class OfficialAccount(Platform):
    """One 公众号 or 服务号."""

    name, title = decode.CHANNEL, TITLE
    limits = Limits()

    def __init__(self, section: OfficialAccountSection, kit: Kit) -> None:
        secret = section.secret.get_secret_value()
        self._section, self._kit = section, kit
        self._door = Door(section.token.get_secret_value(), section.aes_key, section.app_id)
        self._client = Client(kit, section.api_base, section.app_id, secret)
        self._notices = Notices(kit, self._client, section.subscribe_template, section.subscribe_fields)
        self._sender = Sender(kit, self._client, self._notices)
        self._callers = Callers()

    async def hook(self, call: Call) -> Answer:
        """Take a message or an event, and answer it at once where the product is fast enough."""
        if call.tail or call.method not in ("GET", "POST"):
            return Answer(404)
        now = self._kit.now()
        try:
            if call.method == "GET":
                return Answer(200, self._door.echo(call.query, now))
            letter = self._door.open(call, now)
        except EnvelopeError as error:
            return Answer(403, str(error))
        except ValueError as error:
            return Answer(400, str(error))
        return await self._take(letter, now)

    async def _take(self, letter: Letter, now: datetime) -> Answer:
        message = decode.decode(letter.fields, now)
        notes = self._notes(letter.fields, now)
        if message is None:
            await self._kit.put_all(*notes)
            return SUCCESS
        try:
            return await self._talk(letter, message, notes, now)
        except ValueError as error:
            return Answer(400, str(error))

    def _notes(self, fields: Fields, now: datetime) -> list[Note]:
        """What a call means for what we may send. Stored with the message: its answer may be on its way soon."""
        account = fields.text("FromUserName")
        if not account:
            return []
        notes = self._notices.heeded(account, decode.consents(fields))
        if opening := decode.opening(fields):
            notes += self._sender.opened(account, opening, decode.moment(fields, now))
        if decode.leaves(fields):
            # Notices he agreed to reach him all the same, among WeChat's own.
            notes += self._sender.left(account)
        return notes

    async def _talk(self, letter: Letter, message: Inbound, notes: list[Note], now: datetime) -> Answer:
        """Store what was said, and wait for the answer."""
        if not self._section.patience:
            await self._kit.accept([message], *notes)
            return SUCCESS
        caller, said = self._callers.enter(message.sender, message.id, now), None
        try:
            new = await self._kit.accept([message], *notes)
            words = await self._callers.answer(caller, new=bool(new), patience=self._section.patience)
            if words is None:
                return SUCCESS
            answer, said = self._door.reply(letter, words, now), words
            return answer
        finally:
            self._callers.leave(caller, said)

    async def send(self, message: Outbound) -> None:
        """Answer a call that waits, or send actively."""
        if encode.fits_an_answer(message) and await self._callers.hand(message.recipient, message.text):
            return
        await self._sender.send(message)

    async def listen(self) -> None:
        """WeChat calls us. Only the menu of the settings is put on the account, when it has changed."""
        menu = encode.menu(self._section.menu)
        if menu["button"] and await self._kit.get("menu") != json.dumps(menu):
            await self._client.put_menu(menu)
            await self._kit.put("menu", json.dumps(menu))

    async def fetch(self, reference: str) -> Download:
        """A picture by its MediaId, for three days after it was sent."""
        return await self._client.download(reference)

    async def qr(self, scene: str) -> str:
        """The text of the permanent QR code of a place; whoever scans it comes with this `Inbound.scene`.

        Raises:
            ValueError: the scene is empty or longer than 64 characters.
            DeliveryError: the account makes none.
        """
        known: str | None = await self._kit.get(f"qr:{scene}"[:191])
        if known is None:
            known = await self._client.qr(scene)
            await self._kit.put(f"qr:{scene}", known)
        return known

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def examine(self) -> list[Trouble]:
        """What is wrong, by asking WeChat."""
        return await examine(self._section, self._client, self._kit.now())


def connect(section: OfficialAccountSection, kit: Kit) -> OfficialAccount:
    """The account of a complete section."""
    return OfficialAccount(section, kit)
