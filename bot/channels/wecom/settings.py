"""The section of the WeCom application."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from bot.channels.section import Section
from bot.channels.tencent.keys import AesKey

API_BASE = "https://qyapi.weixin.qq.com"


class WecomSection(Section):
    """What the console shows of the application; docs/channel-wecom.md says where."""

    label: ClassVar[str] = "企业微信"
    ways: ClassVar[tuple[tuple[str, ...], ...]] = (("corp_id", "agent_id", "secret", "token", "aes_key"),)

    corp_id: str = Field(default="", description="企业 ID，在“我的企业”最下面")
    agent_id: int = Field(default=0, ge=0, description="应用的 AgentId")
    secret: SecretStr = Field(default=SecretStr(""), description="应用的 Secret")
    token: SecretStr = Field(default=SecretStr(""), description="“接收消息”里的 Token")
    aes_key: AesKey = ""
    api_base: str = Field(default=API_BASE, description="私有部署时换成自己的地址")


SECTION = WecomSection
