"""Outbound → customer-service messages, notices and menus of WeChat. Pure.

Source: developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage; of the longest text
it says nothing, 2048 bytes are measured (45002 beyond).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.official_account.decode import SAY
from bot.channels.splitting import cut, split, utf8
from handlers.cards import CODES
from handlers.messages import Button, Card, Kind, Outbound
from handlers.talk import number_in
from storage.types import CHINA

LONGEST = 2048  # bytes of one text
TAIL = "点上面蓝色的字就行。"

# Characters a field of a notice may hold, by its kind: the name without its number.
_LENGTHS = {"thing": 20, "phrase": 5, "name": 10, "character_string": 32, "number": 32}
_MOST = 30  # of kinds we do not know
_NO_VALUE = "-"  # a field must not be empty
_TITLE = "有新消息"
# Whoever writes opens the window again, and reads the whole of it then.
_COME = "请进公众号发“进度”查看"
_SHORT = {Kind.SURVEY: "解决了吗？请回1到5分，5分最满意", Kind.RESULT: "处理完了，请进公众号确认是否解决"}


def fits_an_answer(message: Outbound) -> bool:
    """Whether it can go as the answer to WeChat's call, which holds one text and no buttons.

    A receipt's only button says what anybody can write as well, so it goes that way: it costs nothing of the
    five messages that are allowed.
    """
    plain = not _buttons(message) or message.kind is Kind.ACK
    return plain and 0 < utf8(message.text) <= LONGEST


def pieces(message: Outbound, *, menus: bool) -> list[dict[str, Any]]:
    """Its customer-service messages; one, with its buttons as a 菜单消息, where the account has such."""
    if menus and (menu := _menu_message(message)):
        return [menu]
    return [{"msgtype": "text", "text": {"content": piece}} for piece in split(message.text, LONGEST)]


def has_buttons(message: Outbound) -> bool:
    """Whether it could be a 菜单消息."""
    return bool(_buttons(message))


def _buttons(message: Outbound) -> tuple[Button, ...]:
    return message.card.buttons if message.card else ()


def _menu_message(message: Outbound) -> dict[str, Any] | None:
    head, buttons = _without_codes(message.text), _buttons(message)
    size = utf8(head + TAIL) + sum(utf8(button.id + button.label) for button in buttons)
    if size > LONGEST or not buttons or not all(button.id for button in buttons):
        return None
    entries = [{"id": button.id, "content": button.label} for button in buttons]
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": f"{head}\n", "list": entries, "tail_content": TAIL}}


def _without_codes(text: str) -> str:
    """The text without the line that says which number to write for which button."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(CODES))


def notice(message: Outbound, fields: Mapping[str, str], now: datetime) -> dict[str, dict[str, str]]:
    """The `data` of a 订阅通知.

    Args:
        fields: of the template → `title`, `text`, `number`, `time`, or words that are always the same.
    """
    known = _values(message, now)
    data = {}
    for name, what in fields.items():
        value = " ".join(known.get(what, what).split())
        limit = _LENGTHS.get(name.rstrip("0123456789"), _MOST)
        # Twenty characters of a longer text would break off before they say what is wanted.
        if what == "text" and len(value) > limit:
            value = _SHORT.get(message.kind, _COME)
        data[name] = {"value": cut(value, limit, len) or _NO_VALUE}
    return data


def _values(message: Outbound, now: datetime) -> dict[str, str]:
    card = message.card or Card(_TITLE)
    return {
        "title": card.title,
        "text": _without_codes(message.text),
        "number": number_in(" ".join([*dict(card.rows).values(), message.text])) or "",
        "time": f"{now.astimezone(CHINA):%Y年%m月%d日 %H:%M}",
    }


def menu(entries: Mapping[str, str]) -> dict[str, Any]:
    """The menu at the bottom of the conversation: name → what it says, or the page it opens."""
    return {"button": [_entry(name, what) for name, what in entries.items()]}


def _entry(name: str, what: str) -> dict[str, str]:
    if what.startswith(("http://", "https://")):
        return {"type": "view", "name": name, "url": what}
    return {"type": "click", "name": name, "key": f"{SAY}{what}"}
