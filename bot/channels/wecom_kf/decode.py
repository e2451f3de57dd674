"""Items of `sync_msg` → Inbound, and what else they tell (document/path/94670). Pure."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels.tencent.parts import inner, moment, words
from bot.channels.wecom_kf import forwarded
from handlers.messages import Inbound

log = logging.getLogger(__name__)

CHANNEL = "wecom_kf"
SCENE = "minhu"  # of every link we make; the place follows it as `scene_param`
_CUSTOMER, _SYSTEM = 3, 4  # origins; 5 is one of our own people in WeCom
_FORWARDED = "merged_msg"
# Ids of our buttons; a menu that was made in the console has others, and its items are words like any.
_OURS = re.compile("[2-9a-z]{12}")


@dataclass(frozen=True, slots=True)
class Talk:
    """A customer and the account he talks to."""

    account: str
    customer: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """Somebody came in, and may be answered once though he said nothing; `code` is good for 20 seconds."""

    talk: Talk
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """A message the platform had taken did not arrive; `type` as in document/path/94670."""

    talk: Talk
    msgid: str
    type: int
    at: datetime


@dataclass(slots=True)
class News:
    """What a page tells.

    Attributes:
        said: when each customer said something last; it allows us to write to him.
    """

    messages: list[Inbound] = field(default_factory=list)
    said: dict[Talk, datetime] = field(default_factory=dict)
    welcomes: list[Welcome] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def decode(items: Sequence[Any], account: str, now: datetime) -> News:
    """What the items of one account tell, in their order; what cannot be read is left out, with a line in the log."""
    news = News()
    for item in items:
        if isinstance(item, dict):
            _item(item, account, now, news)
        else:
            log.warning("an item of 微信客服 is no object")
    return news


def _item(item: dict[str, Any], account: str, now: datetime, news: News) -> None:
    event, origin = inner(item, "event"), item.get("origin")
    # Events name the account and the customer inside, messages outside; some name no account at all.
    talk = Talk(
        words(item, "open_kfid") or words(event, "open_kfid") or account,
        words(item, "external_userid") or words(event, "external_userid"),
    )
    at = moment(item.get("send_time"), now)
    if item.get("msgtype") == "event":
        _event(item, event, talk, at, news)
    elif origin == _CUSTOMER and talk.customer:
        kind = words(item, "msgtype")
        part = inner(item, kind)
        said = {"text": forwarded.record(part, at)} if kind == _FORWARDED else _KINDS.get(kind, _other)(part)
        news.messages.append(Inbound(CHANNEL, _id(item), at, talk.customer, **said))
        news.said[talk] = max(at, news.said.get(talk, at))
    elif origin == _CUSTOMER:
        log.warning("an item of 微信客服 names no customer: %s", _id(item))


def _event(item: dict[str, Any], event: dict[str, Any], talk: Talk, at: datetime, news: News) -> None:
    kind = words(event, "event_type")
    if kind == "enter_session" and talk.customer:
        if code := words(event, "welcome_code"):
            news.welcomes.append(Welcome(talk, code, at))
        if place := _place(event):
            news.messages.append(Inbound(CHANNEL, _id(item), at, talk.customer, scene=place))
    elif kind == "msg_send_fail":
        reason = event.get("fail_type")
        news.failures.append(Failure(talk, words(event, "fail_msgid"), reason if isinstance(reason, int) else 0, at))
    elif kind == "user_recall_msg" and talk.customer and (taken := words(event, "recall_msgid")):
        # What becomes of the ticket it may be about is not for the wire to decide.
        news.messages.append(Inbound(CHANNEL, f"r:{taken}"[:191], at, talk.customer, recalls=taken))


def _place(event: dict[str, Any]) -> str:
    """The place of a scanned code: what we put behind our link, or the scene of a link made by hand."""
    scene = words(event, "scene")
    return (words(event, "scene_param") or ("" if scene == SCENE else scene)).strip()[:191]


def _id(item: dict[str, Any]) -> str:
    known = words(item, "msgid")
    if known:
        return known
    # It has always been there; without it an item is known again by all it says.
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()[:32]


# --- what customers say, by `msgtype` ---


def _text(part: dict[str, Any]) -> dict[str, Any]:
    button = words(part, "menu_id")
    return {"button": button} if _OURS.fullmatch(button) else {"text": words(part, "content")}


def _image(part: dict[str, Any]) -> dict[str, Any]:
    media = words(part, "media_id")
    return {"images": (media,)} if media else {"text": "［图片］"}


def _voice(part: dict[str, Any]) -> dict[str, Any]:
    return {"voice": True}


def _location(part: dict[str, Any]) -> dict[str, Any]:
    named = " ".join(filter(None, (words(part, "name"), words(part, "address"))))
    return {"text": f"位置：{named or '{},{}'.format(part.get('latitude'), part.get('longitude'))}"}


def _link(part: dict[str, Any]) -> dict[str, Any]:
    return {"text": " ".join(filter(None, (words(part, "title"), words(part, "url")))) or "［链接］"}


def _menu(part: dict[str, Any]) -> dict[str, Any]:
    return {"text": words(part, "head_content") or "［菜单］"}


def _other(part: dict[str, Any]) -> dict[str, Any]:
    """Films, files, cards of people …: kept as a message that says so, with its title where it has one."""
    return {"text": f"［暂不支持的消息］{words(part, 'title')}"}


_KINDS: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": lambda part: {"text": "［视频］"},
    "file": lambda part: {"text": "［文件］"},
    "location": _location,
    "link": _link,
    "msgmenu": _menu,
}
