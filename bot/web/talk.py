"""Conversations as a phone shows them: what was said and what was sent, merged by time. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.web import words
from handlers.cards import LABELS
from handlers.messages import Action
from handlers.workflow import Status, may
from storage.inbox import InboxRow
from storage.outbox import OutboxRow
from storage.types import CHINA

BOT = "民呼我行"
HUES = 8
_GAP = timedelta(minutes=5)
_DAYS = "一二三四五六日"
_TONES = {"emergency": "alarm", "escalate": "alarm", "remind": "warn"}
# Buttons that name a message: it belongs to no ticket yet.
ABOUT_MESSAGE = {Action.REGISTER, Action.ATTACH, Action.DISMISS, Action.SAID}
_MAIN = {Action.REGISTER, Action.ACCEPT, Action.RESOLVE, Action.CONFIRM, Action.RESUME}
_CAREFUL = {Action.RETURN, Action.REJECT, Action.REFUSE, Action.CANCEL}


@dataclass(frozen=True, slots=True)
class Avatar:
    """A square with the first character of a name; the same name has the same colour."""

    letter: str
    hue: int


@dataclass(frozen=True, slots=True)
class ButtonView:
    """A button on a card. `look`: main, careful, star or empty."""

    action: str
    label: str
    id: str
    enabled: bool
    chosen: bool
    look: str
    sheet: words.Sheet | None


@dataclass(frozen=True, slots=True)
class CardView:
    """A card. `tone`: alarm, warn or empty."""

    title: str
    rows: list[tuple[str, str]]
    note: str
    tone: str
    stars: list[ButtonView]
    buttons: list[ButtonView]


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that can be looked at: addresses of the whole and of the small one."""

    whole: str
    small: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One entry of a conversation.

    Attributes:
        side: own, other, bot or note (a grey line in the middle).
        images: how many pictures there are of which no file is kept.
        waiting: whether it is not handled yet.
    """

    id: int
    side: str
    name: str
    avatar: Avatar
    text: str
    images: int
    at: datetime
    card: CardView | None = None
    failed: bool = False
    stamp: str = ""
    photos: tuple[Photo, ...] = ()
    waiting: bool = False


def avatar(name: str) -> Avatar:
    """The square for a name."""
    return Avatar(name[:1] or "?", zlib.crc32(name.encode("utf-8", "replace")) % HUES)


def stamp(at: datetime, now: datetime) -> str:
    """When, as a chat says it: 08:02, 昨天 08:02, 星期三 08:02, 11月5日 08:02."""
    local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
    days = (today - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return f"昨天 {local:%H:%M}"
    if 1 < days < 7:
        return f"星期{_DAYS[local.weekday()]} {local:%H:%M}"
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def heard(row: InboxRow, viewer: str, name: str, photos: Sequence[Photo] = ()) -> Bubble:
    """What somebody said, or which button they pressed."""
    payload = row.payload
    text, own = str(payload.get("text") or ""), row.sender == viewer
    if press := payload.get("press"):
        done = f"{'您' if own else name}点了“{pressed(str(press))}”" + (f"：{text}" if text else "")
        return Bubble(row.id, "note", name, avatar(name), done, 0, row.at)
    images = 0 if photos else len(payload.get("images") or ())
    side = "own" if own else "other"
    return Bubble(
        row.id, side, name, avatar(name), text, images, row.at, failed=row.state == "failed", photos=tuple(photos),
        waiting=row.state == "new",
    )  # fmt: skip


def pressed(press: str) -> str:
    """What a button is called that was pressed: 接单, 5分."""
    action, _, value = press.partition(":")
    if value and action not in ABOUT_MESSAGE:
        return f"{value}分"
    return LABELS[Action(action)] if action in set(Action) else action


def sent(row: OutboxRow, status: str | None, score: int | None) -> Bubble:
    """What the bot sent. `status` of its ticket greys buttons that no longer fit; `score` is the one given."""
    shown = card(row, status, score) if row.card else None
    text = "" if shown else row.text
    return Bubble(row.id, "bot", BOT, Avatar("呼", HUES), text, 0, row.sent_at or row.created_at, shown)


def card(row: OutboxRow, status: str | None, score: int | None) -> CardView:
    """The card of a message."""
    data: Mapping[str, Any] = row.card or {}
    buttons = [_button(button, status, score) for button in data["buttons"]]
    return CardView(
        title=str(data["title"]),
        rows=[(str(name), str(value)) for name, value in data["rows"]],
        note=str(data["note"]),
        tone=_TONES.get(row.kind, ""),
        stars=[button for button in buttons if button.look == "star"],
        buttons=[button for button in buttons if button.look != "star"],
    )


def _button(data: Mapping[str, Any], status: str | None, score: int | None) -> ButtonView:
    press = str(data["action"])
    name, _, value = press.partition(":")
    known = name in set(Action)
    enabled = name in ABOUT_MESSAGE or (known and status in set(Status) and may(Action(name), str(status)))
    starred = value and name not in ABOUT_MESSAGE
    look = "star" if starred else "main" if name in _MAIN else "careful" if name in _CAREFUL else ""
    chosen = look == "star" and value == str(score)
    return ButtonView(press, str(data["label"]), str(data["id"]), enabled, chosen, look, words.SHEETS.get(name))


def merged(bubbles: Iterable[Bubble], now: datetime) -> list[Bubble]:
    """In order of time, with a time above wherever the talk paused."""
    ordered = sorted(bubbles, key=lambda bubble: (bubble.at, bubble.id))
    before: datetime | None = None
    shown = []
    for bubble in ordered:
        paused = before is None or bubble.at - before >= _GAP
        shown.append(replace(bubble, stamp=stamp(bubble.at, now)) if paused else bubble)
        before = bubble.at
    return shown


def preview(bubble: Bubble | None) -> str:
    """One line about the last entry of a conversation."""
    if bubble is None:
        return ""
    return (
        bubble.text
        or (bubble.card.title if bubble.card else "")
        or ("［照片］" if bubble.images or bubble.photos else "")
    )
