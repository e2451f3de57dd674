"""What a call must prove, and how an answer is sealed.

Format: developer.work.weixin.qq.com/document/path/101033; the receiver's id is empty for 智能机器人.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bot.channels.base import Answer, Call
from bot.channels.tencent.envelope import Envelope


class Door:
    """The sealed way in and out."""

    def __init__(self, token: str, aes_key: str) -> None:
        self._envelope = Envelope(token, aes_key, "")

    def proof(self, call: Call, now: datetime) -> str:
        """What to answer when the platform asks whether this address is ours.

        Raises:
            EnvelopeError: it is not the platform that asks.
        """
        return self._envelope.open(call.query, call.query.get("echostr", ""), now)

    def open(self, call: Call, now: datetime) -> Any:
        """What a call says.

        Raises:
            EnvelopeError: it cannot be trusted.
            ValueError: it is no JSON.
        """
        sealed = _json(call.body)
        encrypted = sealed.get("encrypt") if isinstance(sealed, dict) else None
        if not isinstance(encrypted, str):
            raise ValueError("请求体里没有 encrypt。")
        return _json(self._envelope.open(call.query, encrypted, now))

    def seal(self, body: dict[str, Any], now: datetime) -> Answer:
        """An answer with that body."""
        sealed = self._envelope.seal(json.dumps(body), now)
        told = {
            "encrypt": sealed.encrypt,
            "msgsignature": sealed.signature,
            "timestamp": sealed.timestamp,
            "nonce": sealed.nonce,
        }
        return Answer(200, json.dumps(told), "application/json")


def _json(text: str | bytes) -> Any:
    try:
        # As in the connection: control characters may be in it as they are.
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise ValueError("请求体不是 JSON。") from error
