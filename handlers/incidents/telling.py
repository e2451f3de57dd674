"""What is said of an incident: the evidence, and what later askers hear. Nothing of any resident."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers import notices, passing_on, privacy, wording
from handlers.incidents import counting
from handlers.incidents.counting import Household
from handlers.incidents.covering import rule_of, unlocked
from handlers.messages import Kind
from handlers.org import Address
from handlers.passing_on import Line
from handlers.work import Case, Work
from storage import events
from storage.tickets import Ticket

_SHOWN, _LONGEST = 6, 120
NO_TIME = "还没有预计时间，有消息马上告诉您。"
WHICH_DOOR = "您是几号楼几单元？告诉我，给您家记准。"
WHICH_BUILDING = "您家要是也这样，直接回我几号楼，我给您记上。"


def evidence(work: Work, category: str, found: Sequence[Household]) -> str:
    """E.g. 1小时内4户反映供暖问题：3号楼3户、5号楼1户."""
    doors = [f"{building}号楼{many}户" for building, many in counting.buildings(found) if building]
    more = "等" if len(doors) > _SHOWN else ""
    said = f"{rule_of(work).within.said}内{len(found)}户反映{wording.category(category)}问题"
    return f"{said}：{'、'.join(doors[:_SHOWN])}{more}" if doors else said


def known(work: Work, incident: Ticket) -> str:
    """What is known, who has it, and the last word of an official; no time that no official wrote."""
    people = unlocked(work, incident).assignees
    who = f"由{wording.names_of(work, people)}负责" if people else "正在安排人"
    count = len(counting.households(work, counting.beneath(work, incident)))
    where = wording.place(work.org, incident, room=False)
    head = f"您说的{wording.category(incident.category)}问题我们已经知道：{where}已有{count}户反映，{who}。"
    return head + (said(work, incident) or NO_TIME)


def said(work: Work, incident: Ticket) -> str:
    """The last progress an official wrote, with his name and the moment; empty before the first."""
    history = events.of_ticket(work.conn, work.district, incident.id)
    last = next((event for event in reversed(history) if event.kind == "progress"), None)
    if last is None:
        return ""
    by = f"{wording.name_of(work, last.actor)}，{wording.moment(last.at, work.now)}"
    words = privacy.for_neighbours(unlocked(work, incident), str(last.data.get("text", "")))
    return f"最新进展：{wording.short(words, _LONGEST).rstrip('。')}（{by}）。"


def counted(number: str, *, new: bool) -> str:
    """Whether the household was counted just now, or before."""
    return f"已把您家记上（编号{number}）。" if new else f"您家已经记着（编号{number}）。"


def added(case: Case) -> str:
    """To a household counted in that said more."""
    return f"收到，您家的情况{_passed_on(case)}（编号{case.ticket.number}）。"


def recovered(case: Case) -> str:
    """To a household counted in where it works again."""
    return f"太好了，您家恢复了，我记下了，{_passed_on(case)}（编号{case.ticket.number}）。要是又不行，随时说。"


def not_yours(case: Case) -> str:
    """To the household that never had the trouble."""
    return f"好的，{wording.category(case.ticket.category)}这件事不算您家了，不再为它打扰您。您家要是有问题，随时说。"


def door_noted(case: Case, door: str) -> str:
    """To a household counted in that told its door, or put it right."""
    return f"好的，您家记的是{door}，{_passed_on(case)}（编号{case.ticket.number}）。"


def _passed_on(case: Case) -> str:
    people = case.assignees
    return f"会转告{wording.names_of(case.work, people)}" if people else "等有人负责，就转告他"


def one_more(work: Work, incident: Ticket, building: str | None) -> None:
    """The people of the incident hear, in a while and all at once, that it grows."""
    passing_on.tell(unlocked(work, incident), Line("neighbour", f"{building}号楼" if building else ""))


def everybody(work: Work, below: Sequence[Ticket], said: Callable[[Ticket], str]) -> int:
    """Every household of these tickets hears it, once, about the ticket it told last; returns how many they are."""
    by_id = {ticket.id: ticket for ticket in below}
    found = counting.households(work, below)
    for home in found:
        to, ticket = Address(home.channel, home.account), by_id[home.ticket_id]
        if to.account == ticket.reporter or work.org.writes_to(to.channel):
            notices.owe(work, to, Kind.PROGRESS, said(ticket), ticket=ticket)
    return len(found)
