"""How WeCom refuses, and what it wants of a card (developer.work.weixin.qq.com/document/path/90236)."""

from __future__ import annotations

import re
from typing import Any

ADDRESS = "203.0.113.9"  # where our calls come from
BAD_CARD = 41035


class ApiError(Exception):
    """A refusal with its code."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.answer = {"errcode": code, "errmsg": f"{message}, hint: [1], from ip: {ADDRESS}, more info at …"}


def check_card(card: dict[str, Any]) -> None:
    """The lengths the documentation gives, and what it cannot do without."""
    rows, buttons = card.get("horizontal_content_list", []), card.get("button_list", [])
    fine = (
        card.get("card_type") == "button_interaction"
        and 0 < len(card["main_title"]["title"]) <= 26
        and len(card.get("sub_title_text", "")) <= 112
        and len(rows) <= 6
        and all(0 < len(row["keyname"]) <= 5 and 0 < len(row["value"]) <= 26 for row in rows)
        and 1 <= len(buttons) <= 6
        and all(0 < len(button["text"]) <= 10 and 0 < len(button["key"].encode()) <= 1024 for button in buttons)
        and re.fullmatch(r"[0-9A-Za-z_@-]{1,128}", card.get("task_id", ""))
        and _leads(card.get("card_action", {"type": 0}))
    )
    if not fine:
        raise ApiError(BAD_CARD, "invalid template_card")


def _leads(action: dict[str, Any]) -> bool:
    """Nowhere, or to an address."""
    return action["type"] == 0 or (action["type"] == 1 and re.match("https?://.", action["url"]) is not None)
