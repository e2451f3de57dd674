"""What 微信客服 documents, as a server of it enforces it.

Source: developer.work.weixin.qq.com/document/path/94670 (sync_msg), 94677 (send_msg), 94669 (states), 94661 and 94665
(accounts, links), 95122 (greetings), 91039 (tokens). Where it gives no number or code, one is made up and said so.
"""

from __future__ import annotations

import re
from datetime import timedelta

CORP, SECRET = "ww0123456789abcdef", "secret-of-the-application"
KF = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"

ACCESS_LIFE, MSG_TOKEN_LIFE = timedelta(hours=2), timedelta(minutes=10)
REPLAY = timedelta(days=3)
WINDOW, IN_WINDOW, WELCOME = timedelta(hours=48), 5, timedelta(seconds=20)
UNTOKENED_A_MINUTE = 6  # "严格的频率限制": the number is made up
DUPLICATE = 95099  # of a `msgid` that was used, "接口返回错误": the code is made up
MSGID = re.compile("[0-9a-zA-Z_-]{1,32}")
SCENE = re.compile("[0-9a-zA-Z_-]{0,32}")


class ApiError(Exception):
    """An answer with an error code; 503 is the status of an answer without any."""

    def __init__(self, code: int, message: str = "refused") -> None:
        super().__init__(message)
        self.code = code


def bounded(text: str, most: int) -> str:
    """The text, if it has 1 to so many bytes."""
    if not 1 <= len(text.encode()) <= most:
        raise ApiError(40058, "invalid length")
    return text
