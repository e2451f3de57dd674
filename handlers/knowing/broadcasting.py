"""发布寻人: an official confirms what is said; it goes to the groups around, never by itself, and ends with thanks."""

from __future__ import annotations

import re

from handlers import notices, officials, routing
from handlers.entitled import RefusedError
from handlers.joint.finishing import UnsaidError
from handlers.knowing import missing
from handlers.messages import Kind
from handlers.org import Address
from handlers.work import Case
from storage import broadcasts, files, residents
from storage.broadcasts import Broadcast
from storage.tree import Chat

YES, BARE = "yes", "bare"
_CONFIRMED = {YES: True, "确认": True, "确认发布": True, BARE: False, "不带照片": False}
_LEAST = 8  # characters: who is missing, where and since when
_NUMBERS = re.compile(r"\d[\d\s-]{5,}[\dXx]")
_DOOR = re.compile(r"(?<!\d)\d{1,4}\s{0,3}单元\s{0,3}\d{0,5}(?:室|号|户)?|(?<!\d)\d{3,5}(?:室|户)")
_THANKS = "刚才帮忙找的人已经找到了，谢谢大家！"


def broadcast(case: Case, person: str, words: str) -> str:
    """发布寻人: first what would be sent is shown; sent only when confirmed.

    Args:
        words: what to say; in front of it the confirmation, once it was given.
    """
    if not missing.about(case):
        raise RefusedError("这张工单不像是寻人，不能群发；确实有人走失请先改类别、补充说明。")
    if not missing.may(case, person):
        raise RefusedError("发布寻人要社区以上的负责人，请联系社区服务长或值班台。")
    if missing.under_way(case):
        raise RefusedError("已经在寻人了；找到了请点“已找到”。")
    chats = _chats(case)
    if not chats:
        raise RefusedError("附近没有可以发的居民群、志愿者群，请打电话找人帮忙，或拨打110。")
    head, _, rest = words.partition(" ")
    text, phone, photos = _cleaned(case, rest if head in _CONFIRMED else words), _phone(case, person), _photos(case)
    if len(text) < _LEAST:
        raise RefusedError("请写清楚：找谁、多大年纪、穿什么、什么时候在哪里走失的。")
    if head not in _CONFIRMED:
        raise UnsaidError(_preview(text, phone, len(chats), len(photos)), _choices(photos))
    officials.take(case, person)
    _publish(case, person, text, phone, photos if _CONFIRMED[head] else [], chats)
    return f"已发到{len(chats)}个群，有人回“看见了”会马上告诉您"


def found(case: Case, person: str, words: str) -> str:
    """已找到: the same groups hear it, with thanks."""
    work = case.work
    open_ones = [one for one in broadcasts.of_ticket(work.conn, work.district, case.ticket.id) if one.ended_at is None]
    if not open_ones:
        raise RefusedError("没有正在寻人的消息。")
    told = {(channel, chat) for one in open_ones for channel, chat in one.chats}
    for channel, chat in sorted(told):
        at = work.policy.quiet.end_after(work.now)
        notices.owe(work, Address(channel, chat), Kind.NOTICE, _THANKS, ticket=case.ticket, not_before=at, called=True)
    for one in open_ones:
        broadcasts.end(work.conn, one, work.now)
    case.record("found", person, text=words)
    return f"已告诉{len(told)}个群：人找到了"


def _publish(case: Case, person: str, text: str, phone: str, photos: list[int], chats: list[Chat]) -> None:
    work, token = case.work, broadcasts.new_token()
    row = Broadcast(
        work.district, work.new_id(), case.ticket.id, token, person, text, phone, photos,
        [[chat.channel, chat.id] for chat in chats], work.now,
    )  # fmt: skip
    broadcasts.add(work.conn, row)
    case.record("broadcast", person, text=text, chats=len(chats), photos=len(photos))
    lines = [f"【帮忙找人】{text}", f"看见的请在群里说一声，或打{phone}。"]
    if photos and work.public_url:
        lines.append(f"照片：{work.public_url}/r/lost/{token}")
    for chat in chats:
        to = Address(chat.channel, chat.id)
        notices.owe(work, to, Kind.EMERGENCY, "\n".join(lines), ticket=case.ticket, called=True)


def _preview(text: str, phone: str, chats: int, photos: int) -> str:
    with_photos = f"，带{photos}张照片（请先看清楚照片里是不是本人）" if photos else ""
    return f"将发到{chats}个群{with_photos}：\n【帮忙找人】{text}\n看见的请打{phone}。\n确认发布吗？不发了回“取消”。"


def _choices(photos: list[int]) -> list[tuple[str, str]]:
    return [(YES, "确认发布"), *([(BARE, "不带照片")] if photos else [])]


def _cleaned(case: Case, words: str) -> str:
    """Without numbers, doors and the name of whoever reported: the groups are told whom to look for, no more."""
    ticket, work = case.ticket, case.work
    known = residents.get(work.conn, work.district, ticket.channel, ticket.reporter)
    text = _DOOR.sub("", _NUMBERS.sub("（号码已隐去）", words))
    for name in filter(None, (ticket.reporter, known.name if known else None)):
        if len(name) > 1:
            text = text.replace(name, "家属")
    return text.strip()


def _photos(case: Case) -> list[int]:
    rows = files.of_ticket(case.work.conn, case.work.district, case.ticket.id)
    return [row.id for row in rows if row.state == "kept" and (row.type or "").startswith("image/")]


def _phone(case: Case, person: str) -> str:
    """The duty phone, never the reporter's: the pack's, the seat on duty, a dispatcher, whoever pressed."""
    work = case.work
    if work.policy.lost.phone:
        return work.policy.lost.phone
    path = work.org.path(case.ticket.unit)
    sitting = [turn.person for unit in path for turn in work.org.on_duty(unit.code, work.now, work.policy.calendar)]
    desk = routing.holders(work.org, work.district, None, ["district"], ["dispatcher"], work.today)
    phones = (known.phone for code in (*sitting, *desk, person) if (known := work.org.person(code)))
    return next(filter(None, phones), "110")


def _chats(case: Case) -> list[Chat]:
    """The groups of residents and volunteers of the community, and of those around it as the pack says."""
    rule, org = case.work.policy.lost, case.work.org
    path = {unit.kind: unit for unit in reversed(org.path(case.ticket.unit))}
    near = path.get("community") or path.get("village")
    street = path.get("subdistrict")
    wider = street if rule.scope in ("neighbours", "subdistrict") else None
    top = org.unit(org.district) if rule.scope == "district" else wider or near or street
    if rule.scope == "community":
        top = near or street
    if top is None:
        return []
    under = {unit.code for unit in org.tree.units if top in org.path(unit.code)}
    return [chat for chat in org.tree.chats if chat.kind in rule.chats and chat.unit in under]
