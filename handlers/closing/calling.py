"""部分解决 once more: the level above calls whoever says so, and writes down what is left."""

from __future__ import annotations

from handlers import cards, entitled, notices, privacy, wording
from handlers.closing import reopening, tally, voices
from handlers.closing.voices import Voice
from handlers.messages import Action, Button, Card, Kind
from handlers.work import Case
from storage import surveys as rows
from storage.events import Event
from storage.surveys import Rating

ASKED = "call_wanted"
_LABELS = ((tally.SOLVED, "已解决"), (tally.PARTLY, "部分解决"), (tally.NOT, "没解决，重办"))
_QUESTION = "q"


def ask(case: Case, said: Rating, by: Voice) -> list[str]:
    """Ask the level above to call whoever `said` this; returns whom, for the resident to know."""
    _, people = reopening.above(case, case.assignees)
    words = said.comment or ""
    callers = [person for person in people if not privacy.hides_author(case, person, words)][:1]
    case.record(ASKED, "system", to=callers, answer=said.id)
    buttons = tuple(Button(press(result, whose=str(case.ticket.event_seq)), label) for result, label in _LABELS)
    case.tell(callers)
    for person in callers:
        text = f"这是又一次说部分解决，请打电话或上门问清还差什么，再点结果。{_told(words)}"
        told = (
            ("编号", case.ticket.number),
            ("类别", wording.category(case.ticket.category)),
            ("哪一户", _door(case, by)),
        )
        card = Card("请问清还差什么", told, text, buttons)
        notices.to_person(case.work, person, Kind.NOTIFY, cards.with_text(card), card=card, ticket=case.ticket)
    return callers


def press(result: str, score: str = "", whose: str = "") -> str:
    """The action that writes down what was said on the telephone; without `whose` by the reporter."""
    return ":".join((Action.CALLBACK.value, result, score, whose)).rstrip(":")


def question(survey: int) -> str:
    """`whose` of a question on a list of ours: of whoever was asked it."""
    return f"{_QUESTION}{survey}"


def asked(case: Case, person: str) -> bool:
    """Whether this person was asked to call about this ticket."""
    return bool(_wanted(case, person))


def whom(case: Case, person: str, whose: str) -> Voice | None:
    """Whose word a press of this person takes down; None where he has nobody's to take down.

    Args:
        whose: as the button carries it: the call that was wanted, by the number of its event; or a question of a list.
            Empty, as on the ticket's own page: the reporter's.
    """
    if entitled.may_call_back(case.work, person):
        if not whose:
            return voices.reporter(case)
        if whose.startswith(_QUESTION):
            found = [row for row in case.surveys if question(row.id) == whose]
            return _voice(case, found[0].channel, found[0].recipient) if found else None
    wanted = _wanted(case, person)
    if not whose:
        return _of_an_earlier_card(case) if wanted else None
    answers = {event.data.get("answer") for event in wanted if str(event.seq) == whose}
    said = [one for one in _ratings(case) if one.id in answers]
    return _voice(case, said[0].channel, said[0].account) if said else None


def _wanted(case: Case, person: str) -> list[Event]:
    return [event for event in case.history() if event.kind == ASKED and person in event.data["to"]]


def _voice(case: Case, channel: str, account: str) -> Voice | None:
    """The reporter, or a neighbour who still has the trouble."""
    own = voices.reporter(case)
    return own if (own.channel, own.account) == (channel, account) else voices.neighbour(case, channel, account)


def _of_an_earlier_card(case: Case) -> Voice | None:
    """Cards of an earlier version say only what was said: by whoever said 部分解决 last; nobody else may press them."""
    here = [one for one in _ratings(case) if one.round == case.ticket.reopened + 1]
    partly = [one for one in here if one.result == tally.PARTLY and one.by is None]
    return _voice(case, partly[-1].channel, partly[-1].account) if partly else None


def _ratings(case: Case) -> list[Rating]:
    return rows.ratings_of(case.work.conn, case.work.district, case.ticket.id)


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
