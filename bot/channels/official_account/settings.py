"""The section of the 公众号."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from bot.channels.section import Section
from bot.channels.tencent.keys import AesKey

PATIENCE = 4.5  # seconds; WeChat hangs up after five, and the way takes its share


class OfficialAccountSection(Section):
    """One 公众号 or 服务号."""

    label: ClassVar[str] = "公众号"
    ways: ClassVar[tuple[tuple[str, ...], ...]] = (("app_id", "secret", "token", "aes_key"),)

    app_id: str = Field(default="", description="AppID，在微信开发者平台“基础信息”")
    secret: SecretStr = Field(default=SecretStr(""), description="AppSecret，在“基础信息—开发密钥”")
    token: SecretStr = Field(default=SecretStr(""), description="消息与事件推送里的 Token")
    aes_key: AesKey = ""
    api_base: str = Field(default="https://api.weixin.qq.com", description="接口地址，专有部署时才改")
    subscribe_template: str = Field(default="", description="长期订阅通知的模板 ID；48 小时以后靠它回访")
    subscribe_fields: dict[str, str] = Field(
        default={"thing1": "title", "thing2": "text", "time3": "time"},
        description="模板字段 → title、text、number、time，或者一句固定的话",
    )
    menu: dict[str, str] = Field(
        default={}, description="自定义菜单：名称 → 点了等于说什么，或网址；不填就不动公众号现有的菜单"
    )
    patience: float = Field(
        default=PATIENCE, ge=0, le=PATIENCE, description="等多少秒，好把回答直接放在应答里；0 为不等"
    )


SECTION = OfficialAccountSection
