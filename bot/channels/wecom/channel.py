"""The WeCom application joined: sealed calls in; texts, cards and groups out."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.channels.base import (
    Answer,
    Call,
    DeliveryError,
    Download,
    Limits,
    Platform,
    RefusedError,
    RoomWanted,
    Trouble,
    UntriedError,
)
from bot.channels.kit import Kit, Note
from bot.channels.pieces import Pieces
from bot.channels.tencent.envelope import Envelope, EnvelopeError
from bot.channels.wecom import decode, encode
from bot.channels.wecom.client import TITLE, Client
from bot.channels.wecom.examine import troubles
from bot.channels.wecom.login import WecomLogin
from bot.channels.wecom.settings import WecomSection
from bot.channels.wecom.webhook import opened
from bot.limits import SharedPace
from handlers.messages import Card, Outbound

log = logging.getLogger(__name__)

ROOM = "room-"  # before what we call a room that is made for a ticket
GROUP = "appchat:"  # before the id of a group that the org file does not know
PER_MINUTE = 30
CODE_LIVES = timedelta(hours=72)
CARD_LIVES = timedelta(days=30)  # a press on an older card is answered, but no more shown on it


class Wecom(Platform):
    """The application in which officials get their tickets, and press."""

    name, title = decode.CHANNEL, TITLE
    # 30 a minute to a member; what is more is dropped without a word (document/path/90236).
    limits = Limits(per_recipient_minute=PER_MINUTE, merge_up_to=encode.LONGEST_TEXT)

    def __init__(self, section: WecomSection, kit: Kit) -> None:
        self.client = Client(section, kit)
        self.login = WecomLogin(section.corp_id, section.agent_id, self.client)
        self._agent = section.agent_id
        self._kit = kit
        self._envelope = Envelope(section.token.get_secret_value(), section.aes_key, section.corp_id)
        self._pieces = Pieces(kit)
        # Delivery counts messages of its own process, the platform pieces of all.
        self._pace = SharedPace(kit, PER_MINUTE)
        self._background: set[asyncio.Task[None]] = set()

    async def hook(self, call: Call) -> Answer:
        """Answer the check of the console, or take what somebody wrote or pressed."""
        if call.tail:
            return Answer(404)
        now = self._kit.now()
        try:
            text = opened(self._envelope, call, now)
            if call.method == "GET":
                return Answer(200, text)
            await self._hear(text, now)
        except EnvelopeError as error:
            return Answer(403, str(error))
        except ValueError as error:
            return Answer(400, str(error))
        # Empty: nothing is answered in this call, and the platform does not come again.
        return Answer()

    async def _hear(self, text: str, now: datetime) -> None:
        fields = decode.parse(text)
        message = decode.decode(fields, now)
        if message is None:
            return
        if message.button is None:
            await self._kit.accept([message])
            return
        card = decode.pressed(fields)
        # The newest code counts: each works once.
        note = Note(_code(card.task), card.code, now + CODE_LIVES) if card.code else None
        if await self._kit.accept([message], note):
            self._later(self._mark(message.sender, card.task, message.button))

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _mark(self, account: str, task: str, button: str) -> None:
        """Show on the card what was chosen; without it the card only stays as it was, and presses are answered."""
        try:
            labels: dict[str, str] = await self._kit.get(_labels(task)) or {}
            code = await self._kit.get(_code(task))
            if button not in labels or not code:
                return
            await self._kit.forget(_code(task))
            await self.client.replace_buttons(account, code, encode.chosen(labels[button]))
        except DeliveryError as error:
            log.info("a card stays as it was: %s", error)
        except Exception:
            log.exception("a card stays as it was")

    async def send(self, message: Outbound) -> None:
        """Send to a member, or to a group."""
        chat = await self._chat(message.recipient)
        if chat:
            await self._pieces.send(message.key, encode.for_chat(message, chat), self.client.send_to_chat)
            return
        if message.recipient.startswith("@") or "|" in message.recipient:
            # To the platform that would be everybody, or several.
            raise RefusedError(f"{TITLE}：{message.recipient} 不是一个成员账号")
        bodies = encode.for_member(message, self._agent, self._kit.public_url)
        await self._pieces.send(message.key, bodies, partial(self._post, message.card))

    async def _post(self, card: Card | None, body: dict[str, Any]) -> None:
        if wait := await self._pace.wait(body["touser"]):
            raise UntriedError(f"{TITLE}：每人每分钟最多 {PER_MINUTE} 条", wait.total_seconds())
        code = await self.client.send(body)
        if card is not None and (template := body.get("template_card")):
            await self._remember(template["task_id"], card, code)

    async def _remember(self, task: str, card: Card, code: str) -> None:
        await self._kit.put(_labels(task), {button.id: button.label for button in card.buttons}, CARD_LIVES)
        if code:
            await self._kit.put(_code(task), code, CODE_LIVES)

    async def open_room(self, room: RoomWanted) -> None:
        """A group of this application; its members see it with the first message."""
        members = room.members
        chat = await self.client.create_chat(room.name, members[0], members, f"minhu{room.key}"[:32])
        await self._kit.put(_room(room.chat), chat)

    async def _chat(self, recipient: str) -> str:
        """The id of a group; empty when the recipient is a person."""
        if chat := await self._kit.get(_room(recipient)) if recipient.startswith(ROOM) else "":
            return str(chat)
        if recipient.startswith(GROUP):
            return recipient.removeprefix(GROUP)
        return recipient if await self._kit.is_group(recipient) else ""

    async def fetch(self, reference: str) -> Download:
        """A picture somebody sent."""
        return await self.client.media(reference)

    async def close(self) -> None:
        """Give the connections back."""
        await self.client.close()

    async def examine(self) -> list[Trouble]:
        """What the platform has against us."""
        return await troubles(self.client, self._kit.now())


def connect(section: WecomSection, kit: Kit) -> Wecom:
    """The application of a complete section."""
    return Wecom(section, kit)


def _labels(task: str) -> str:
    return f"card:{task}"[:191]


def _room(chat: str) -> str:
    return f"room:{chat}"[:191]


def _code(task: str) -> str:
    return f"code:{task}"[:191]
