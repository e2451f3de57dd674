"""The section of 微信客服."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from bot.channels.section import Section
from bot.channels.tencent.keys import AesKey

API_BASE = "https://qyapi.weixin.qq.com"


class WecomKfSection(Section):
    """The application that may call 微信客服, and the keys of its callback."""

    label: ClassVar[str] = "微信客服"
    ways: ClassVar[tuple[tuple[str, ...], ...]] = (("corp_id", "secret", "token", "aes_key"),)

    corp_id: str = Field(default="", description="企业 ID，在“我的企业—企业信息”最下面")
    secret: SecretStr = Field(default=SecretStr(""), description="“可调用接口的应用”的 Secret")
    token: SecretStr = Field(default=SecretStr(""), description="微信客服“接收事件服务器”的 Token")
    aes_key: AesKey = ""
    api_base: str = Field(default=API_BASE, description="接口地址；私有部署时才改")


SECTION = WecomKfSection
