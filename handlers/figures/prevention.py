"""未诉先办: what came in this month a year ago is a task before it comes again, and is counted again afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers import notices, wording
from handlers.durations import local_date
from handlers.figures import months, stats, tasks
from handlers.messages import Kind
from handlers.org import Address
from handlers.work import Case, Work
from storage import history
from storage.history import Counts, Prevention

# Where somebody looks after a place and can go there before the season.
_PLACES = ("estate", "village", "building", "grid")
# What is said of a building at least: one door of many is chance.
_SHARE = 0.4
_CLEAR = 0.05


@dataclass(frozen=True, slots=True)
class Season:
    """One year's month at one place: appeals of our own, and those the hotline counted before."""

    month: str
    own: int
    past: int
    buildings: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """Both together: another way in, the same trouble."""
        return self.own + self.past


def plan(work: Work, limit: int = 100) -> int:
    """Give tasks for the month that begins within the policy's time; returns how many."""
    rule = work.policy.figures.prevention
    if rule is None:
        return 0
    season = months.later(months.of(work.today), 1)
    reach = local_date(rule.ahead.after(work.now, work.policy.calendar))
    if reach < months.first(season):
        return 0
    # What is still being looked into needs no second task.
    known, done = history.planned(work.conn, work.district, season), 0
    known |= history.under_way(work.conn, work.district)
    for (unit, category), seasons in _recurring(work, season, rule.years, rule.at_least):
        if (unit, category) not in known and done < limit:
            _plan(work, unit, category, season, seasons)
            done += 1
    return done


def _recurring(work: Work, season: str, years: int, least: int) -> Iterator[tuple[tuple[str, str], list[Season]]]:
    """Places and categories that reached the number in the same month of each of the years, latest year first."""
    found: dict[tuple[str, str], list[Season]] = defaultdict(list)
    for year in range(1, years + 1):
        month = months.later(season, -12 * year)
        for key, one in _seasons(work, month).items():
            if one.total >= least and len(found[key]) == year - 1:
                found[key].append(one)
    for key in sorted(found):
        place = work.org.unit(key[0])
        if len(found[key]) == years and place is not None and place.kind in _PLACES:
            yield key, found[key]


def _seasons(work: Work, month: str) -> dict[tuple[str, str], Season]:
    own, past = counted(work, month)
    buildings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (unit, building, category), count in (*own.items(), *past.items()):
        if building:
            buildings[unit, category][building] += count
    ours, theirs = _by_place(own), _by_place(past)
    return {
        key: Season(month, ours[key], theirs[key], tuple(buildings[key].most_common(1)))
        for key in {*ours, *theirs}
    }  # fmt: skip


def counted(work: Work, month: str) -> tuple[Counts, Counts]:
    """What was counted in a month: our own appeals, and those of an imported file."""
    since, until = months.span(month)
    first, end = months.first(month), months.first(months.later(month, 1))
    return history.own(work.conn, work.district, since, until), history.past(work.conn, work.district, first, end)


def _by_place(counts: Counts) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (unit, _, category), count in counts.items():
        found[unit, category] += count
    return found


def _plan(work: Work, unit: str, category: str, season: str, seasons: list[Season]) -> None:
    evidence = "，".join(_said(work, unit, category, one, work.today.year) for one in seasons)
    summary = f"{evidence}。请在{months.said(season)}前上门看看，提前处理。"
    heading, due = f"未诉先办：{wording.category(category)}", months.span(season)[0]
    case = tasks.open_task(work, unit, category, summary, heading, due)
    last = seasons[0]
    before = {"month": last.month, "own": last.own, "past": last.past}
    look = months.span(months.later(season, 1))[0] + timedelta(hours=9)
    row = Prevention(work.district, work.new_id(), case.ticket.id, unit, category, season, before, work.now, look)
    history.plan(work.batch, row)


