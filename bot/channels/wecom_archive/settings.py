"""The section of 会话内容存档."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from bot.channels.section import Section

API_BASE = "https://qyapi.weixin.qq.com"


class WecomArchiveSection(Section):
    """Whose archive it is, what opens its rows, and where Tencent's library lies."""

    label: ClassVar[str] = "会话内容存档"
    ways: ClassVar[tuple[tuple[str, ...], ...]] = (("corp_id", "secret", "private_keys", "library"),)

    corp_id: str = Field(default="", description="企业 ID，在“我的企业—企业信息”最下面")
    secret: SecretStr = Field(default=SecretStr(""), description="“会话内容存档”自己的 Secret，不是应用的")
    private_keys: dict[int, SecretStr] = Field(
        default={}, description="公钥版本号 → 私钥文件的路径（PEM，RSA 2048），或私钥本身；换过公钥的，旧的也要留着"
    )
    library: str = Field(default="", description="腾讯的 libWeWorkFinanceSdk_C.so 放在哪里")
    ignore: list[str] = Field(default=[], description="不听这些账号说的话：自己发通知的账号（机器人 wb… 本来就不听）")
    confirm_first: list[str] = Field(
        default=[], description="这些群（roomid）不边听边登记：用 minhu import-chat --archive 导入，由人确认后才开工单"
    )
    proxy: str = Field(default="", description="取存档要走代理时填，如 http://10.0.0.1:8081")
    proxy_password: SecretStr = Field(default=SecretStr(""), description="代理的账号密码，写成 user:password")
    api_base: str = Field(default=API_BASE, description="查询同意情况的接口地址；私有部署时才改")


SECTION = WecomArchiveSection
