"""Telegram's section."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from bot.channels.section import Section


class TelegramSection(Section):
    """Which bot we are, and whether Telegram calls us or we ask it."""

    label: ClassVar[str] = "Telegram"
    ways: ClassVar[tuple[tuple[str, ...], ...]] = (("token", "secret_token"), ("token", "polling"))

    token: SecretStr = Field(default=SecretStr(""), description="BotFather 给的机器人口令，形如 123456:ABC…")
    secret_token: SecretStr = Field(
        default=SecretStr(""),
        description="自己编的一串字母、数字、_ 和 -（最多 256 个）；Telegram 每次回调都带着它。轮询方式不用填",
    )
    api_base: str = Field(default="https://api.telegram.org", description="Bot API 的网址，自建或中转时才改")
    mode: Literal["webhook", "polling"] = Field(
        default="webhook", description="webhook：Telegram 来找我们；polling：我们去取，不需要公网地址"
    )

    @property
    def polling(self) -> bool:
        """Whether we ask; stands in `ways` for what polling needs besides the token."""
        return self.mode == "polling"


SECTION = TelegramSection
