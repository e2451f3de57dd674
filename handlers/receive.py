"""A message comes in: the one way into the product."""

from __future__ import annotations

from dataclasses import replace

from handlers import asking, hearing, missed, official_talk, presses, private, remembering, scenes
from handlers.joint import rooms
from handlers.manners import first
from handlers.messages import Inbound, Outcome
from handlers.pieces import Pieces
from handlers.talk import Talk
from handlers.work import Work
from nlu.chatrecords.json_form import looks_forwarded
from nlu.understanding import Place, Understanding
from storage import inbox
from storage.inbox import InboxRow
from storage.rooms import PREFIX


def receive(work: Work, row: InboxRow, said: Understanding, pieces: Pieces | None = None) -> Outcome:
    """Handle one stored message within its transaction and say what became of it.

    Args:
        pieces: what its sender said in private just before and belongs to nothing yet, understood together with it.
    """
    message = Inbound.stored(row.channel, row.message_id, row.at, row.sender, row.chat, row.payload)
    said = replace(said, place=_as_known(message, said.place))
    if pieces is not None:
        pieces = replace(pieces, said=replace(pieces.said, place=_as_known(message, pieces.said.place)))
    if (decided := first.look(work, row, message, said)) is not None:
        inbox.done(work.batch, row, work.now, None, decided.reason, decided.ticket_id)
        return decided
    outcome = _outcome(work, row, message, said, pieces)
    if message.chat is not None and outcome.ticket_id is None:
        missed.keep(work, row, said, outcome)
    inbox.done(work.batch, row, work.now, said.intent.value, outcome.reason, outcome.ticket_id)
    return outcome


def _as_known(message: Inbound, place: Place) -> Place:
    """A name that was not said exactly is no fact: who said it is asked, as if he had named no estate.

    In private, where all is said back, one that sounds exactly so is taken as told.
    """
    private = message.chat is None
    estate = place.estate if not place.guessed or (private and place.spoken) else None
    near = place.near if private and estate is None else ()
    return replace(place, estate=estate, guessed=False, spoken=False, near=near)


def _outcome(work: Work, row: InboxRow, message: Inbound, said: Understanding, pieces: Pieces | None) -> Outcome:
    if message.press is not None or message.button is not None:
        return presses.press(work, message, row)
    if message.chat is not None and message.chat.startswith(PREFIX):
        # Nobody who is called to a room brings a new trouble there.
        return rooms.heard(work, row, message) or Outcome("没有这个会商室")
    if message.chat is not None:
        return hearing.hear(work, row, message, said)
    asked = asking.pending(work, message)
    person = work.org.person_of(message.channel, message.sender)
    if person is not None:
        return official_talk.talk_to(work, row, message, said, person, asked)
    if message.scene is not None and not message.text.strip():
        # Who only scans a code tells by it where he is: he may have been asked.
        said = replace(said, place=scenes.place(work.org, message.scene) or said.place)
    # What others say in a record he forwards does not tell where he lives.
    own = replace(said, place=Place()) if looks_forwarded(message.text) else said
    resident, learned = remembering.told(work, message, own)
    return private.reply(Talk(work, row, message, said, resident, learned, pieces), asked)
