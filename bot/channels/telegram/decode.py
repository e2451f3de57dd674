"""An update of Telegram's → Inbound. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
    Location,
    Message,
    MessageEntity,
    Update,
    Venue,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.encode import marked
from handlers.messages import CORRECTION, Inbound

CHANNEL = "telegram"
# What we ask Telegram for. It remembers the list, so one that is not said may be an old one.
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_EMPTIED = frozenset({".", "。", "-", "…", "撤回", "已撤回", "删除", "已删除", "删了"})
CORRECTED, PLACE = "更正一下，", "位置："
# What cannot be read is still said to have come: a resident is answered, and the desk sees that there is more.
_UNREAD = (("video", "发来一段视频"), ("animation", "发来一段视频"), ("document", "发来一个文件"))

# A payload of a deep link is 1-64 of these (core.telegram.org/bots/features#deep-linking).
_START = re.compile(r"/start(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})\s*")
_ADDRESSED = re.compile(r"@\w*bot\b[\s,，:：]*", re.IGNORECASE | re.ASCII)
_PRESENT = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)
# What PTB raises for an object that is not as documented: it believes everything.
_BROKEN = (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError, RecursionError)


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button that waits for an answer; `keyboard` is what the card shows from now on, if it changes."""

    query: str
    chat: int | None = None
    message: int | None = None
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """What an update holds for us, mostly nothing or a message; `remark` is for whoever runs the bot."""

    message: Inbound | None = None
    press: Press | None = None
    remark: str = ""


def decode(data: Any, now: datetime) -> Decoded:
    """What an update says; `now` is when a press was, which has no time of its own.

    Raises:
        ValueError: it is no update as Telegram documents them.
    """
    try:
        return _update(Update.de_json(data, None), now)
    except _BROKEN as error:
        raise ValueError(f"不是 Telegram 的更新（{type(error).__name__}）") from error


def _update(update: Update, now: datetime) -> Decoded:
    if update.callback_query is not None:
        return _pressed(update.callback_query, now)
    if update.edited_message is not None:
        return Decoded(_edited(update.edited_message, update.update_id, now))
    if update.my_chat_member is not None:
        return Decoded(remark=_membership(update.my_chat_member))
    message = update.message
    if message is None:
        return Decoded()
    if message.migrate_to_chat_id is not None:
        moved = f"{message.chat.id} 升级成了超级群，新编号 {message.migrate_to_chat_id}"
        return Decoded(remark=f"群“{message.chat.title}”{moved}，请改组织文件里 chats 的 id")
    return Decoded(_said(message, now))


def _said(message: Message, now: datetime) -> Inbound | None:
    """None for what no person said: service messages, bots, and whoever speaks as a group or a channel."""
    sender = message.from_user
    if sender is None or sender.is_bot or message.sender_chat is not None:
        return None
    text, images, spoken = _text(message), _images(message), bool(message.voice or message.video_note)
    # Behind a link `t.me/…?start=` stands the code of a place.
    scanned = _START.fullmatch(message.text or "")
    if not (text or images or spoken or scanned):
        return None
    chat = None if message.chat.type == ChatType.PRIVATE else str(message.chat.id)
    return Inbound(
        CHANNEL, _id(message, message.message_id), min(message.date, now), str(sender.id), chat, text,
        sender.full_name, images, spoken, _answered(message), scene=scanned[1] if scanned else None,
    )  # fmt: skip


def _edited(message: Message, update_id: int, now: datetime) -> Inbound | None:
    said = _said(message, now)
    # A live location is an edit every few seconds; where it was first is what was meant.
    if said is None or message.location is not None or not (said.text or said.images):
        return None
    if said.text.strip() in _EMPTIED:
        # A bot is not told of deleted messages; who empties his words first takes them back here as well.
        return replace(
            said, id=f"{CORRECTION}{update_id}", text="", images=(), recalls=_id(message, message.message_id)
        )
    return replace(
        said,
        id=f"{CORRECTION}{update_id}",
        at=min(message.edit_date or now, now),
        text=f"{CORRECTED}{said.text}" if said.text else "",
        # The picture above a corrected caption is the one that came before.
        images=() if said.text else said.images,
        reply_to=_id(message, message.message_id),
    )


def _pressed(query: CallbackQuery, now: datetime) -> Decoded:
    if not query.data:
        return Decoded()
    card = query.message
    group = None if card is None or card.chat.type == ChatType.PRIVATE else str(card.chat.id)
    message = Inbound(
        CHANNEL, f"c:{query.id}", now, str(query.from_user.id), group,
        sender_name=query.from_user.full_name, button=str(query.data),
    )  # fmt: skip
    # Of a card that is too old Telegram tells only where it was.
    if not isinstance(card, Message):
        return Decoded(message, Press(query.id))
    return Decoded(message, Press(query.id, card.chat.id, card.message_id, marked(card.reply_markup, query.data)))


def _membership(change: ChatMemberUpdated) -> str:
    chat, present = change.chat, change.new_chat_member.status in _PRESENT
    if chat.type == ChatType.PRIVATE or present == (change.old_chat_member.status in _PRESENT):
        return ""
    if not present:
        return f"机器人离开了群“{chat.title}”（{chat.id}）"
    return f"机器人进了群“{chat.title}”，把编号 {chat.id} 写进组织文件的 chats"


def _text(message: Message) -> str:
    if message.location is not None:
        return _where(message.location, message.venue)
    words = message.text or message.caption or ""
    if _START.fullmatch(words):
        return ""
    if _addresses_first(message):
        words = _ADDRESSED.sub("", words, count=1)
    return words or next((said for name, said in _UNREAD if getattr(message, name) and not _images(message)), "")


def _addresses_first(message: Message) -> bool:
    """Whether it begins with a mention of a bot, whose name always ends in `bot`."""
    first = next(iter(message.entities or message.caption_entities), None)
    starts = first is not None and first.type == MessageEntity.MENTION and first.offset == 0
    return starts and bool(_ADDRESSED.match(message.text or message.caption or ""))


def _where(place: Location, venue: Venue | None) -> str:
    said = f"{PLACE}{place.latitude},{place.longitude}"
    return f"{said} {venue.title} {venue.address}".rstrip() if venue else said


def _images(message: Message) -> tuple[str, ...]:
    """The largest of the sizes a photo comes in, or a picture that was sent as a file."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (str(largest.file_id),)
    file = message.document
    return (str(file.file_id),) if file and (file.mime_type or "").startswith("image/") else ()


def _answered(message: Message) -> str | None:
    replied = message.reply_to_message
    # In a group with topics every message "answers" the one that opened its topic.
    if replied is None or replied.forum_topic_created is not None:
        return None
    return _id(message, replied.message_id)


def _id(message: Message, number: int) -> str:
    return f"{message.chat.id}:{number}"
