"""What each sort of cadence tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from handlers import routes, wording
from handlers.cadences import agenda, lines, points, polling, review
from handlers.cadences.coming import Coming, Section
from handlers.volunteering import refreshing, services
from storage import agenda as rows
from storage import visits
from storage.tickets import Ticket


def duty_roster(coming: Coming) -> list[Section]:
    """日值班: whose turn it is today."""
    work, calendar = coming.work, coming.work.policy.calendar
    told = []
    for code in coming.units:
        unit = work.org.unit(code)
        for turn in work.org.turns(code, work.today, calendar):
            who, person = wording.name_of(work, turn.person), work.org.person(turn.person)
            phone = f" {person.phone}" if person and person.phone else ""
            told.append(f"{unit.name if unit else code} {turn.starts:%H:%M}–{turn.ends:%H:%M} {who}{phone}")
    return [("今天值班", told)]


def rollup(coming: Coming) -> list[Section]:
    """日汇总: what came, what was done, and what is still open."""
    work = coming.work
    found = rows.counts(work.conn, work.district, coming.units, coming.since)
    late = rows.overdue(work.conn, work.district, coming.units, work.now)
    if not any((found.opened, found.resolved, found.closed, found.open_now)):
        return [("汇总", [])]
    figures = f"新收{found.opened}件，办结{found.resolved}件，归档{found.closed}件，还在办{found.open_now}件"
    late_lines = [f"{lines.of(coming, ticket)}，已超{wording.span(work.now - due)}" for ticket, due in late]
    themes = rows.themes(work.conn, work.district, coming.units, coming.since)
    told = [f"{wording.category(key)} {count}件" for key, count in themes]
    return [("汇总", [figures]), ("反映的事", told), ("超时未办", late_lines)]


def sorting(coming: Coming) -> list[Section]:
    """周梳理: what came, into the heaps of the pack; where it names none, by subject."""
    work, heaps = coming.work, defaultdict[str, list[Ticket]](list)
    for name in (rule.name for rule in coming.rule.sorts):
        heaps[name] = []
    for ticket in rows.opened(work.conn, work.district, coming.units, coming.since):
        heaps[_heap(coming, ticket)].append(ticket)
    grades = work.policy.grades
    return [
        (f"{name}（{len(found)}件）", [
            f"{lines.of(coming, ticket)}，{grades.get(ticket.grade, ticket.grade)}" for ticket in found
        ])
        for name, found in heaps.items()
    ]  # fmt: skip


def _heap(coming: Coming, ticket: Ticket) -> str:
    work = coming.work
    facts = routes.facts(work.org, work.policy, ticket, ticket.opened_at)
    found = next((rule.name for rule in coming.rule.sorts if rule.when.takes(facts)), None)
    return found or ("未归类" if coming.rule.sorts else wording.category(ticket.category))


def meeting(coming: Coming) -> list[Section]:
    """议事、联席会: the agenda, with what became of what was decided the last time."""
    work = coming.work
    planned, made = visits.counts(work.conn, work.district, coming.units, coming.since)
    told = [f"应走访{planned}处，已走访{made}处"] if planned else []
    return [*agenda.sections(coming), ("走访", told)]


def point_list(coming: Coming) -> list[Section]:
    """联系点: real problems solved this year."""
    return [("联系点解决实际问题", points.told(coming.work, coming.units))]


def panel_list(coming: Coming) -> list[Section]:
    """参政团: what it was asked since the last time."""
    return [("参政团意见", polling.told(coming.work, coming.units, coming.since))]


def refresh(coming: Coming) -> list[Section]:
    """微心愿清单更新: who waits for long is asked whether he still needs it."""
    asked = refreshing.refresh(coming.work, coming.unit)
    return [("微心愿", [f"有{asked}个微心愿很久没有人认领，已问居民还需不需要"] if asked else [])]


def hours(coming: Coming) -> list[Section]:
    """志愿服务: what volunteers did since the last time."""
    return [("志愿服务（只计居民确认的单子）", services.since(coming.work, coming.unit, coming.since))]


CONTENTS: dict[str, Callable[[Coming], list[Section]]] = {
    "duty_roster": duty_roster,
    "rollup": rollup,
    "sorting": sorting,
    "meeting": meeting,
    "review": review.sections,
    "points": point_list,
    "poll": panel_list,
    "refresh": refresh,
    "hours": hours,
}
