"""What an agenda is made of: each part from orders, lists and polls as they are now."""

from __future__ import annotations

from collections.abc import Callable

from handlers import asking, wording
from handlers.cadences import lines, points, polling, reach
from handlers.cadences.coming import Coming, Section
from handlers.rules.cadences import SECTIONS
from storage import agenda, meetings, tickets
from storage.agenda import Repeated

_THEMES = 5


def sections(coming: Coming) -> list[Section]:
    """The parts a pack asks for, those with nothing to say left out."""
    wanted = coming.rule.takes or SECTIONS
    return [section for name in wanted for section in PARTS[name](coming) if section[1]]


def _tasks(coming: Coming) -> list[Section]:
    work = coming.work
    found = meetings.all_tasks(work.conn, work.district, coming.units, coming.since)
    return [("上次议定事项完成情况", [lines.task(work, ticket, due) for ticket, due in found])]


def _unsolved(coming: Coming) -> list[Section]:
    work = coming.work
    before = asking.ago(work, work.policy.governance.visits.unsolved_after)
    found = agenda.unsolved(work.conn, work.district, coming.units, before)
    return [("久未解决", [lines.standing(coming, ticket) for ticket in found])]


def _repeated(coming: Coming) -> list[Section]:
    return [("反复出现", [repeated_line(coming, row) for row in repeated(coming)])]


def repeated(coming: Coming) -> list[Repeated]:
    """Troubles that came again and again, by the rule for visits."""
    work, rule = coming.work, coming.work.policy.governance.visits
    since = asking.ago(work, rule.repeated_within)
    return agenda.repeated(work.conn, work.district, coming.units, since, rule.repeated)


def repeated_line(coming: Coming, row: Repeated) -> str:
    """Place, subject, how often, and the numbers it rests on; no building where it may be about somebody invited."""
    work = coming.work
    found = (tickets.by_number(work.conn, work.district, number) for number in row.numbers)
    about = any(lines.about_invited(coming, ticket) for ticket in found if ticket)
    where = reach.name(work.org, row.unit, None if about else row.building)
    return f"{where} {wording.category(row.category)} {len(row.numbers)}次：{lines.numbers(row.numbers)}"


def _overdue(coming: Coming) -> list[Section]:
    work = coming.work
    found = agenda.overdue(work.conn, work.district, coming.units, work.now)
    told = [f"{lines.of(coming, ticket)}，已超{wording.span(work.now - due)}" for ticket, due in found]
    return [("超时未办", told)]


def _themes(coming: Coming) -> list[Section]:
    work = coming.work
    found = agenda.themes(work.conn, work.district, coming.units, coming.since)
    return [("反映最多", [f"{wording.category(key)} {count}件" for key, count in found[:_THEMES]])]


def _points(coming: Coming) -> list[Section]:
    return [("联系点解决实际问题", points.told(coming.work, coming.units))]


def _panels(coming: Coming) -> list[Section]:
    return [("参政团意见", polling.told(coming.work, coming.units))]


def _ledgers(coming: Coming) -> list[Section]:
    work = coming.work
    rows = meetings.on_lists(work.conn, work.district, coming.units)
    return [
        (title, [f"{reach.name(work.org, row.unit)}：{wording.short(row.text, 80)}" for row in rows if row.list == key])
        for key, title in work.policy.governance.ledgers.items()
    ]


PARTS: dict[str, Callable[[Coming], list[Section]]] = {
    "tasks": _tasks,
    "unsolved": _unsolved,
    "repeated": _repeated,
    "overdue": _overdue,
    "themes": _themes,
    "points": _points,
    "panels": _panels,
    "ledgers": _ledgers,
}
