"""What the doctor finds by asking the platform."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType

from bot.channels.base import DeliveryError, Trouble
from bot.channels.tencent.envelope import FRESH
from bot.channels.wecom_kf.client import TITLE, Account, Client

_CONSOLE = "登录 work.weixin.qq.com，在“应用管理—微信客服”里"
_REMEDIES = MappingProxyType(
    {
        40001: "把“可调用接口的应用”的 Secret 抄到 MINHU_WECOM_KF__SECRET",
        40013: "把“我的企业”最下面的企业 ID 抄到 MINHU_WECOM_KF__CORP_ID",
        48002: f"{_CONSOLE}“可调用接口的应用”加上这个应用",
        60020: "在应用详情页“企业可信IP”里加上这台服务器的出口 IP，几分钟后生效",
        95004: f"{_CONSOLE}“通过 API 管理微信客服账号”加上要用的账号",
        95011: "把“可调用接口的应用”的 Secret 抄到 MINHU_WECOM_KF__SECRET，不要用独立版微信客服的",
        95012: f"{_CONSOLE}点“开始使用”，再开启 API",
        95017: f"{_CONSOLE}开启 API",
    }
)
_OTHERWISE = "检查这台服务器能否访问 MINHU_WECOM_KF__API_BASE，再运行一次 minhu doctor"
_SKEW = 60.0  # seconds; beyond ten minutes calls are refused


async def examine(client: Client, now: datetime) -> list[Trouble]:
    """Ask for our accounts, and compare the clocks."""
    try:
        found = _accounts(await client.accounts())
    except DeliveryError as error:
        found = [Trouble(str(error), _REMEDIES.get(error.code, _OTHERWISE))]
    return found + _clock(client.platform_time, now)


def _accounts(accounts: list[Account]) -> list[Trouble]:
    if not accounts:
        remedy = f"{_CONSOLE}建一个客服账号，并在“可调用接口的应用”里加上这个应用"
        return [Trouble(f"{TITLE}：看不到任何客服账号", remedy)]
    foreign = [account.name or account.id for account in accounts if not account.ours]
    if not foreign:
        return []
    said = f"{TITLE}：应用不能收发这些客服账号的消息：{'、'.join(foreign)}"
    return [Trouble(said, _REMEDIES[95004], fatal=len(foreign) == len(accounts))]


def _clock(theirs: datetime | None, now: datetime) -> list[Trouble]:
    apart = abs((theirs - now).total_seconds()) if theirs else 0.0
    if apart <= _SKEW:
        return []
    said = f"服务器时间和{TITLE}相差 {apart:.0f} 秒，超过 10 分钟就收不到消息"
    return [Trouble(said, "打开服务器的自动对时（NTP）", fatal=apart > FRESH)]
