"""Messages that did not arrive though the platform had taken them: told long after, and by nobody else."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from bot.channels.base import Trouble
from bot.channels.kit import Kit, Note
from bot.channels.wecom_kf.decode import Failure
from bot.channels.wecom_kf.sending import name_of
from storage import health
from storage.types import CHINA

log = logging.getLogger(__name__)

_REMEMBERED = timedelta(days=7)
_FAILED = "send_failed"

# document/path/94670, 消息发送失败事件
REASONS: Mapping[int, str] = MappingProxyType(
    {
        0: "平台没有说明原因",
        1: "客服账号已经删除",
        2: "应用已经关闭",
        4: "会话超过 48 小时",
        5: "会话已经关闭",
        6: "超过 5 条",
        8: "企业主体没有验证",
        10: "对方拒收",
        11: "企业没有成员登录过企业微信",
        12: "这种消息禁止发送",
        13: "平台的安全限制",
    }
)
WINDOW_OVER = frozenset({4, 5, 6})


class Troubles:
    """Kept for a week, for the doctor."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def not_arrived(self, failures: Sequence[Failure]) -> list[Note]:
        """What to remember when the platform says that messages it had taken did not arrive."""
        # A page that is fetched again tells them again.
        fresh = {one.msgid: one for one in failures if await self._kit.get(_told(one)) is None}
        if not fresh:
            return []
        known: dict[str, Any] = await self._kit.get(_FAILED) or {"count": 0}
        key = ""
        for last in fresh.values():
            sent: dict[str, Any] = await self._kit.get(name_of(last.msgid)) or {}
            key = sent.get("key", "")
            log.error("微信客服 did not deliver message %s (%s), type %d", last.msgid, key, last.type)
        count = known["count"] + len(fresh)
        found = {"count": count, "type": last.type, "at": last.at.isoformat(), "key": key}
        told = health.Failure(last.at, f"平台收下了却没有送到：{_reason(last.type)}", _remedy(key))
        now = self._kit.now()
        return [
            *(Note(_told(one), True, now + _REMEMBERED) for one in fresh.values()),
            Note(_FAILED, found, now + _REMEMBERED),
            Note(health.FAILURE, told.as_json(), now + health.KEPT),
        ]

    async def all(self) -> list[Trouble]:
        """What the doctor has to know."""
        failed = await self._kit.get(_FAILED)
        if failed is None:
            return []
        at = datetime.fromisoformat(failed["at"]).astimezone(CHINA)
        sentence = (
            f"近来有 {failed['count']} 条平台收下了却没有送到，最近一条在 {at:%m-%d %H:%M}：{_reason(failed['type'])}"
        )
        return [Trouble(sentence, _remedy(failed["key"]), fatal=False)]


def _told(failure: Failure) -> str:
    return f"failure:{failure.msgid}"[:191]


def _reason(number: int) -> str:
    return REASONS.get(number, f"原因 {number}")


def _remedy(key: str) -> str:
    return f"日志里的 did not deliver 写着是哪一条（最近：{key or '不明'}）；请用别的方式联系对方"
