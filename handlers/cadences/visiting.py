"""周走访: where everybody should go this week, and why: unsolved, repeated, silent for long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from handlers import asking, notices, wording
from handlers.cadences import agenda as parts
from handlers.cadences import reach
from handlers.cadences.coming import Coming, Section
from handlers.cadences.lines import about_invited
from handlers.messages import Action, Button, Card, Kind
from storage import agenda, households
from storage import visits as rows
from storage.visits import Visit

# Unit and building.
Place = tuple[str, str | None]
# Whether it presses, and the words for it.
Reason = tuple[bool, str]
_DIGITS = 6


def places(coming: Coming) -> dict[Place, list[str]]:
    """Where somebody should go and why: most to talk about first, then whoever was not visited longest."""
    found: dict[Place, list[Reason]] = defaultdict(list)
    for place, why in (*_unsolved(coming), *_repeated(coming), *_at_home(coming), *_silent(coming)):
        found[place].append(why)
    work = coming.work
    last = rows.last_done(work.conn, work.district, coming.units)
    visited = {place: at.timestamp() for place, at in last.items()}
    pressing = {place: sum(presses for presses, _ in reasons) for place, reasons in found.items()}
    order = sorted(found, key=lambda at: (-pressing[at], visited.get(at, 0.0), at[0], _in_order(at[1])))
    return {place: [why for _, why in found[place]] for place in order}


def _in_order(building: str | None) -> str:
    return (building or "").rjust(_DIGITS, "0")


def _unsolved(coming: Coming) -> Iterator[tuple[Place, Reason]]:
    work = coming.work
    before = asking.ago(work, work.policy.governance.visits.unsolved_after)
    for ticket in agenda.unsolved(work.conn, work.district, coming.units, before):
        # Nobody is sent to the door of who complained of him.
        if not ticket.confidential and not about_invited(coming, ticket):
            why = "办了又没解决" if ticket.reopened else "久未解决"
            told = f"{ticket.number} {wording.category(ticket.category)}{why}"
            yield (ticket.unit, ticket.building), (True, told)


def _repeated(coming: Coming) -> Iterator[tuple[Place, Reason]]:
    for row in parts.repeated(coming):
        yield (row.unit, row.building), (True, f"{wording.category(row.category)}反复{len(row.numbers)}次")


def _at_home(coming: Coming) -> Iterator[tuple[Place, Reason]]:
    """Households that agreed to be known: how many of a building, never which door."""
    work, titles = coming.work, coming.work.policy.governance.households.fields
    found: dict[tuple[Place, str], int] = defaultdict(int)
    for home in households.agreed(work.conn, work.district, coming.units) if titles else ():
        for key in home.facts:
            found[(home.unit, home.building), titles.get(key, "")] += 1
    yield from ((place, (True, f"{title}{count}户")) for (place, title), count in found.items() if title)


def _silent(coming: Coming) -> Iterator[tuple[Place, Reason]]:
    """Buildings nobody was heard from; of an estate whose buildings nobody counted none can be called silent."""
    work, weeks = coming.work, coming.work.policy.governance.visits.silent_weeks
    heard = agenda.heard_from(work.conn, work.district, coming.units, work.now - timedelta(weeks=weeks))
    for code in coming.units:
        unit = work.org.unit(code)
        for number in range(1, (unit.buildings if unit and unit.buildings else 0) + 1):
            if (code, str(number)) not in heard:
                yield (code, str(number)), (False, f"{weeks}周没有动静")


def lists(coming: Coming, people: list[str]) -> dict[str, list[tuple[Place, list[str]]]]:
    """Who goes where: each place to whoever is nearest to it and has least to do so far, at most so many each."""
    most, found = coming.work.policy.governance.visits.most, places(coming)
    given: dict[str, list[tuple[Place, list[str]]]] = {person: [] for person in people}
    for place, why in found.items():
        near = [person for person in _near(coming, place[0], people) if len(given[person]) < most]
        if near:
            given[min(near, key=lambda person: len(given[person]))].append((place, why))
    return {person: mine for person, mine in given.items() if mine}


def _near(coming: Coming, unit: str, people: list[str]) -> list[str]:
    """Those of these people whose duty is nearest above a place."""
    work = coming.work
    for place in work.org.path(unit):
        here = reach.holding(work, place.code, coming.rule.roles)
        if found := [person for person in here if person in people]:
            return found
    return []


def send(coming: Coming, meeting_id: int, people: list[str], late: str) -> list[Section]:
    """Everybody's own list, with a button for what he found; returns the lists as sections."""
    work, told = coming.work, list[Section]()
    for person, mine in lists(coming, people).items():
        lines = []
        for (unit, building), why in mine:
            reason = "；".join(why)
            row = Visit(work.district, work.new_id(), meeting_id, unit, building, person, reason, work.now)
            rows.add(work.batch, row)
            lines.append(f"{reach.name(work.org, unit, building)}：{wording.short(reason, 60)}")
        told.append((wording.name_of(work, person), lines))
        _owe(coming, person, lines, late)
    return told


def _owe(coming: Coming, person: str, lines: list[str], late: str) -> None:
    button = Button(Action.VISITED.value, "走访记录")
    body = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    ask = "走完一处，发“走访 几号楼 看到的情况”，有问题我来登记。"
    text = f"【{coming.name}】{late}请您走访{len(lines)}处：\n{body}\n{ask}\n回复数字办理：1 走访记录"
    card = Card(coming.name, (("走访", f"{len(lines)}处"),), f"{wording.short(body, 300)}\n{ask}", (button,))
    notices.to_person(coming.work, person, Kind.DIGEST, text, card=card)
