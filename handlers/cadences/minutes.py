"""纪要: every line 事项 @负责人 日期 becomes a task with an owner and a date; the words themselves are always kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers import clocks, dispatching, entitled, orders, wording
from handlers.cadences import dates, reach
from handlers.durations import local_date
from handlers.entitled import RefusedError
from handlers.messages import Kind
from handlers.org import Org
from handlers.work import Case, Work
from nlu import guessing
from storage import meetings
from storage.meetings import Meeting, Task
from storage.tickets import Ticket
from storage.types import CHINA

OTHER = "other"
# Whoever was invited may write minutes for so long.
STILL = timedelta(days=45)
LONGEST = 20_000
_OWNER = re.compile(r"[@＠]\s*([^\s@＠，,。;；:：]{1,32})")
_BULLET = re.compile(r"^\s*(?:[-·•*]|\d{1,2}[.、)）]|[（(]\d{1,2}[)）])\s*")
# When the day of a task ends.
_END_OF_DAY = 18


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is to become a task.

    Attributes:
        owner: as it was written.
        by: until when; None where nobody said.
    """

    what: str
    owner: str
    by: date | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of minutes: the tasks, and a sentence for every line that could not become one."""

    tasks: list[Case]
    problems: list[str]


def lines(text: str, today: date) -> list[Line]:
    """The lines that name somebody; all others are only kept."""
    found = []
    for row in text.splitlines():
        owner = _OWNER.search(row)
        if owner is None:
            continue
        by, rest = dates.read(row[: owner.start()] + " " + row[owner.end() :], today)
        found.append(Line(_BULLET.sub("", rest).strip(" ，,。;；:："), owner[1], by))
    return found


def take(work: Work, meeting: Meeting, person: str, text: str) -> Taken:
    """Keep the minutes and give out their tasks; the same minutes sent again give out only what is new."""
    if not text.strip():
        raise RefusedError("纪要是空的。每行写：事项 @负责人 日期，比如：更换路灯 @李秀英 12月5日。")
    before, day = meeting.minutes or "", local_date(work.now)
    known = {(line.what, line.owner) for line in lines(before, day)}
    taken = Taken([], [])
    for line in lines(text, day):
        if (line.what, line.owner) not in known:
            known.add((line.what, line.owner))
            _one(work, meeting, person, line, taken)
    kept = text.strip() if text.strip().startswith(before.strip()) else f"{before}\n{text.strip()}".strip()
    meetings.keep_minutes(work.conn, meeting, kept[:LONGEST], person, work.now)
    return taken


def _one(work: Work, meeting: Meeting, person: str, line: Line, taken: Taken) -> None:
    owners = owner_of(work.org, line.owner)
    if not line.what:
        taken.problems.append(f"“@{line.owner}”前后没有写事项")
    elif len(owners) != 1:
        why = "名单里没有这个人" if not owners else f"名单里有{len(owners)}位，请写代码：{'、'.join(owners)}"
        taken.problems.append(f"“{wording.short(line.what, 20)}”没有派出：@{line.owner} {why}")
    else:
        taken.tasks.append(give(work, meeting, person, owners[0], line))


def owner_of(org: Org, written: str) -> list[str]:
    """The codes of whoever is meant by a name, with or without a title before it, or by a code."""
    if org.person(written):
        return [written]
    exact = [person.code for person in org.tree.people if person.name == written]
    return exact or [one.code for one in org.tree.people if len(one.name) > 1 and written.endswith(one.name)]


def give(work: Work, meeting: Meeting, person: str, owner: str, line: Line) -> Case:
    """A task for somebody, with his own time to do it; whoever wrote the minutes is asked how it was."""
    due = _due(work, line.by)
    case = Case(work, _ticket(work, meeting, person, line), new=True)
    work.cases[case.ticket.id] = case
    dispatching.choose(case)
    title = f"{reach.name(work.org, meeting.unit)} {meeting.cadence}"
    case.record("opened", person, summary=line.what, meeting=meeting.id)
    case.tell([person])
    clocks.begin(case)
    clocks.stop(case, "resolve", "feedback", "first_action", "on_site", "plan")
    clocks.start_clock(case, "resolve", due)
    dispatching.hand_over(case, [owner], person, rule=f"{title}议定")
    meetings.add_task(work.batch, Task(work.district, meeting.id, case.ticket.id, due))
    dispatching.tell_assignees(case, Kind.NOTIFY, f"会议任务：{wording.short(meeting.cadence, 16)}")
    return case


def _due(work: Work, by: date | None) -> datetime:
    if by is None:
        return work.policy.governance.minutes.due.after(work.now, work.policy.calendar)
    due = datetime(by.year, by.month, by.day, _END_OF_DAY, tzinfo=CHINA)
    return max(due, work.now + timedelta(hours=1))


def _ticket(work: Work, meeting: Meeting, person: str, line: Line) -> Ticket:
    category, asked = guessing.subject(line.what) or OTHER, orders.asker(work, person)
    return orders.task(work, meeting.unit, line.what, category=category, kind="request", asked=asked, source="meeting")


def meant(work: Work, person: str) -> Meeting:
    """The newest meeting somebody was invited to and of which minutes are taken; `RefusedError` when there is none."""
    for meeting in meetings.latest(work.conn, work.district):
        rule = work.policy.cadences.get(meeting.cadence)
        if rule and rule.minutes and person in meeting.people and meeting.planned_at >= work.now - STILL:
            return meeting
    raise RefusedError("最近没有请您参加的会，纪要没有地方放；请到值班台“议事”里找到那次会再写。")


def named(work: Work, person: str, meeting_id: int) -> Meeting:
    """The meeting with this id, for whoever was invited and for the desk; `RefusedError` for anybody else."""
    meeting = meetings.get(work.conn, work.district, meeting_id)
    if meeting is None or not (person in meeting.people or entitled.at_desk(work, person)):
        raise RefusedError("没有这次会，或者没有请您参加，纪要没有记。")
    return meeting


def answer(work: Work, meeting: Meeting, taken: Taken) -> str:
    """What whoever wrote minutes is told."""
    told = [f"{meeting.cadence}的纪要记下了，派出{len(taken.tasks)}项任务。"]
    for case in taken.tasks:
        due = next((clock.due_at for clock in case.running("resolve")), work.now)
        who, day = wording.names_of(work, case.assignees), due.astimezone(CHINA).strftime("%m-%d")
        told.append(f"{case.ticket.number} {wording.short(case.ticket.summary, 30)}：{who}，{day}前")
    told += [f"注意：{problem}。" for problem in taken.problems]
    return "\n".join(told)
