"""What WeChat tells of people → Inbound. Pure.

Source: developers.weixin.qq.com/doc/service/guide/product/message/ (普通消息, 事件推送).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from bot.channels.tencent.windows import Opening
from bot.channels.tencent.xml import Fields
from handlers.messages import Inbound

CHANNEL = "official_account"
SAY = "say:"  # a menu entry with this key is as good as the words behind it
GREETING = "你好"  # what following the account says

SAID = Opening("said", timedelta(hours=48), 5)
DID = Opening("did", timedelta(minutes=1), 3)

# The events after which customer-service messages may be sent.
_DOINGS = {"subscribe", "scan", "click", "scancode_push", "scancode_waitmsg"}
_NEW_HERE = "qrscene_"  # before the scene when whoever scans begins to follow
_UNREAD = {"video": "发来一段视频", "shortvideo": "发来一段视频", "file": "发来一个文件"}
_CONSENTS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent")
# A message may be this old, or our clock that wrong; anything else is no time at all.
_LATELY = timedelta(days=1)


def decode(fields: Fields, now: datetime) -> Inbound | None:
    """What somebody said or did; None when it is nothing to answer.

    A message that is nobody's comes out with an empty sender, which is refused where it is stored.
    """
    if fields.text("MsgType") == "event":
        return _event(fields, now)
    message_id = fields.text("MsgId") or _made_id(fields, "MsgType", "Content", "MediaId")
    sender, at = fields.text("FromUserName"), moment(fields, now)
    # The words of a pressed entry are its label, and nothing anybody said.
    if button := fields.text("bizmsgmenuid"):
        return Inbound(CHANNEL, message_id, at, sender, button=button)
    images = (media,) if fields.text("MsgType") == "image" and (media := fields.text("MediaId")) else ()
    text, spoken = _text(fields), fields.text("MsgType") == "voice"
    if not (text or images or spoken):
        return None
    return Inbound(CHANNEL, message_id, at, sender, text=text, images=images, voice=spoken)


def moment(fields: Fields, now: datetime) -> datetime:
    """When it happened; now, where the call does not say so sensibly."""
    seconds = fields.whole("CreateTime")
    if abs(seconds - now.timestamp()) > _LATELY.total_seconds():
        return now
    return min(datetime.fromtimestamp(seconds, UTC), now)


def opening(fields: Fields) -> Opening | None:
    """What this allows us to send."""
    if fields.text("MsgType") == "event":
        return DID if fields.text("Event").lower() in _DOINGS else None
    # WeChat counts an entry of a menu message as a click on a menu, not as words.
    return DID if fields.text("bizmsgmenuid") else SAID


def consents(fields: Fields) -> dict[str, bool]:
    """Templates of 订阅通知 this person accepted (True) or refused; of the change event both forms are sent."""
    if fields.text("Event") not in ("subscribe_msg_popup_event", "subscribe_msg_change_event"):
        return {}
    places = [fields, *(fields.within(name) for name in _CONSENTS)]
    answers = [answer for place in places for answer in place.many("List")]
    return {answer.text("TemplateId"): answer.text("SubscribeStatusString") == "accept" for answer in answers}


def leaves(fields: Fields) -> bool:
    """Whether somebody stopped following."""
    return fields.text("MsgType") == "event" and fields.text("Event") == "unsubscribe"


def _event(fields: Fields, now: datetime) -> Inbound | None:
    text, scene = _meaning(fields.text("Event").lower(), fields.text("EventKey"))
    if not (text or scene):
        return None
    # Events have no id. Two of them within one second differ in what they are about.
    event_id = _made_id(fields, "Event", "EventKey")
    return Inbound(
        CHANNEL, event_id, moment(fields, now), fields.text("FromUserName"), text=text, scene=scene or None
    )  # fmt: skip


def _meaning(event: str, key: str) -> tuple[str, str]:
    """Words, and the scene of a code."""
    if event == "scan":
        return "", key
    if event == "subscribe":
        return ("", key.removeprefix(_NEW_HERE)) if key.startswith(_NEW_HERE) else (GREETING, "")
    if event == "click" and key.startswith(SAY):
        return key.removeprefix(SAY), ""
    return "", ""


def _text(fields: Fields) -> str:
    kind = fields.text("MsgType")
    if kind == "text":
        return fields.text("Content")
    if kind == "voice":
        return fields.text("Recognition")
    if kind == "location":
        return f"位置：{fields.text('Label')}（{fields.text('Location_X')},{fields.text('Location_Y')}）"
    if kind == "link":
        return "\n".join(filter(None, map(fields.text, ("Title", "Description", "Url"))))
    return _UNREAD.get(kind, "")


def _made_id(fields: Fields, *about: str) -> str:
    told = "\n".join(fields.text(name) for name in ("FromUserName", "CreateTime", *about))
    return f"e:{hashlib.sha256(told.encode()).hexdigest()[:40]}"
