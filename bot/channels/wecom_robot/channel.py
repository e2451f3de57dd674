"""The group robots joined: notices out, nothing in."""

from __future__ import annotations

import re
from functools import partial

from bot.channels.base import Limits, Platform, RefusedError, Trouble, UntriedError
from bot.channels.kit import Kit
from bot.channels.pieces import Pieces
from bot.channels.wecom_robot.client import TITLE, Client
from bot.channels.wecom_robot.encode import LONGEST_TEXT, encode
from bot.channels.wecom_robot.settings import WecomRobotSection
from bot.limits import SharedPace
from handlers.messages import Outbound

PER_MINUTE = 20
_ADDRESS = re.compile(r"https://[^/\s]+/cgi-bin/webhook/send\?key=[\w-]{20,}")


class WecomRobot(Platform):
    """One robot in each group."""

    name, title = "wecom_robot", TITLE
    # 20 a minute to a robot (document/path/99110).
    limits = Limits(per_recipient_minute=PER_MINUTE, merge_up_to=LONGEST_TEXT)

    def __init__(self, section: WecomRobotSection, kit: Kit) -> None:
        self._addresses = {chat: address.get_secret_value() for chat, address in section.webhooks.items()}
        self._kit = kit
        self._client = Client()
        self._pieces = Pieces(kit)
        # Delivery counts messages of its own process, the platform pieces of all.
        self._pace = SharedPace(kit, PER_MINUTE)

    async def send(self, message: Outbound) -> None:
        """Post to the group's robot."""
        if message.recipient not in self._addresses:
            raise RefusedError(f"{TITLE}：群 {message.recipient} 没有设置 Webhook 地址")
        await self._pieces.send(message.key, encode(message), partial(self._post, message.recipient))

    async def _post(self, chat: str, body: dict[str, object]) -> None:
        if wait := await self._pace.wait(chat):
            raise UntriedError(f"{TITLE}：每分钟最多 {PER_MINUTE} 条", wait.total_seconds())
        await self._client.post(self._addresses[chat], body)

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def examine(self) -> list[Trouble]:
        """Whether the addresses look right; posting to them would be seen by everybody in the group."""
        remedy = "在群里打开机器人的资料，复制 Webhook 地址，抄到 MINHU_WECOM_ROBOT__WEBHOOKS"
        wrong = [
            Trouble(f"{TITLE}：群 {chat} 的 Webhook 地址不像是对的", remedy)
            for chat, address in self._addresses.items()
            if not _ADDRESS.fullmatch(address)
        ]
        given = list(self._addresses.values())
        twice = sorted(chat for chat, address in self._addresses.items() if given.count(address) > 1)
        return wrong + ([_shared(twice)] if twice else [])


def _shared(chats: list[str]) -> Trouble:
    said = f"{TITLE}：{'、'.join(chats)} 用的是同一个地址，会发到同一个群"
    return Trouble(said, "每个群各建一个机器人，各用各的地址", fatal=False)


def connect(section: WecomRobotSection, kit: Kit) -> WecomRobot:
    """The robots of a complete section."""
    return WecomRobot(section, kit)
