"""What went wrong with the platform, remembered for the doctor, who is another process."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import DeliveryError, Trouble
from bot.channels.kit import Kit
from bot.channels.wecom_aibot.errors import NotLetInError, TakenOverError
from storage.types import CHINA

APART = timedelta(minutes=2)  # clocks farther apart than this are told of
_WHY, _APART, _HEARD, _UNBOUND = "trouble", "clock", "heard", "unbound"
_REMEDIES = {
    "taken_over": "停掉另一个程序；不知道是哪一个，就在企业微信后台重置 Secret，再改 MINHU_WECOM_AIBOT__SECRET。"
    "15 分钟后会自动再连",
    "not_let_in": "在企业微信后台“智能机器人—API 设置—长连接”核对 Bot ID 和 Secret，再改 MINHU_WECOM_AIBOT__BOT_ID、"
    "MINHU_WECOM_AIBOT__SECRET",
}


class Troubles:
    """Notes of what somebody has to mend."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._heard = False
        self._unbound = ""

    async def remember(self, why: DeliveryError) -> bool:
        """A connection ended, or was refused, for this reason; whether it is one that somebody has to mend."""
        kind = _kind(why)
        if kind:
            at = self._kit.now().astimezone(CHINA)
            await self._kit.put(_WHY, {"kind": kind, "why": f"{why}（{at:%m-%d %H:%M}）"})
        return bool(kind)

    async def connected(self, moment: datetime | None) -> None:
        """All is well; `moment` is what time it is there."""
        await self._kit.forget(_WHY)
        await self.clock(moment)

    async def clock(self, moment: datetime | None) -> None:
        """What time it is at the platform, where it told."""
        apart = self._kit.now() - moment if moment else timedelta()
        if abs(apart) > APART:
            await self._kit.put(_APART, apart.total_seconds(), timedelta(days=7))
        elif moment and await self._kit.get(_APART) is not None:
            await self._kit.forget(_APART)

    async def heard(self, chat: str | None) -> None:
        """Somebody wrote to us, perhaps in a group: the way here works."""
        if not self._heard:
            self._heard = True
            await self._kit.put(_HEARD, True)
        # No page of the platform shows the id of a group; whoever has to write it down learns it from the doctor.
        if chat and chat != self._unbound and not await self._kit.is_group(chat):
            self._unbound = chat
            await self._kit.put(_UNBOUND, chat, timedelta(days=7))

    async def ended(self) -> list[Trouble]:
        """Why there is no connection, where somebody has to mend it."""
        why: dict[str, Any] | None = await self._kit.get(_WHY)
        return [Trouble(why["why"], _REMEDIES[why["kind"]])] if why else []

    async def found(self, unheard: str) -> list[Trouble]:
        """What else there is; `unheard` is what to look at when nobody was ever heard."""
        found = []
        apart: float | None = await self._kit.get(_APART)
        if apart is not None:
            found.append(_clock(apart))
        if await self._kit.get(_HEARD) is None:
            found.append(Trouble("还没有收到过任何人的消息", unheard, fatal=False))
        chat: str | None = await self._kit.get(_UNBOUND)
        if chat and not await self._kit.is_group(chat):
            bind = f"在组织文件的 chats 里写上 channel: wecom_aibot, id: {chat}，再 minhu import-org"
            found.append(Trouble(f"有人在还没有绑定的群 {chat} 里说话", bind, fatal=False))
        return found


def _kind(why: DeliveryError) -> str:
    if isinstance(why, TakenOverError):
        return "taken_over"
    return "not_let_in" if isinstance(why, NotLetInError) else ""


def _clock(apart: float) -> Trouble:
    minutes, way = round(abs(apart) / 60), "快" if apart > 0 else "慢"
    return Trouble(f"服务器的时钟比企业微信{way} {minutes} 分钟", "校准服务器时间（如打开 NTP）")
