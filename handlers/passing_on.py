"""What residents add to a ticket reaches its people: at once in an emergency, else gathered for minutes.

Five messages in two minutes are one trouble and become one message to whoever has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from handlers import dispatching, notices, privacy, routing, wording
from handlers.evidence import telling
from handlers.messages import Kind
from handlers.work import Case, Work
from storage import residents
from storage.residents import Dialogue

# Kept as a dialogue row of the ticket itself: we listen whether more comes.
MORE, CHANNEL = "more", "ticket"
GATHERED = timedelta(minutes=3)
NEIGHBOURS = timedelta(minutes=10)  # that one more household has it can wait for the next
_SHOWN = 6
_TOGETHER = ("neighbour", "evidence")  # after these everybody is told what all households make together


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to pass on.

    Attributes:
        what: words, photo, voice, neighbour, evidence, place, restored, praise or urged; of somebody who was
            counted in, `household` words, or `recovered`.
        door: whose words they are, where he is not the reporter.
    """

    what: str
    words: str = ""
    door: str = ""


def tell(case: Case, line: Line, *, at_once: bool = False) -> bool:
    """Pass a line on; False when it only joins what will be told in a moment anyway."""
    work, number = case.work, case.ticket.number
    open_one = residents.asked(work.conn, work.district, CHANNEL, number)
    gathered = open_one.data["lines"] if open_one else []
    if at_once or (case.ticket.urgency == "emergency" and line.what != "neighbour"):
        if open_one is not None:
            residents.settle(work.conn, open_one)
        _send(case, [*_lines(gathered), line])
        return True
    until = work.now + (NEIGHBOURS if line.what == "neighbour" else GATHERED)
    if open_one is not None and open_one.expires_at is not None:
        until = min(until, open_one.expires_at)
    data = {"ticket": case.ticket.id, "lines": [*gathered, asdict(line)]}
    residents.ask(work.conn, Dialogue(work.district, CHANNEL, number, MORE, data, work.now, until))
    return open_one is None


def tell_gathered(work: Work, asked: Dialogue) -> None:
    """The minutes are over: one message to everybody who has the ticket now."""
    if case := work.case(asked.data["ticket"]):
        lines = _lines(asked.data["lines"])
        _send(case, lines)
        # The first of them was answered at once; the others, of the same minutes, together and once.
        if case.ticket.chat is None and sum(line.what == "words" for line in lines) > 1:
            notices.to_reporter(work, case.ticket, Kind.NOTICE, _all_passed_on(case))


def _all_passed_on(case: Case) -> str:
    whom = f"都转给{wording.names_of(case.work, case.assignees)}了" if case.assignees else "都记下了"
    return f"您刚才说的{whom}（编号{case.ticket.number}）。"


def _lines(rows: list[dict[str, str]]) -> list[Line]:
    return [Line(row["what"], row["words"], row.get("door", "")) for row in rows]


def _send(case: Case, lines: Sequence[Line]) -> None:
    """To whoever has it; in an emergency that nobody has accepted, to all: any of them may be the one who goes."""
    emergency = case.ticket.urgency == "emergency"
    people = list(case.people) if emergency and not case.ticket.accepted_at else case.assignees
    people = [*people, *_instead(case, people, "\n".join(line.words for line in lines))]
    kind = Kind.EMERGENCY if emergency else Kind.NOTICE
    head = f"{case.ticket.number}（{wording.category(case.ticket.category)}）有新情况："
    for person in people:
        told = [text for line in _counted(lines) if (text := _said(case, person, line))]
        together = telling.line_for(case, person) if any(line.what in _TOGETHER for line in lines) else ""
        if told or together:
            more = [f"……共{len(told)}条，其余请看工单"] if len(told) > _SHOWN else []
            more += [together] if together else []
            text = "\n".join([head, *told[:_SHOWN], *more])
            notices.to_person(case.work, person, kind, text, ticket=case.ticket)


def _instead(case: Case, people: Sequence[str], words: str) -> list[str]:
    """Who reads a complaint of everybody who has the ticket: the next one up, told of it with a card the first time."""
    if not people or not all(privacy.meant(case, person, words) for person in people):
        return []
    rung = routing.next_rung(dispatching.rungs_of(case), case.ticket.level, without=set(people))
    above = [person for person in rung.people if not privacy.meant(case, person, words)] if rung else []
    for person in case.tell(above):
        dispatching.tell(case, person, Kind.NOTIFY, "居民反映的是经办人，请过问", acting=False)
    return above


def _counted(lines: Sequence[Line]) -> list[Line]:
    """Photos, voices and neighbours as a number, everything else as it came."""
    photos, voices = (sum(line.what == what for line in lines) for what in ("photo", "voice"))
    near = [line.words for line in lines if line.what == "neighbour"]
    found = [line for line in lines if line.what not in ("photo", "voice", *_TOGETHER)]
    if photos:
        found.append(Line("place", f"居民发来照片{photos}张"))
    if voices:
        found.append(Line("place", f"居民发来语音{voices}条，没有转成文字"))
    if near:
        doors = "、".join(dict.fromkeys(door for door in near if door))
        found.append(Line("place", f"又有{len(near)}户邻居说也是这样" + (f"（{doors}）" if doors else "")))
    return found


def _said(case: Case, person: str, line: Line) -> str:
    """A line as one person may read it."""
    if line.what == "place":
        return privacy.place_line(case, person, line.words)
    words = wording.short(privacy.words_for(case, person, line.words), 80)
    known = line.door and not privacy.hides_author(case, person, line.words)
    neighbour = f"{line.door}的邻居" if known else "一户邻居"
    names = {
        "restored": "居民说已恢复", "praise": "居民说谢谢", "urged": "居民在等，问",
        "recovered": f"{neighbour}说已恢复",
    }  # fmt: skip
    head = names.get(line.what, f"{neighbour}补充" if line.what == "household" else "居民补充")
    if not words:
        return head if line.what in names else f"{head}了情况（内容不便显示）"
    return f"{head}：{words}"
