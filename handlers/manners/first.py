"""Before a message is understood as anything: may it be kept at all?"""

from __future__ import annotations

from handlers.manners import consent, nicknames, recalling, unrecorded
from handlers.messages import Inbound, Outcome
from handlers.work import Work
from nlu.understanding import Understanding
from storage import unrecorded as rows
from storage.inbox import InboxRow
from storage.rooms import PREFIX


def look(work: Work, row: InboxRow, message: Inbound, said: Understanding) -> Outcome | None:
    """What becomes of a message that manners decide about; None for every other."""
    if message.recalls is not None:
        return recalling.taken_back(work, message)
    if message.press is not None or message.button is not None or (message.chat or "").startswith(PREFIX):
        return None  # who presses wants something done; a room is for those who work on a ticket
    if (wished := unrecorded.wish(work, row, message)) is not None:
        return wished
    if message.chat is None:
        return consent.confirmed(work, message)
    if not consent.listens(work, message):
        return unrecorded.unnamed(work, row, message, said, consent.NOT_YET)
    if rows.holds(work.conn, work.district, message.channel, message.sender):
        nicknames.keep(work, message)
        return unrecorded.unnamed(work, row, message, said)
    return None
