"""Owing messages: rows of the outbox, with their buttons, within quiet hours and conduct."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from handlers import clocks
from handlers.closing import voices
from handlers.importing.record import CHANNEL as IMPORTED
from handlers.manners import aloud
from handlers.messages import Card, Kind
from handlers.org import Address
from handlers.work import Case, Work
from storage import buttons, outbox, unrecorded
from storage.buttons import Button
from storage.outbox import OutboxRow
from storage.tickets import Ticket

# Kinds that nobody just asked for: they wait for the end of quiet hours.
UNASKED = {Kind.PROGRESS, Kind.RESULT, Kind.SURVEY, Kind.DIGEST, Kind.REMIND, Kind.ESCALATE, Kind.NOTICE}
NOWHERE = "none"


def owe(
    work: Work,
    to: Address,
    kind: Kind,
    text: str,
    *,
    card: Card | None = None,
    ticket: Ticket | None = None,
    not_before: datetime | None = None,
    called: bool = False,
) -> None:
    """Owe one message; it is delivered after the commit, and only then.

    A mere receipt for somebody on a channel that only hears is not owed: nobody would carry it to his door. Nor is
    anything for somebody who is not named, nor a second line of a ticket for a group.

    Args:
        called: an official has the groups told, as often as he confirms it (发布寻人).
    """
    if not _reaches(work, to, kind) or not (called or aloud.may_say(work, to, kind, ticket)):
        return
    outbox_id = work.new_id()
    work.owed += 1
    if card is not None:
        card = _offer(work, to, outbox_id, ticket, card)
    undeliverable = to.channel == NOWHERE
    row = OutboxRow(
        work.district, outbox_id, f"{work.source}:{work.owed}", to.channel, to.account, kind.value,
        ticket.id if ticket else None, text, card.as_json() if card else None, work.now,
        None if undeliverable else _when(work, kind, ticket, not_before),
        state="dead" if undeliverable else "pending",
        reason="此人没有可用的联系渠道" if undeliverable else None,
    )  # fmt: skip
    outbox.add(work.batch, row)


def _reaches(work: Work, to: Address, kind: Kind) -> bool:
    """Whether there is anybody to carry it to."""
    if kind is Kind.ACK and work.org.only_hears(to.channel):
        return False
    # Somebody known by a nickname in a record has no address: people call on him.
    return to.channel != IMPORTED and not unrecorded.is_nobody(to.account)


def to_person(
    work: Work, person: str, kind: Kind, text: str, *, card: Card | None = None, ticket: Ticket | None = None
) -> None:
    """Owe a message to somebody with a duty, wherever he is reached; without a channel it is a dead letter."""
    owe(work, work.org.reach(person) or Address(NOWHERE, person), kind, text, card=card, ticket=ticket)


def to_reporter(
    work: Work, ticket: Ticket, kind: Kind, text: str, *, card: Card | None = None, at: datetime | None = None
) -> None:
    """Owe a private message to the resident who reported; nobody reported an umbrella incident."""
    if ticket.channel == NOWHERE:
        return
    owe(work, Address(ticket.channel, ticket.reporter), kind, text, card=card, ticket=ticket, not_before=at)


def to_affected(
    case: Case, kind: Kind, text: str, *, card: Card | None = None, without: Collection[Address] = ()
) -> None:
    """Owe a private message to every neighbour who joined and can be reached.

    Args:
        without: whoever said it himself, or hears it with another ticket.
    """
    for one in voices.reached(case):
        to = Address(one.channel, one.account)
        if to not in without:
            owe(case.work, to, kind, text, card=card, ticket=case.ticket)


def _when(work: Work, kind: Kind, ticket: Ticket | None, not_before: datetime | None) -> datetime:
    at = max(work.now, not_before or work.now)
    if kind not in UNASKED or (ticket is not None and _goes_at_night(work, kind, ticket)):
        return at
    return work.policy.quiet.end_after(at)


def _goes_at_night(work: Work, kind: Kind, ticket: Ticket) -> bool:
    """Of an emergency everything but the survey; of a track that never sleeps what only officials get."""
    if ticket.urgency == "emergency":
        return kind is not Kind.SURVEY
    return kind in (Kind.REMIND, Kind.ESCALATE) and clocks.wakes(work.policy, ticket)


def _offer(work: Work, to: Address, outbox_id: int, ticket: Ticket | None, card: Card) -> Card:
    """Store the card's buttons; returns it with their ids."""
    card = replace(card, buttons=tuple(replace(button, id=buttons.new_id()) for button in card.buttons))
    for button in card.buttons:
        about = button.ticket or (ticket.id if ticket else 0)
        row = Button(work.district, button.id, outbox_id, about, to.channel, to.account, button.action)
        buttons.add(work.batch, row)
    return card
