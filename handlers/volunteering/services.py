"""服务时长: what volunteers did, counted from orders that are over; and a friendly word to who did little."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import notices, routing, wording
from handlers.messages import Kind
from handlers.rules.volunteering import OFFICIALS, Volunteering
from handlers.volunteering import matching
from handlers.work import Work
from storage import meta
from storage import volunteering as rows
from storage.types import CHINA
from storage.volunteering import Sum

ASKED = frozenset({"我的时长", "服务时长", "志愿时长", "我的服务", "志愿服务"})
_NONE = Sum("", 0, 0)


def month_of(now: datetime) -> tuple[datetime, datetime]:
    """The first instant of the district's month, and of the next."""
    first = now.astimezone(CHINA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)


def of_month(work: Work) -> dict[str, Sum]:
    """What everybody did this month, as far as it counts by now."""
    rule = work.policy.volunteering
    if rule is None:
        return {}
    found = rows.counted(work.conn, work.district, *month_of(work.now), rule.counted)
    return {one.person: one for one in found}


def own(work: Work, person: str) -> str:
    """A volunteer's own month."""
    done, rule = of_month(work).get(person, _NONE), work.policy.volunteering
    expected = rule.expected_services_month if rule else 0
    wanted = f"，每月约定{expected}次" if expected else ""
    return f"本月您完成服务{done.services}次，{done.minutes / 60:g}小时{wanted}。居民确认过的单子才计入。"


def monthly(work: Work) -> int:
    """Once a month, on the pack's day or the next on which the clock runs: a word to each, a list to each community.

    Returns how many messages it owes.
    """
    rule = work.policy.volunteering
    if rule is None or not rule.expected_services_month or work.today.day < rule.remind_on:
        return 0
    if not meta.claim(work.conn, f"volunteers:{work.district}", f"{work.today:%Y-%m}"):
        return 0
    done, before = of_month(work), work.owed
    for duty in matching.volunteers(work.org, work.policy, work.today):
        _remind(work, rule, duty.person, done.get(duty.person, _NONE))
    for unit in work.org.tree.units:
        if unit.kind in ("community", "village"):
            _list(work, unit.code, done)
    return work.owed - before


def _remind(work: Work, rule: Volunteering, person: str, done: Sum) -> None:
    missing = rule.expected_services_month - done.services
    if missing > 0 and work.org.reach(person):
        text = (
            f"您好，本月您完成服务{done.services}次，离约定的{rule.expected_services_month}次还差{missing}次。"
            "方便的话，回“微心愿”看看附近谁需要帮忙。"
        )
        notices.to_person(work, person, Kind.DIGEST, text)


def _list(work: Work, unit: str, done: dict[str, Sum]) -> None:
    lines = _lines(work, unit, done)
    if not lines:
        return
    heading = f"本月志愿服务（{len(lines)}人，只计居民确认的单子）："
    rules = work.policy.volunteering.ladder if work.policy.volunteering else ()
    rungs = routing.ladder(work.org, work.policy, unit, None, work.today, rules=rules)
    rung = routing.next_rung(rungs, OFFICIALS)
    for official in rung.people if rung else ():
        notices.to_person(work, official, Kind.DIGEST, "\n".join([heading, *lines]))


def since(work: Work, unit: str, begun: datetime) -> list[str]:
    """What the volunteers of a unit did since then, a line each."""
    rule = work.policy.volunteering
    if rule is None:
        return []
    found = rows.counted(work.conn, work.district, begun, work.now, rule.counted)
    return _lines(work, unit, {one.person: one for one in found})


def _lines(work: Work, unit: str, done: dict[str, Sum]) -> list[str]:
    """In the order of the file: a list of who did what, no ranking."""
    duties = matching.volunteers(work.org, work.policy, work.today)
    people = [duty.person for duty in duties if any(above.code == unit for above in work.org.path(duty.unit))]
    return [_line(work, person, done.get(person, _NONE)) for person in people]


def _line(work: Work, person: str, done: Sum) -> str:
    return f"{wording.name_of(work, person)} {done.services}次 {done.minutes / 60:g}小时"
