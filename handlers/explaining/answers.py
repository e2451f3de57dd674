"""What residents are answered before a ticket is opened, and how a missing person is looked for."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.policy import Policy

_GROUPS = {"never": "群里不回答。", "asked": "群里有人叫它才回答。", "always": "群里也回答。"}
_SCOPES = {"community": "本社区", "neighbours": "本社区和相邻社区", "subdistrict": "本街道", "district": "全区"}
_CHATS = {"residents": "居民群", "volunteers": "志愿者群", "grid_workers": "网格群"}


def knowledge(pack: Policy) -> Iterator[str]:
    """Questions that are answered from the knowledge file."""
    rule = pack.knowledge
    offered = f"；拿不准的，问“您是不是想问”，最多给{rule.most}个" if rule.most else ""
    yield f"私聊里的咨询先用知识库回答，写明出处和有效期{offered}。居民说没有解决，就登记成工单。"
    yield f"{_GROUPS[rule.groups]}问了“您是不是想问”，{rule.wait.said}没有回答，原话登记成工单。"
    yield f"答案到期前{rule.warn_before.said}提醒值班台；到期的不再用。"


def stations(pack: Policy) -> Iterator[str]:
    """Stations by level."""
    rule = pack.stations
    yield f"居民问附近哪里有{'、'.join(list(rule.services)[:4])}……，告诉他最近的{rule.name}，最多{rule.shown}个。"
    for level, services in sorted(rule.levels.items()):
        yield f"{level}级有{len(services)}项服务：{'、'.join(services)}。"


def lost(pack: Policy) -> Iterator[str]:
    """Somebody is missing."""
    rule = pack.lost
    who = "；".join(f"{words.kinds(one.at)}的{words.roles(pack, one.roles)}" for one in rule.who)
    chats = "、".join(_CHATS[chat] for chat in rule.chats)
    yield f"有人走失，由人确认后才发布寻人，不会自动发。可以发布的：{who}。"
    call = f"电话写{rule.phone}" if rule.phone else "电话写当班的人，没有值班表就写发布的人"
    yield f"发到{_SCOPES[rule.scope]}的{chats}，不写是谁报的；{call}。群里的线索马上转给在找的人。"
