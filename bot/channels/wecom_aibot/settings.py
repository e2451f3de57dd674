"""The section of WeCom's 智能机器人."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from bot.channels.section import Section
from bot.channels.tencent.keys import AesKey

WS_URL = "wss://openws.work.weixin.qq.com"


class WecomAibotSection(Section):
    """Either the keys of its callback, or what it takes to keep a connection of our own."""

    label: ClassVar[str] = "企业微信智能机器人"
    ways: ClassVar[tuple[tuple[str, ...], ...]] = (("bot_id", "secret"), ("token", "aes_key"))

    bot_id: str = Field(default="", description="长连接方式：机器人的 Bot ID")
    secret: SecretStr = Field(default=SecretStr(""), description="长连接方式：机器人的 Secret")
    ws_url: str = Field(default=WS_URL, pattern=r"^wss?://", description="长连接的网址，私有部署时才改")
    token: SecretStr = Field(default=SecretStr(""), description="回调方式：后台“接收消息”的 Token")
    aes_key: AesKey = ""

    @property
    def connected(self) -> bool:
        """Whether we keep a connection; with the keys of both it is the connection, which can do more."""
        return bool(self.bot_id and self.secret.get_secret_value())

    @property
    def hooked(self) -> bool:
        """Whether the keys of the callback are there."""
        return bool(self.token.get_secret_value() and self.aes_key)


SECTION = WecomAibotSection
