"""The cards with which somebody near is asked: the words, what they may be about, and three buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers import cards, notices, wording
from handlers.messages import Action, Button, Card, Kind
from handlers.work import Work
from handlers.workflow import NAMES, Status
from nlu.taxonomy import URGENCY_NAMES
from storage.doubts import Doubt
from storage.inbox import InboxRow
from storage.tickets import Ticket

PAGE = "/m/unsure"
TITLE = "群里这句话，要登记吗？"
CLOSE_BY = "归到刚才那件"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """A message somebody is asked about; `near` is the ticket it may belong to."""

    doubt: Doubt
    row: InboxRow
    near: Ticket | None


def send(work: Work, person: str, told: Sequence[Question], more: int) -> None:
    """A card for each; their codes go on from card to card, so that every digit means one thing."""
    first = 1
    for number, question in enumerate(told, 1):
        shown = card(work, question)
        if more and number == len(told):
            shown = replace(shown, rows=(*shown.rows, ("还有", f"{more}条，打开手机页看")))
        notices.to_person(work, person, Kind.NOTICE, _text(shown, first), card=shown)
        first += len(shown.buttons)


def card(work: Work, question: Question) -> Card:
    """One message."""
    row, near = question.row, question.near
    rows = [("群", where(work, row)), ("时间", wording.moment(row.at, work.now)), ("像是", guess(question.doubt))]
    if near is not None:
        rows.append(("刚才那件", about(work, near)))
    return Card(TITLE, tuple(rows), wording.short(words(row), _LONGEST), buttons(row, near), PAGE)


def buttons(row: InboxRow, near: Ticket | None) -> tuple[Button, ...]:
    """登记, 归到刚才那件 where there is one, 不是诉求."""
    found = [Button(f"{Action.REGISTER}:{row.id}", cards.LABELS[Action.REGISTER])]
    found += [Button(f"{Action.ATTACH}:{row.id}", CLOSE_BY)] if near is not None else []
    return (*found, Button(f"{Action.DISMISS}:{row.id}", cards.LABELS[Action.DISMISS]))


def words(row: InboxRow) -> str:
    """What was said, or that it was a picture."""
    pictures = len(row.payload.get("images") or ())
    said = str(row.payload.get("text") or "").strip()
    return " ".join(filter(None, (said, f"［照片{pictures}张］" if pictures else "")))


def where(work: Work, row: InboxRow) -> str:
    """The group."""
    chat = work.org.chat(row.channel, row.chat or "")
    unit = work.org.unit(chat.unit) if chat else None
    return f"{unit.name}群" if unit else "群里"


def guess(doubt: Doubt) -> str:
    """What it would be about."""
    if doubt.category == "other":
        return "说不清是什么事"
    urgency = URGENCY_NAMES.get(doubt.urgency, "") if doubt.urgency != "normal" else ""
    return "·".join(filter(None, (wording.category(doubt.category), urgency)))


def about(work: Work, ticket: Ticket) -> str:
    """The ticket it may belong to, in a few words."""
    what = f"{wording.category(ticket.category)}·{wording.place(work.org, ticket, room=False)}"
    return f"{what}（{ticket.number}，{NAMES[Status(ticket.status)]}）"


def _text(shown: Card, first: int) -> str:
    lines = [f"【{shown.title}】", shown.note, *(f"{name}：{value}" for name, value in shown.rows)]
    codes = "　".join(f"{number} {button.label}" for number, button in enumerate(shown.buttons, first))
    return "\n".join([*filter(None, lines), f"{cards.CODES}：{codes}"])