def _said(work: Work, unit: str, category: str, one: Season, year: int) -> str:
    """去年11月锦园小区供暖诉求12件，3号楼占7件."""
    day, place = months.first(one.month), work.org.unit(unit)
    when = f"去年{day.month}月" if day.year == year - 1 else months.said(one.month)
    where = "".join(
        f"，{building}号楼占{count}件" for building, count in one.buildings if count >= max(2, _SHARE * one.total)
    )
    source = f"（其中12345热线{one.past}件）" if one.past else ""
    return f"{when}{place.name if place else unit}{wording.category(category)}诉求{one.total}件{source}{where}"


def check(work: Work, limit: int = 100) -> int:
    """After the season: the same count again, and an honest sentence to those who had the task."""
    due = history.due(work.conn, work.district, work.now, limit)
    for one in due:
        after = _again(work, one)
        history.checked(work.batch, one, after, work.now)
        if case := work.case(one.ticket_id):
            text = _verdict(work, one, after, case)
            case.record("season_checked", "system", text=text, before=one.before, after=after)
            _tell(case, text)
    return len(due)


def _again(work: Work, one: Prevention) -> dict[str, Any]:
    """The same count after the season, and that of all other places then and now."""
    now, then = counted(work, one.season), counted(work, str(one.before["month"]))
    here = one.unit, one.category
    own, past = _by_place(now[0])[here], _by_place(now[1])[here]
    other = [_elsewhere(counts, one) for counts in (then[0], now[0])]
    imported = bool(now[1])
    return {"month": one.season, "own": own, "past": past if imported else None, "others": other}


def _elsewhere(counts: Counts, one: Prevention) -> int:
    every = _by_place(counts).items()
    return sum(count for (unit, category), count in every if category == one.category and unit != one.unit)


def _verdict(work: Work, one: Prevention, after: dict[str, Any], case: Case) -> str:
    place = work.org.unit(one.unit)
    name = f"{place.name if place else one.unit}{wording.category(one.category)}诉求"
    done = "预防任务已办结" if case.ticket.resolved_at else "预防任务没有办结"
    then, now = months.said(str(one.before["month"])), months.said(one.season)
    parts = [f"{name}：{now}{after['own']}件，{then}{one.before['own']}件"]
    if one.before["past"]:
        again = "还没有导入" if after["past"] is None else f"{after['past']}件"
        parts.append(f"12345热线：{now}{again}，{then}{one.before['past']}件")
    before, found = _comparable(one, after)
    parts.append(_meaning(before, found))
    others = after["others"]
    parts.append(f"其他地方同类诉求由{others[0]}件变为{others[1]}件")
    return f"{'；'.join(parts)}。{done}；件数的变化不能说明就是任务起的作用。"


def _comparable(one: Prevention, after: dict[str, Any]) -> tuple[int, int | None]:
    """Counted the same way before and after; None where it was not counted again."""
    if not one.before["past"]:
        return int(one.before["own"]), int(after["own"])
    if after["past"] is None:
        return 0, None
    return int(one.before["past"]) + int(one.before["own"]), int(after["past"]) + int(after["own"])


def _meaning(before: int, after: int | None) -> str:
    if after is None:
        return "两年的数口径不同，不能比较"
    if after == before:
        return "没有变化"
    said = "少了" if after < before else "多了"
    clear = stats.changed(before, after) < _CLEAR
    return f"{said}{abs(after - before)}件" + ("，超出偶然波动" if clear else "，件数少，可能只是偶然波动")


def _tell(case: Case, text: str) -> None:
    for person in _involved(case.people):
        notices.to_person(case.work, person, Kind.NOTICE, f"{case.ticket.number} 季后回看：{text}", ticket=case.ticket)
    to = Address(case.ticket.channel, case.ticket.reporter)
    if case.work.org.person_of(to.channel, to.account) not in case.people:
        notices.owe(case.work, to, Kind.NOTICE, f"{case.ticket.number} 季后回看：{text}", ticket=case.ticket)


def _involved(people: dict[str, str]) -> Iterable[str]:
    return [person for person, part in people.items() if part == "assignee"]
