"""What a call of WeCom must prove."""

from __future__ import annotations

from datetime import datetime

from bot.channels.base import Call
from bot.channels.tencent.envelope import Envelope
from bot.channels.wecom.decode import encrypted


def opened(envelope: Envelope, call: Call, now: datetime) -> str:
    """The text the platform sealed: what a check (GET) wants to hear back, or a message (POST).

    Raises:
        EnvelopeError: the call cannot be trusted.
        ValueError: it is no call of the platform.
    """
    sealed = call.query.get("echostr", "") if call.method == "GET" else encrypted(call.body)
    if not sealed:
        raise ValueError("请求里没有加密的内容。")
    return envelope.open(call.query, sealed, now)
