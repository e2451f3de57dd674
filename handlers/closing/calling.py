"""部分解决 once more: the level above calls whoever says so, and writes down what is left."""

from __future__ import annotations

from handlers import cards, notices, privacy, wording
from handlers.closing import reopening, tally, voices
from handlers.closing.voices import Voice
from handlers.messages import Action, Button, Card, Kind
from handlers.work import Case
from storage import surveys as rows

ASKED = "call_wanted"
_BUTTONS = tuple(
    Button(f"{Action.CALLBACK.value}:{result}", label)
    for result, label in ((tally.SOLVED, "已解决"), (tally.PARTLY, "部分解决"), (tally.NOT, "没解决，重办"))
)


def ask(case: Case, by: Voice, words: str) -> list[str]:
    """Ask the level above to call; returns whom, for the resident to know."""
    _, people = reopening.above(case, case.assignees)
    callers = [person for person in people if not privacy.hidden_from(case.work, person)][:1]
    case.record(ASKED, "system", to=callers)
    case.tell(callers)
    for person in callers:
        text = f"这是又一次说部分解决，请打电话或上门问清还差什么，再点结果。{_told(words)}"
        said = (
            ("编号", case.ticket.number),
            ("类别", wording.category(case.ticket.category)),
            ("哪一户", _door(case, by)),
        )
        card = Card("请问清还差什么", said, text, _BUTTONS)
        notices.to_person(case.work, person, Kind.NOTIFY, cards.with_text(card), card=card, ticket=case.ticket)
    return callers


def asked(case: Case, person: str) -> bool:
    """Whether this person was asked to call about this ticket."""
    return any(event.kind == ASKED and person in event.data["to"] for event in case.history())


def whom(case: Case) -> Voice:
    """Whose word a call takes down: of the neighbour about whom it was wanted, else the reporter's."""
    work = case.work
    if not any(event.kind == ASKED for event in case.history()):
        return voices.reporter(case)
    here = [one for one in rows.ratings_of(work.conn, work.district, case.ticket.id) if one.round == _round(case)]
    partly = [one for one in here if one.result == tally.PARTLY and one.by is None]
    found = voices.neighbour(case, partly[-1].channel, partly[-1].account) if partly else None
    return found or voices.reporter(case)


def _round(case: Case) -> int:
    return case.ticket.reopened + 1


def _door(case: Case, by: Voice) -> str:
    joined = next(
        (one for one in voices.neighbours(case) if (one.channel, one.account) == (by.channel, by.account)), None
    )
    if joined is None:
        return wording.place(case.work.org, case.ticket, room=True)
    parts = (joined.building and f"{joined.building}号楼", joined.entrance and f"{joined.entrance}单元", joined.room)
    return "邻居 " + ("".join(part for part in parts if part) or "没说门牌")


def _told(words: str) -> str:
    return f"居民说：{wording.short(words, 80)}" if words else ""
