"""The people of WeCom's 智能机器人, in both of its modes: what they say and press, as the platform tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.plays import Mishap, Shown
from tests.wecom_aibot_rules import LONGEST, shown
from tests.wire import Wire

BOT_ID = "aibTest01"

Frame = dict[str, Any]


@dataclass
class Post:
    """A message the bot sent, and how; a stream's content changes until it is finished."""

    to: str
    body: Frame
    way: str


class People:
    """What a play of either mode has in common.

    Attributes:
        mishaps: of the next messages the platform is sent; None is none.
    """

    name = "wecom_aibot"
    group: str | None = "wrJinYuan"
    longest = LONGEST
    speaks = True

    def __init__(self) -> None:
        self.url = ""
        self.posts: list[Post] = []
        self.updates: list[Frame] = []
        self.mishaps: list[Mishap | None] = []
        self._count = 0
        self._wire: Wire | None = None

    def account(self, person: str) -> str:
        return person

    def size(self, text: str) -> int:
        return len(text.encode())

    def meet(self, wire: Wire) -> None:
        self._wire = wire

    def shown(self, who: str) -> list[Shown]:
        return [shown(post.body) for post in self.posts if post.to == who]

    def fails(self, *mishaps: Mishap) -> None:
        self.mishaps += mishaps

    def presses(self, who: str, label: str) -> None:
        for post in reversed(self.posts):
            card = post.body.get("template_card", {}) if post.to == who else {}
            for button in card.get("button_list", []):
                if button["text"] == label:
                    self.press(who, button["key"], card["task_id"])
                    return
        raise AssertionError(f"{who} has no button {label}")

    @property
    def wire(self) -> Wire:
        assert self._wire is not None
        return self._wire

    def now(self) -> datetime:
        return self._wire.town.clock.now() if self._wire else datetime.now().astimezone()

    def message(self, who: str, message_id: str = "", group: bool = False, **content: Any) -> Frame:
        """The body of a callback."""
        self._count += 1
        where = {"chatid": self.group, "chattype": "group"} if group else {"chattype": "single"}
        head = {"msgid": message_id or f"CAIQ{self._count}==", "aibotid": BOT_ID, "from": {"userid": who}}
        return head | where | content

    def text(self, who: str, text: str, message_id: str = "", group: bool = False) -> Frame:
        """The body of a callback with words."""
        said = f"@民呼助手 {text}" if group else text
        return self.message(who, message_id, group, msgtype="text", text={"content": said})

    def event(self, who: str, kind: str, **content: Any) -> Frame:
        """The body of the callback of an event."""
        body = self.message(who, msgtype="event", create_time=int(self.now().timestamp()))
        return body | {"event": {"eventtype": kind} | ({kind: content} if content else {})}

    def press(self, who: str, key: str, task: str) -> None:
        """Press a button."""
        self.tells(self.event(who, "template_card_event", card_type="button_interaction", event_key=key, task_id=task))

    def tells(self, body: Frame) -> Any:
        """Tell the bot; returns when what was told is stored."""
        raise NotImplementedError
