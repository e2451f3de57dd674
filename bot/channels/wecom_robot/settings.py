"""The section of the group robots."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from bot.channels.section import Section


class WecomRobotSection(Section):
    """Which group's robot has which address."""

    label: ClassVar[str] = "企业微信群机器人"
    ways: ClassVar[tuple[tuple[str, ...], ...]] = (("webhooks",),)

    webhooks: dict[str, SecretStr] = Field(
        default={}, description="群号（自己起，和组织文件里的一致）→ 机器人的 Webhook 地址；地址里的 key 就是密码"
    )


SECTION = WecomRobotSection
