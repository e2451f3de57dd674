"""Posts to group robots. The address is the secret: it is in no error and no log."""

from __future__ import annotations

import json
from typing import Any

from bot.channels.base import RefusedError
from bot.channels.http import Http
from bot.channels.tencent.errors import failure

TITLE = "企业微信群机器人"


class Client:
    """Posts to the robots of all groups."""

    def __init__(self) -> None:
        self._http = Http(TITLE, "")

    async def post(self, url: str, body: dict[str, Any]) -> None:
        """Hand one message to a robot; raises `DeliveryError`."""
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        answer = await self._http.json("POST", url, content=content, headers={"Content-Type": "application/json"})
        code = answer.get("errcode", 0)
        if not isinstance(code, int):
            raise RefusedError(f"{TITLE}的回答看不懂")
        if code != 0:
            raise failure(TITLE, code, str(answer.get("errmsg", "")))

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close()
