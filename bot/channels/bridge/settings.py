"""The bridge's section."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from bot.channels.section import Section


class BridgeSection(Section):
    """Who may send us events, and where our answers are posted."""

    label: ClassVar[str] = "桥接"
    ways: ClassVar[tuple[tuple[str, ...], ...]] = (("secrets",),)

    secrets: dict[str, SecretStr] = Field(default={}, description="名称 → 密钥；对方用它给每个请求签名")
    callbacks: dict[str, str] = Field(default={}, description="名称 → 网址；发给对方的消息签名后投递到这里")


SECTION = BridgeSection
