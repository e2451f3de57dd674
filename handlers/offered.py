"""Which button, and which ticket, a press means: never one that was not delivered to the one who presses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from handlers import cards
from handlers.messages import Action, Inbound, Kind
from handlers.work import Case, Work
from handlers.workflow import may
from storage import buttons, outbox, tickets
from storage.buttons import Button
from storage.outbox import OutboxRow

_FIRST = re.compile(rf"{cards.CODES}：(\d)")
# How many messages delivered to somebody are looked through for a card: mostly it is one of the last.
_LAST, _LOOKED_AT = 5, 50
_NUMBERED = {Action.CAME, Action.NOT_CAME}


def pressed(work: Work, message: Inbound) -> Button | None:
    """The stored button, if it was offered to the one who presses it."""
    found = buttons.get(work.conn, work.district, message.button) if message.button else None
    mine = found is not None and (found.channel, found.recipient) == (message.channel, message.sender)
    return found if mine else None


def meant(work: Work, message: Inbound, action: Action, value: str) -> Case | None:
    """The ticket our page names; else that of the newest delivered card that offers the action and still fits."""
    if message.ticket is not None:
        ticket = tickets.by_number(work.conn, work.district, message.ticket)
        return work.case(ticket.id) if ticket else None
    wanted = f"{action.value}:{value}" if value else action.value
    found: list[Case] = []
    for row in _delivered(work, message):
        buttons_of = [button["action"] for button in (row.card or {}).get("buttons", ())]
        # A score answers any question whether it is solved, also one that has no buttons for scores.
        scored = action is Action.RATE and row.kind == Kind.SURVEY and Action.CONFIRM in buttons_of
        # What is promised has its number in its buttons, but not where a platform carries the bare word.
        about = any(name.startswith(f"{wanted}:") for name in buttons_of) if action in _NUMBERED else False
        if (
            (wanted in buttons_of or scored or about)
            and row.ticket_id is not None
            and (case := work.case(row.ticket_id))
        ):
            if may(action, case.ticket.status, case.ticket.form):
                return case
            found.append(case)
    return found[0] if found else None


def about(work: Work, message: Inbound) -> int:
    """The ticket of the button with just this action on the newest delivered card that has it; 0 where none has."""
    for row in _delivered(work, message):
        for button in (row.card or {}).get("buttons", ()):
            if button["action"] == message.press:
                return int(button.get("ticket", 0) or row.ticket_id or 0)
    return 0


def labelled(work: Work, message: Inbound, label: str) -> dict[str, Any] | None:
    """The button of this name on the newest card the sender was shown."""
    return next((button for button in _newest(work, message) if button["label"] == label), None)


def newest(work: Work, message: Inbound) -> str:
    """What the first button of the newest card does that the sender was shown."""
    return next((str(button["action"]) for button in _newest(work, message)), "")


def _newest(work: Work, message: Inbound) -> list[dict[str, Any]]:
    cards_shown = (row.card for row in _delivered(work, message) if row.card and row.card["buttons"])
    return next((list(card["buttons"]) for card in cards_shown), [])


def last_about(work: Work, message: Inbound, among: Collection[int]) -> int | None:
    """Which of these tickets the newest card delivered to the sender was about."""
    return next((row.ticket_id for row in _delivered(work, message) if row.card and row.ticket_id in among), None)


def numbered(work: Work, message: Inbound) -> list[dict[str, Any]]:
    """The buttons whose numbers the sender was last shown in words; the numbers may go on from card to card."""
    shown: list[dict[str, Any]] = []
    first = 0
    for row in _delivered(work, message):
        found = _FIRST.search(row.text) if row.card and row.card["buttons"] else None
        if found is None or row.card is None:
            continue
        begins = int(found[1])
        if shown and begins + len(row.card["buttons"]) != first:
            return []  # another card came between them: one digit would mean two things
        shown, first = [*row.card["buttons"], *shown], begins
        if first == 1:
            return shown
    return []


def _delivered(work: Work, message: Inbound) -> Iterator[OutboxRow]:
    """What the sender was sent, newest first."""
    for skipped, limit in ((0, _LAST), (_LAST, _LOOKED_AT)):
        rows = outbox.of_recipient(work.conn, work.district, message.channel, message.sender, limit)
        yield from rows[::-1][skipped:]
        if len(rows) < limit:
            return
