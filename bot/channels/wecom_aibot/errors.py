"""What the bot's error codes mean to us; most are those of all of Tencent's APIs.

Tencent documents none of these: 846605 and 846608 are told by those who met them (NousResearch/hermes-agent #52820,
sunnoy/openclaw-plugin-wecom #107), 853000, 93019 and 40058 at WecomTeam/wecom-cli #12, #15 and #24.
"""

from __future__ import annotations

from bot.channels.base import DeliveryError, TemporaryError
from bot.channels.tencent.errors import BUSY, failure

TITLE = "企业微信智能机器人"

# The message can no longer be answered under its number: it was one of a connection before, or is too old.
TURN_OVER = frozenset({846605, 846608})
_WRONG_KEYS = {853000: "Secret 不对", 93019: "没有这个 Bot ID", 40058: "Bot ID 或 Secret 的格式不对"}


class NotLetInError(TemporaryError):
    """The platform does not take our Bot ID and Secret; once they are mended, what waits is delivered."""


class TakenOverError(TemporaryError):
    """Another connection of the same bot was opened, and ours closed."""


def refusal(code: int, message: str) -> DeliveryError:
    """What to raise when a message, or a heartbeat, is refused."""
    return failure(TITLE, code, message)


def not_let_in(code: int, message: str) -> DeliveryError:
    """What to raise when a connection is refused: whatever the code, the keys have to be looked at."""
    if code in BUSY:
        return failure(TITLE, code, message)
    error = NotLetInError(f"长连接被拒绝：{_WRONG_KEYS.get(code, 'Bot ID 或 Secret 不能用')}（{code}）")
    error.code = code
    return error
