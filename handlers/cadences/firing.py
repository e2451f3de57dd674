"""It comes round: what is to be told is gathered, kept, and sent to whoever meets."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import notices, wording
from handlers.cadences import planning, polling, reach, visiting
from handlers.cadences.coming import Coming, Section
from handlers.cadences.contents import CONTENTS
from handlers.cadences.occasions import between
from handlers.messages import Card, Kind
from handlers.work import Work
from storage import cadences, meetings, polls
from storage.cadences import CadenceRow
from storage.meetings import Meeting

# Later than this is said; everybody's tick is later than its second.
LATE = timedelta(minutes=30)
# At nine on Monday a city has hundreds of visit lists to make: so many in one transaction, then others have their turn.
FEW = 10
_LINES, _OF_EACH, _WIDE = 12, 3, 60


def tick(work: Work, limit: int) -> int:
    """Plan anew where rules or tree changed; then do what has come round, and end polls whose time is over."""
    if planning.stale(work.policy, cadences.state(work.conn, work.district)):
        planning.plan(work)
    few = min(limit, FEW)
    due = cadences.due(work.conn, work.district, work.now, few)
    for row in due:
        _come(work, row)
    ended = polls.due(work.conn, work.district, work.now, few)
    for poll in ended:
        polling.close(work, poll)
    done = max(len(due), len(ended))
    return limit if done == few else done


def put_off(work: Work, later: datetime) -> None:
    """The first that is due could not be done: it makes way for the others."""
    for row in cadences.due(work.conn, work.district, work.now, 1):
        cadences.put_off(work.conn, row, later)


def _come(work: Work, row: CadenceRow) -> None:
    if row.name not in work.policy.cadences or work.org.unit(row.unit) is None:
        cadences.remove(work.conn, [row])
        return
    coming, planned = Coming.of(work, row), row.next_at or work.now
    people, late = coming.people, _late(coming, row, planned)
    meeting_id = work.new_id()
    if coming.rule.kind == "visits":
        found = visiting.send(coming, meeting_id, people, late)
    else:
        found = [(title, lines) for title, lines in CONTENTS[coming.rule.kind](coming) if lines]
    quiet = coming.rule.only_if_any and not found
    kept = Meeting(
        work.district, meeting_id, row.name, coming.rule.kind, row.unit, planned, work.now,
        [list(section) for section in found], [] if quiet else people,
    )  # fmt: skip
    meetings.add(work.batch, kept)
    if not quiet and coming.rule.kind != "visits":
        _send(coming, kept, found, late)
    planning.went(work, row)


def _late(coming: Coming, row: CadenceRow, planned: datetime) -> str:
    """What is said when nobody was there at its moment, e.g. because the computer was off."""
    work = coming.work
    if work.now - planned < LATE:
        return ""
    missed = len(between(coming.rule, planned, work.now, work.policy.calendar))
    more = f"，其间另有{missed}次没有发" if missed else ""
    return f"（应于{wording.moment(planned, work.now)}发出，现在补发{more}）"


def _send(coming: Coming, kept: Meeting, found: list[Section], late: str) -> None:
    """Everybody gets the top of it; the whole is on the desk."""
    work = coming.work
    title = f"{reach.name(work.org, coming.unit)} {coming.name}"
    body = "\n".join(short(found)) or "没有需要说的事。"
    where = f"全文：{work.public_url}/desk/meetings/{kept.id}" if work.public_url else "全文在值班台“议事”里。"
    tail = "\n会后发“纪要”，每行写：事项 @负责人 日期，我来派单。" if coming.rule.minutes else ""
    text = f"【{title}】{late}\n{body}\n{where}{tail}"
    card = Card(wording.short(title, 26), (), wording.short(f"{late}{body}", 400) + tail)
    for person in kept.people:
        notices.to_person(work, person, Kind.DIGEST, text, card=card)


def short(found: list[Section]) -> list[str]:
    """The top lines of each part, within what one message holds."""
    told: list[str] = []
    for title, lines in found:
        told.append(f"■ {title}" + (f"（共{len(lines)}条）" if len(lines) > _OF_EACH else ""))
        told += [f"· {wording.short(line, _WIDE)}" for line in lines[:_OF_EACH]]
    return told if len(told) <= 2 * _LINES else [*told[: 2 * _LINES], "……"]
