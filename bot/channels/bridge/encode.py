"""Outbound → what is posted to a bridge. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.messages import Outbound
from storage.types import CHINA


def encode(message: Outbound, at: datetime) -> dict[str, Any]:
    """One message; `key` is the same when it is sent again, so that whoever gets it can drop the second."""
    buttons = message.card.buttons if message.card else ()
    card = message.card.as_json() if message.card else None
    return {
        "key": message.key,
        "at": at.astimezone(CHINA).isoformat(timespec="seconds"),
        "to": message.recipient,
        "kind": message.kind.value,
        "text": message.text,
        "buttons": [button.action for button in buttons],
        "card": card,
    }
