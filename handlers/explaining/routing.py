"""Who gets a ticket, who is told besides, and where it does not go."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.policy import Policy
from handlers.rules.routing import DEFAULT, Holders, Route, RungRule


def first(pack: Policy) -> Iterator[str]:
    """The ladders, rung by rung."""
    yield "诉求先派给离居民最近的一级；这一级没有人，就派给再上一级，直到有人为止："
    yield from _rungs(pack, pack.routing.ladder)
    for name, rungs in pack.routing.ladders.items():
        used = [route.name for route in pack.routing.all_routes if route.ladder == name]
        yield f"派单路线“{name}”" + (f"（用于：{'、'.join(used)}）：" if used else "（没有规则用到它）：")
        yield from _rungs(pack, rungs)
    yield from (_route(pack, route) for route in pack.routing.routes)


def _rungs(pack: Policy, rungs: tuple[RungRule, ...]) -> Iterator[str]:
    for number, rung in enumerate(rungs, 1):
        yield f"　第{number}级：{rung_said(pack, rung)}"


def rung_said(pack: Policy, rung: RungRule) -> str:
    """E.g. 院长、网格员（楼栋、小区、网格）."""
    held = words.roles(pack, rung.roles)
    if rung.force or rung.department:
        return ("管这类事的专班" if rung.force else "管这类事的部门") + (f"（{held}）" if held else "")
    more = ["会办这类事的优先"] * rung.skilled + ["有值班表的先找当天值班的人"] * rung.on_duty
    return f"{held}（{'；'.join([words.kinds(rung.at), *more])}）"


def _route(pack: Policy, route: Route) -> str:
    asked = words.condition(pack, route.when) or "其余所有诉求"
    said = [] if route.ladder == DEFAULT else [f"走派单路线“{route.ladder}”"]
    said += [f"从第{route.level + 1}级开始"] * bool(route.level)
    said += [f"按“{route.track}”计时"] if route.track else []
    said += [f"同时告诉{words.roles(pack, route.copies)}"] if route.copies else []
    said += [f"由{_holders(pack, route.leader)}盯办"] if route.leader else []
    said += ["只有经办人看得到内容"] * route.confidential
    return f"规则“{route.name}”：{asked}的，{'，'.join(said) or '照常派单'}。"


def _holders(pack: Policy, holders: Holders) -> str:
    return f"{words.roles(pack, holders.roles)}（{words.kinds(holders.at)}）"


def told(pack: Policy) -> Iterator[str]:
    """Who is told besides."""
    yield "管这类事的职能部门每次都会知道，也可以接单。"
    for rule in pack.routing.copies:
        asked = {"category": rule.categories, "kind": rule.kind, "source": rule.source, "urgency": rule.urgency}
        yield f"{words.condition(pack, asked) or '所有诉求'}的，同时告诉{_holders(pack, rule)}。"
    if hidden := pack.routing.reporter_hidden_from:
        yield f"{words.roles(pack, sorted(hidden))}看不到是谁反映的。"
    if shown := pack.routing.shown_roles:
        yield f"居民问“谁是我的服务长”，依次告诉他：{words.roles(pack, shown)}。"
    if after := pack.returns.lock_after:
        yield f"第{after}次退单后由最先接到的人负责到底（首接负责），不能再退。"
    else:
        yield "退单不限次数，每次由上一级重新派。"


def scope(pack: Policy) -> Iterator[str]:
    """What another office looks after."""
    for rule in pack.scope:
        phone = f"（电话 {rule.phone}）" if rule.phone else ""
        yield f"“{rule.name}”：{words.condition(pack, rule.when)}的，告诉居民：{rule.say}{phone}"
    if pack.scope:
        yield "居民坚持反映的照常派单；紧急情况一律受理。"
    else:
        yield "没有不受理清单：所有诉求都受理。"
