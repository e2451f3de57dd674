"""What 微信客服 takes to be sent, and when: windows, states, message ids, greetings, lengths."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.plays import Mishap, Shown
from tests.wecom_kf_items import Items
from tests.wecom_kf_rules import DUPLICATE, IN_WINDOW, KF, MSGID, WELCOME, WINDOW, ApiError, bounded

_MISHAPS = {Mishap.DOWN: 503, Mishap.BUSY: 45009, Mishap.GONE: 40096}


@dataclass
class Talk:
    """A customer and an account: when he spoke, how much he may still be told, and who answers him."""

    said_at: datetime | None = None
    left: int = 0
    state: int = 4


@dataclass
class Sent:
    """A message that reached somebody; its menu by label → id."""

    account: str
    customer: str
    msgid: str
    shown: Shown
    menu: dict[str, str] = field(default_factory=dict)


class Sendings:
    """All that is sent.

    Attributes:
        mishaps: what the next messages meet, one each; None goes well, a number is an error code.
        lost: so many of the next messages arrive, but the answer to us does not.
        fails: types of `msg_send_fail` for the next messages: taken, and not delivered.
    """

    def __init__(self, now: Callable[[], datetime], items: Items) -> None:
        self.mishaps: list[Mishap | int | None] = []
        self.lost = 0
        self.fails: list[int] = []
        self.sent: list[Sent] = []
        self._now = now
        self._items = items
        self._talks: defaultdict[tuple[str, str], Talk] = defaultdict(Talk)
        self._used: set[tuple[str, str]] = set()
        self._welcomes: dict[str, tuple[str, str, datetime]] = {}

    def open(self, customer: str, account: str = KF) -> None:
        """He said something: he may be told five messages."""
        talk = self._talks[account, customer]
        talk.said_at, talk.left = self._now(), IN_WINDOW
        talk.state = 0 if talk.state == 4 else talk.state

    def welcome(self, customer: str, account: str = KF) -> str:
        """The code of a greeting: for one message within twenty seconds."""
        code = secrets.token_hex(16)
        self._welcomes[code] = (account, customer, self._now() + WELCOME)
        return code

    def use_up(self, customer: str, account: str = KF) -> None:
        """He was told all he may be told, by somebody else."""
        self._talks[account, customer].left = 0

    def answered_by(self, customer: str, state: int, account: str = KF) -> None:
        """The conversation waits for people (2), is with people (3) or has ended (4)."""
        self._talks[account, customer].state = state

    async def send(self, body: dict[str, Any]) -> dict[str, Any]:
        """Answer `send_msg`."""
        if self.mishaps and (mishap := self.mishaps.pop(0)):
            raise ApiError(_MISHAPS[mishap] if isinstance(mishap, Mishap) else mishap)
        account, customer, msgid = body["open_kfid"], body["touser"], body.get("msgid", "")
        sent = _sent(account, customer, body)
        talk = self._talks[account, customer]
        if talk.said_at is None or self._now() - talk.said_at > WINDOW:
            raise ApiError(95002, "send msg time limit")
        if talk.state not in (0, 1):
            raise ApiError(95018, "send msg session status invalid")
        if (account, msgid) in self._used:
            raise ApiError(DUPLICATE, "msgid exists")
        if talk.left < 1:
            raise ApiError(95001, "send msg count limit")
        talk.left -= 1
        return self._deliver(sent)

    async def greet(self, body: dict[str, Any]) -> dict[str, Any]:
        """Answer `send_msg_on_event`."""
        account, customer, until = self._welcomes.pop(body.get("code", ""), ("", "", self._now()))
        if until <= self._now():
            raise ApiError(41050, "invalid welcome code")
        return self._deliver(_sent(account, customer, body))

    async def trans(self, body: dict[str, Any]) -> dict[str, Any]:
        """Answer `service_state/trans`: only what waits can be given to the assistant."""
        talk = self._talks[body["open_kfid"], body["external_userid"]]
        if body["service_state"] != 1 or talk.state not in (0, 1, 2):
            raise ApiError(95016, "state transition not allowed")
        talk.state = 1
        return {}

    def _deliver(self, sent: Sent) -> dict[str, Any]:
        self._used.add((sent.account, sent.msgid))
        if self.fails:
            about = {"fail_msgid": sent.msgid, "fail_type": self.fails.pop(0)}
            self._items.event("msg_send_fail", sent.customer, sent.account, **about)
        else:
            self.sent.append(sent)
        if self.lost:
            self.lost -= 1
            raise ApiError(503)
        return {"msgid": sent.msgid}


def _sent(account: str, customer: str, body: dict[str, Any]) -> Sent:
    """The message as somebody sees it; refused where it is not what the platform takes."""
    kind, msgid = body.get("msgtype", ""), body.get("msgid", "")
    if not MSGID.fullmatch(msgid):
        raise ApiError(40058, "invalid msgid")
    if kind == "text":
        return Sent(account, customer, msgid, Shown(bounded(body["text"]["content"], 2048)))
    if kind != "msgmenu":
        raise ApiError(40008, "invalid msgtype")
    menu = _menu(body["msgmenu"]["list"])
    return Sent(account, customer, msgid, Shown(bounded(body["msgmenu"]["head_content"], 1024), tuple(menu)), menu)


def _menu(listed: list[dict[str, Any]]) -> dict[str, str]:
    if not 1 <= len(listed) <= 10:
        raise ApiError(95008, "too many menu items")
    if any(item["type"] != "click" for item in listed):
        raise ApiError(95009, "invalid type of menu item")
    return {bounded(item["click"]["content"], 128): bounded(item["click"]["id"], 128) for item in listed}
