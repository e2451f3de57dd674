"""What the doctor finds by asking the platform."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType

from bot.channels.base import DeliveryError, Trouble
from bot.channels.tencent.envelope import FRESH
from bot.channels.wecom.client import TITLE, Client

_REMEDIES = MappingProxyType(
    {
        40001: "把应用详情页的 Secret 抄到 MINHU_WECOM__SECRET",
        40013: "把“我的企业”最下面的企业 ID 抄到 MINHU_WECOM__CORP_ID",
        60020: "在应用详情页“企业可信IP”里加上这台服务器的出口 IP",
        301002: "核对 MINHU_WECOM__AGENT_ID 和 SECRET 是不是同一个应用的",
    }
)
_OTHERWISE = "检查这台服务器能否访问 MINHU_WECOM__API_BASE，再运行一次 minhu doctor"


async def troubles(client: Client, now: datetime) -> list[Trouble]:
    """Ask for a token and for our application, and compare the clocks."""
    try:
        agent = await client.agent()
    except DeliveryError as error:
        return [Trouble(str(error), _REMEDIES.get(error.code, _OTHERWISE)), *_clock(client, now)]
    closed = [Trouble(f"{TITLE}：应用已停用", "在应用详情页启用它")] if agent.get("close") else []
    return closed + _clock(client, now)


def _clock(client: Client, now: datetime) -> list[Trouble]:
    theirs = client.platform_time
    apart = abs((theirs - now).total_seconds()) if theirs else 0.0
    if apart <= FRESH:
        return []
    said = f"服务器时间和{TITLE}相差 {apart / 60:.0f} 分钟，收到的消息会被当作重放拒绝"
    return [Trouble(said, "打开 NTP 校准服务器时间")]
