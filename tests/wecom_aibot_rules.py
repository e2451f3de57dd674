"""The documented rules of WeCom's 智能机器人 that hold in both of its modes, for those who play it.

Sources: developer.work.weixin.qq.com/document/path/101032 (cards), 101031 and 101463 (texts), 100719 (pictures),
101033 (encryption: it is done here by none of ours, and none of the library's we use).
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.plays import Shown

TOKEN, AES_KEY = "token-of-the-callback", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
LONGEST = 20480
OK, BUSY, BAD_TYPE, BAD_PARAMETER, NOBODY = 0, 45009, 40008, 40058, 60111

_TASK = re.compile(r"[A-Za-z0-9_@-]{1,128}")


def judge(body: dict[str, Any], allowed: tuple[str, ...], tasks: set[str]) -> int:
    """The error code for a message, or 0; the card's task is used up."""
    kind = body.get("msgtype")
    if kind not in allowed:
        return BAD_TYPE
    if kind == "template_card":
        return _card(body["template_card"], tasks)
    text = body["stream"]["content"] if kind == "stream" else body[kind]["content"]
    return OK if text and len(text.encode()) <= LONGEST else BAD_PARAMETER


def _card(card: dict[str, Any], tasks: set[str]) -> int:
    task = card.get("task_id", "")
    if not _TASK.fullmatch(task) or task in tasks or not sound(card):
        return BAD_PARAMETER
    tasks.add(task)
    return OK


def sound(card: dict[str, Any]) -> bool:
    """Whether a card is as documented; what would be cut off counts as wrong here."""
    title = card.get("main_title", {})
    rows, buttons = card.get("horizontal_content_list", []), card.get("button_list", [])
    keys = [button["key"] for button in buttons]
    return (
        card.get("card_type") == "button_interaction"
        and bool(title.get("title") or card.get("sub_title_text"))
        and len(title.get("title", "")) <= 26
        and len(title.get("desc", "")) <= 30
        and len(card.get("sub_title_text", "")) <= 112
        and len(rows) <= 6
        and all(row["keyname"] and len(row["keyname"]) <= 5 and len(row.get("value", "")) <= 26 for row in rows)
        and 1 <= len(buttons) <= 6
        and all(0 < len(button["text"]) <= 10 for button in buttons)
        and len(set(keys)) == len(keys)
        and all(0 < len(key.encode()) <= 1024 for key in keys)
    )


def shown(body: dict[str, Any]) -> Shown:
    """A message as people see it."""
    kind = body["msgtype"]
    if kind == "template_card":
        return shown_card(body["template_card"])
    return Shown(body["stream"]["content"] if kind == "stream" else body[kind]["content"])


def shown_card(card: dict[str, Any]) -> Shown:
    """A card as people see it."""
    title = card["main_title"]
    lines = [title.get("title", ""), title.get("desc", "")]
    lines += [f"{row['keyname']}：{row.get('value', '')}" for row in card.get("horizontal_content_list", [])]
    lines.append(card.get("sub_title_text", ""))
    return Shown("\n".join(filter(None, lines)), tuple(button["text"] for button in card["button_list"]))


def encrypted(content: bytes, key: bytes) -> bytes:
    """A picture as the platform keeps it: AES-256-CBC, PKCS#7 to 32 bytes."""
    padding = 32 - len(content) % 32
    padded = content + bytes([padding]) * padding
    locking = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return locking.update(padded) + locking.finalize()


def sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - the platform's choice


def _cipher() -> Cipher[modes.CBC]:
    key = base64.b64decode(AES_KEY + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def seal(text: str) -> str:
    """As the platform encrypts: 16 random bytes, the length, the text, and no receiver."""
    inner = text.encode()
    content = secrets.token_bytes(16) + struct.pack(">I", len(inner)) + inner
    padding = 32 - len(content) % 32
    locking = _cipher().encryptor()
    return base64.b64encode(locking.update(content + bytes([padding]) * padding) + locking.finalize()).decode()


def unseal(sealed: str) -> str:
    """As the platform decrypts."""
    opening = _cipher().decryptor()
    content = opening.update(base64.b64decode(sealed)) + opening.finalize()
    assert 1 <= content[-1] <= 32
    content = content[: -content[-1]]
    length = struct.unpack(">I", content[16:20])[0]
    assert len(content) == 20 + length, "the receiver's id must be empty"
    return content[20:].decode()
