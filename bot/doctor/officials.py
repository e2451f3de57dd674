"""The district: is there somebody for every place, and can everybody be reached?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot import bootstrap
from bot.doctor import channels
from bot.doctor.findings import Finding, fail, ok, warn
from handlers import policy, routing
from handlers.durations import local_date
from handlers.org import Org
from handlers.policy import Policy, PolicyError
from handlers.rules.base import UNIT_KINDS
from handlers.rules.routing import Route, ScopeRule
from storage import tree

MOST_NAMED = 5
_PLACES = ("estate", "community", "village", "subdistrict")


def look(conn: Connection, district: str, policies: Path) -> Iterator[Finding]:
    """Units without anybody, people nobody can reach, and the policy pack.

    Args:
        policies: the folder with the district's own packs.
    """
    found = tree.load(conn, district)
    if found is None:
        return
    org, today = Org(found, [*bootstrap.page_channels(), *channels.names_on()]), local_date(datetime.now(UTC))
    try:
        rules = policy.load(found.policy, [policies])
    except PolicyError as error:
        yield fail("规则包", str(error), "改好这个文件（minhu policy check 列出每一处），或改组织文件的 policy 再导入")
        return
    yield ok("辖区", f"{found.name}：单位 {len(found.units)}，人员 {len(found.people)}，规则包 {rules.name}")
    yield _nobody(org, rules, today)
    yield _own_nobody(org, rules, today)
    yield _unreached(org, today)
    yield from _strange_places(org, rules)
    if not found.chats:
        yield warn("群", "没有绑定任何群", "在组织文件的 chats 里写上群编号和所属小区")


def _nobody(org: Org, rules: Policy, today: date) -> Finding:
    """Places from which the whole ladder up to the district is empty."""
    empty = [
        unit.name
        for unit in org.tree.units
        if unit.kind in (*_PLACES, "district")
        and routing.next_rung(routing.ladder(org, rules, unit.code, None, today), 0) is None
    ]
    if empty:
        remedy = "在组织文件的 duties 里至少给区一级写一位 dispatcher 或 district_leader，再 minhu import-org"
        return fail("负责人", f"{named(empty)}的诉求找不到任何负责人", remedy)
    return ok("负责人", "每个地方的诉求都有人接")


def _own_nobody(org: Org, rules: Policy, today: date) -> Finding:
    """Estates whose nearest rung is vacant: everything goes to somebody farther away."""
    empty = [
        unit.name
        for unit in org.tree.units
        if unit.kind == "estate" and not routing.ladder(org, rules, unit.code, None, today)[0].people
    ]
    if empty:
        return warn("小区", f"{named(empty)}没有院长或网格员在任，诉求直接到上一级", "在 duties 里补上，或检查任职日期")
    return ok("小区", "都有院长或网格员")


def _strange_places(org: Org, rules: Policy) -> Iterator[Finding]:
    """Units that rules of the pack name and the tree does not have: such a rule never applies."""
    asked: list[Route | ScopeRule] = [*rules.routing.all_routes, *rules.scope]
    strange = [
        f"规则『{rule.name}』的 {code}"
        for rule in asked
        for code in rule.when.place
        if code not in UNIT_KINDS and org.unit(code) is None
    ]
    if strange:
        yield warn("规则里的单位", f"组织里没有{named(strange)}", "改规则包里的 place，或在组织文件里写上这个单位")


def _unreached(org: Org, today: date) -> Finding:
    lost = [p.name for p in org.tree.people if org.duties_of(p.code, today) and org.reach(p.code) is None]
    if lost:
        return warn("联系渠道", f"{named(lost)}没有可用的账号，收不到通知", "在组织文件的 people 里写 accounts")
    return ok("联系渠道", "在任的人都能收到通知")


def named(names: Sequence[str]) -> str:
    """The first of them by name."""
    shown = "、".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown}等 {len(names)} 处"
