"""Outbound → what a group robot takes. Pure.

Source: developer.work.weixin.qq.com/document/path/99110.
"""

from __future__ import annotations

from typing import Any

from bot.channels.pieces import without_codes
from bot.channels.splitting import split
from handlers.messages import Outbound

LONGEST_TEXT = 2048  # bytes


def encode(message: Outbound) -> list[dict[str, Any]]:
    """What is posted, in order. Nobody can press or answer in the group, so buttons and their numbers are left out."""
    return [{"msgtype": "text", "text": {"content": piece}} for piece in split(without_codes(message), LONGEST_TEXT)]
