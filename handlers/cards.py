"""What an official and a resident see of a ticket, and the buttons that fit."""

from __future__ import annotations

from handlers import routing, wording
from handlers.clocks import NAMES as CLOCK_NAMES
from handlers.messages import Action, Button, Card
from handlers.work import Case, Work
from handlers.workflow import NAMES as STATUS_NAMES
from handlers.workflow import Status, may

LABELS = {
    Action.ACCEPT: "接单",
    Action.RETURN: "退单",
    Action.TRANSFER: "转派",
    Action.ON_SITE: "已到场",
    Action.PROGRESS: "报进展",
    Action.RESOLVE: "办结",
    Action.EXTEND: "延期",
    Action.WAIT: "挂起",
    Action.RESUME: "恢复",
    Action.CONFIRM: "已解决",
    Action.REJECT: "没解决",
    Action.CANCEL: "撤销",
    Action.REFUSE: "不受理",
}

# In this order, six at most: what a phone card holds.
_OFFICIAL = {
    Status.DISPATCHED: (Action.ACCEPT, Action.RESOLVE, Action.TRANSFER, Action.RETURN),
    Status.ACCEPTED: (
        Action.ON_SITE, Action.PROGRESS, Action.RESOLVE, Action.EXTEND, Action.TRANSFER, Action.RETURN,
    ),
    Status.WAITING: (Action.RESUME, Action.PROGRESS, Action.RESOLVE),
}  # fmt: skip


def buttons(status: str) -> tuple[Button, ...]:
    """The buttons an official gets for a ticket in this state."""
    actions = _OFFICIAL.get(Status(status), ())
    return tuple(Button(action.value, LABELS[action]) for action in actions)


def for_official(case: Case, person: str, heading: str, *, acting: bool = True) -> Card:
    """A ticket as one official may see it; without buttons when there is nothing for him to do."""
    work, ticket = case.work, case.ticket
    hidden = routing.hides_reporter(work.org, work.policy, person, work.today)
    rows = [
        ("编号", ticket.number),
        ("类别", f"{wording.category(ticket.category)}·{_urgency(ticket.urgency)}{ticket.track}"),
        ("地点", wording.place(work.org, ticket, room=not hidden)),
    ]
    if due := _due(case):
        rows.append(due)
    if ticket.reopened:
        rows.append(("重办", f"第{ticket.reopened}次"))
    note = wording.masked(ticket.summary) if hidden else ticket.summary
    return Card(heading, tuple(rows), wording.short(note, 200), buttons(ticket.status) if acting else ())


def with_text(card: Card) -> str:
    """The card as plain text, with a code for every button."""
    lines = [f"【{card.title}】"] + [f"{name}：{value}" for name, value in card.rows]
    if card.note:
        lines.append(card.note)
    if card.buttons:
        codes = "　".join(f"{number} {button.label}" for number, button in enumerate(card.buttons, 1))
        lines.append(f"回复数字办理：{codes}")
    return "\n".join(lines)


def rating_buttons(work: Work) -> tuple[Button, ...]:
    """One to five, worst first, as people count."""
    return tuple(Button(f"rate:{score}", f"{score} {wording.stars(work.policy, score)}") for score in range(1, 6))


def _urgency(urgency: str) -> str:
    return {"emergency": "紧急·", "urgent": "加急·"}.get(urgency, "")


def _due(case: Case) -> tuple[str, str] | None:
    waiting = [clock for clock in case.running() if clock.kind in ("accept", "first_action", "feedback", "resolve")]
    if not waiting:
        return None
    nearest = min(waiting, key=lambda clock: clock.due_at)
    now = case.work.now
    late = "（已超时）" if nearest.due_at <= now else ""
    return "时限", f"{wording.moment(nearest.due_at, now)}前{CLOCK_NAMES[nearest.kind]}{late}"


def state_line(case: Case) -> str:
    """One line about where a ticket stands, for the resident."""
    ticket, work = case.ticket, case.work
    about = f"{ticket.number} {wording.category(ticket.category)}：{STATUS_NAMES[Status(ticket.status)]}"
    if may(Action.CANCEL, ticket.status) and case.assignees:
        about += f"，{wording.names_of(work, case.assignees)}负责"
    if ticket.status == Status.RESOLVED and ticket.resolution:
        about += f"（{wording.short(ticket.resolution, 40)}）"
    return about
