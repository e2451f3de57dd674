"""What happened at 微信客服, and how it is fetched: opaque cursors, tokens of ten minutes, three days."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.wecom_kf_rules import KF, MSG_TOKEN_LIFE, REPLAY, UNTOKENED_A_MINUTE, ApiError


@dataclass
class Sync:
    """One call of `sync_msg`, and how many items it got."""

    account: str
    cursor: str
    token: str
    limit: int
    items: int = 0


class Items:
    """The items of every account.

    Attributes:
        page: how many items a page has at most, whatever limit is asked for.
        hollow: a page without items, with more to come, before the first one.
        gate: when set, `sync_msg` answers only while it is open.
        syncs: every call that was answered or is being answered.
        together: the most calls for one account at the same moment.
        looked: whether somebody has fetched all there was.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.page = 1000
        self.hollow = False
        self.gate: threading.Event | None = None
        self.syncs: list[Sync] = []
        self.together = 0
        self.looked = False
        self._now = now
        self._items: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._cursors: dict[str, tuple[str, int]] = {}
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._untokened: deque[datetime] = deque()
        self._asking: Counter[str] = Counter()
        self._numbers = itertools.count(1)

    def add(self, account: str, item: dict[str, Any]) -> None:
        """Something happened; the same message is there once."""
        known = self._items[account]
        if all(item.get("msgid") != other["msgid"] for other in known[-50:]):
            numbered = {"msgid": f"n{next(self._numbers)}", "send_time": int(self._now().timestamp())}
            known.append(numbered | item)

    def event(self, kind: str, customer: str, account: str = KF, **more: Any) -> None:
        """An event: account and customer are named inside only."""
        inside = {"event_type": kind, "open_kfid": account, "external_userid": customer} | more
        self.add(account, {"origin": 4, "msgtype": "event", "event": inside})

    def token(self, account: str) -> str:
        """The token of a callback."""
        token = f"ENC{secrets.token_hex(16)}"
        self._tokens[token] = (account, self._now() + MSG_TOKEN_LIFE)
        return token

    def revoke_tokens(self) -> None:
        """Tokens of callbacks end before their time."""
        self._tokens.clear()

    def use_up(self) -> None:
        """All calls without a token that are allowed in this minute were made."""
        self._untokened.extend([self._now()] * UNTOKENED_A_MINUTE)

    def forget_cursors(self) -> None:
        """No cursor is known any more."""
        self._cursors.clear()

    async def sync(self, body: dict[str, Any]) -> dict[str, Any]:
        """Answer `sync_msg`."""
        call = Sync(body["open_kfid"], body.get("cursor", ""), body.get("token", ""), body.get("limit", 1000))
        if not 1 <= call.limit <= 1000 or len(call.cursor.encode()) > 64 or len(call.token.encode()) > 128:
            raise ApiError(40058, "invalid parameter")
        self._check(call)
        self.syncs.append(call)
        self._asking[call.account] += 1
        self.together = max(self.together, self._asking[call.account])
        try:
            while self.gate is not None and not self.gate.is_set():
                await asyncio.sleep(0.005)
            return self._page(call)
        finally:
            self._asking[call.account] -= 1

    def _check(self, call: Sync) -> None:
        now = self._now()
        if call.token:
            whose, until = self._tokens.get(call.token, ("", now))
            if whose != call.account or until <= now:
                raise ApiError(95007, "invalid msg token")
            return
        while self._untokened and self._untokened[0] <= now - timedelta(minutes=1):
            self._untokened.popleft()
        if len(self._untokened) >= UNTOKENED_A_MINUTE:
            raise ApiError(45009, "api freq out of limit")
        self._untokened.append(now)

    def _page(self, call: Sync) -> dict[str, Any]:
        items, start = self._items[call.account], self._start(call)
        if self.hollow and start < len(items) and not call.cursor.startswith("hollow"):
            return {"next_cursor": self._cursor(call.account, start, "hollow"), "has_more": 1, "msg_list": []}
        end = min(start + min(call.limit, self.page), len(items))
        call.items, more = end - start, end < len(items)
        self.looked = self.looked or not more
        return {
            "next_cursor": self._cursor(call.account, end),
            "has_more": int(more),
            "msg_list": items[start:end],
        }

    def _start(self, call: Sync) -> int:
        items, oldest = self._items[call.account], (self._now() - REPLAY).timestamp()
        lately = next((place for place, item in enumerate(items) if item["send_time"] >= oldest), len(items))
        if not call.cursor:
            return lately
        whose, position = self._cursors.get(call.cursor, ("", 0))
        if whose != call.account:
            raise ApiError(40035, "invalid cursor")
        return max(lately, position)

    def _cursor(self, account: str, position: int, kind: str = "") -> str:
        cursor = kind + secrets.token_hex(24)
        self._cursors[cursor] = (account, position)
        return cursor
