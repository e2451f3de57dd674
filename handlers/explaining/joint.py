"""Working together: whistles, rooms, mediation, and how an appeal may be settled."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.explaining.routing import rung_said
from handlers.policy import Policy
from handlers.rules.joint import Guard, Whistle, WhistleKind


def joint(pack: Policy) -> Iterator[str]:
    """Everything that takes more than one."""
    if pack.joint.whistle:
        yield from _whistle(pack, pack.joint.whistle)
    else:
        yield "不用吹哨报到。"
    for room in pack.joint.rooms:
        who = f"{words.roles(pack, room.roles)}（{words.kinds(room.at)}）"
        yield f"{words.condition(pack, room.when) or '所有诉求'}的，接单后建“{room.name}”，请{who}参加。"
    if found := pack.joint.mediation:
        said = f"{words.condition(pack, found.when)}的，走“{found.name}”，内容只有经办人看得到"
        said += f"，同时告诉{words.roles(pack, found.roles)}" if found.roles else ""
        court = f"，调解成功后{found.judicial.said}内双方可以共同申请司法确认" if found.judicial else ""
        yield f"{said}{court}。"
    for method in pack.methods.values():
        yield f"办结方式：{method.title}{'（办结时要选）' if method.ask else ''}。"


def _whistle(pack: Policy, whistle: Whistle) -> Iterator[str]:
    who = "；".join(f"{words.roles(pack, one.roles)}（{words.kinds(one.at)}）" for one in whistle.who)
    yield f"可以吹哨的：{who}。"
    yield from (_kind(pack, kind) for kind in whistle.kinds.values())
    steps = [rung_said(pack, rung) for rung in whistle.ladder]
    yield f"哨单没有人签收，逐级上报：{' → '.join(steps)}。"
    yield from _guard(whistle.guard)
    rating = whistle.rating
    yield f"部门报到后马上请吹哨人打分，{rating.remind_after.said}提醒一次，{rating.close_after.said}没打就归档。"
    if whistle.room:
        yield "吹哨后为所有参加的人建一个群。"


def _kind(pack: Policy, kind: WhistleKind) -> str:
    clocks = [f"{length.said}内{pack.promises[name].title}" for name, length in kind.clocks.items()]
    return f"{kind.title}：{'，'.join(clocks)}{'；只用于加急、紧急的，否则要写原因' if kind.urgent else ''}。"


def _guard(guard: Guard) -> Iterator[str]:
    if guard.per_unit_month:
        yield f"一个单位一个月最多吹{guard.per_unit_month}次。"
    if guard.must_have_tried:
        yield "自己到过场或报过进展才能吹哨。"
    if guard.not_for:
        yield f"{words.categories(guard.not_for)}不吹哨。"
