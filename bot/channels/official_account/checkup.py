"""What the doctor asks of a 公众号: credentials, clock, what may still be sent, and the template of its notices."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.channels.base import DeliveryError, RefusedError, Trouble
from bot.channels.official_account.client import Client
from bot.channels.official_account.settings import OfficialAccountSection

_CONSOLE = "登录微信开发者平台（developers.weixin.qq.com/platform），在“我的业务—公众号／服务号”"
_KEYS = f"{_CONSOLE}的“基础信息—开发密钥”"
_REMEDIES = {
    40013: f"{_CONSOLE}的“基础信息”核对 AppID，改 MINHU_OFFICIAL_ACCOUNT__APP_ID",
    40125: f"{_KEYS}重置 AppSecret，改 MINHU_OFFICIAL_ACCOUNT__SECRET",
    40164: f"{_KEYS}把这个 IP 加进 API IP 白名单，几分钟后生效",
    40243: f"{_KEYS}把 AppSecret 解冻，10 分钟后生效",
    48001: f"{_CONSOLE}的“接口管理—接口权限与额度”查看；客服消息要已认证的账号",
}
_OTHERWISE = f"{_CONSOLE}核对各项设置；连不上时检查服务器出口的防火墙"
_SKEW = 60  # seconds; calls are refused beyond ten minutes
_FIELD = re.compile(r"\{\{(\w+)\.DATA\}\}")
_ONCE = 2


async def examine(section: OfficialAccountSection, client: Client, now: datetime) -> list[Trouble]:
    """All that is wrong; only the first thing where nothing else can be asked then."""
    try:
        there = await client.sign_in()
    except DeliveryError as error:
        return [_told(error)]
    found = _clock(there, now) + await _sending(client)
    return found + (await _template(section, client) if section.subscribe_template else [])


def _told(error: DeliveryError, *, fatal: bool = True) -> Trouble:
    return Trouble(str(error), _REMEDIES.get(error.code, _OTHERWISE), fatal)


def _clock(there: datetime | None, now: datetime) -> list[Trouble]:
    skew = abs((there - now).total_seconds()) if there else 0
    if skew <= _SKEW:
        return []
    return [Trouble(f"服务器时间和微信相差 {skew:.0f} 秒，超过 10 分钟就收不到消息", "校准服务器时间（如打开 NTP）")]


async def _sending(client: Client) -> list[Trouble]:
    try:
        left = await client.sendings_left()
    except DeliveryError as error:
        # Where only the question is refused, as in private deployments, sending may work all the same.
        return [_told(error, fatal=not isinstance(error, RefusedError))]
    if left != 0:
        return []
    return [Trouble("客服消息今天的调用次数已用完", "在“接口管理—接口权限与额度”查看，或等到明天", fatal=False)]


async def _template(section: OfficialAccountSection, client: Client) -> list[Trouble]:
    try:
        template = (await client.templates()).get(section.subscribe_template)
    except DeliveryError as error:
        return [_told(error, fatal=False)]
    if template is None:
        remedy = (
            "登录 mp.weixin.qq.com，在“订阅通知—我的模板”复制模板 ID，改 MINHU_OFFICIAL_ACCOUNT__SUBSCRIBE_TEMPLATE"
        )
        return [Trouble("公众号里没有这个订阅通知模板", remedy, fatal=False)]
    once = Trouble("订阅通知模板是一次性的，每同意一次只能发一条", "政务类目可以申请长期订阅模板", fatal=False)
    return _fields(section, template) + ([once] if template.get("type") == _ONCE else [])


def _fields(section: OfficialAccountSection, template: dict[str, Any]) -> list[Trouble]:
    wanted = _FIELD.findall(str(template.get("content", "")))
    # Of some templates WeChat does not tell the fields.
    if not wanted or set(wanted) == set(section.subscribe_fields):
        return []
    remedy = f"把 MINHU_OFFICIAL_ACCOUNT__SUBSCRIBE_FIELDS 改成正好这几个：{'、'.join(wanted)}"
    return [Trouble("订阅通知的字段和模板不一样，发不出去", remedy, fatal=False)]
