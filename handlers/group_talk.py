"""A message of a group as talk: who said it, how it is understood, and where what it tells of is."""

from __future__ import annotations

from handlers import placing, remembering
from handlers.manners.aloud import RESIDENTS
from handlers.messages import Inbound
from handlers.placing import Where
from handlers.talk import Talk
from handlers.work import Work
from nlu.places import find_place
from nlu.understanding import Intent, Issue, Understanding
from storage.inbox import InboxRow


def said_in(work: Work, row: InboxRow, message: Inbound, said: Understanding) -> Talk:
    """A group message with who said it; of a residents' group he is taken to live there."""
    chat = work.org.chat(message.channel, message.chat or "")
    lives = chat.unit if chat and chat.kind == RESIDENTS else None
    return Talk(work, row, message, said, remembering.heard(work, message, lives))


def said_before(work: Work, row: InboxRow, intent: Intent, issues: tuple[Issue, ...] = ()) -> Talk:
    """A stored group message with who said it, understood as it is known by now to have been meant."""
    message = Inbound.stored(row.channel, row.message_id, row.at, row.sender, row.chat, row.payload)
    place = find_place(message.text, work.org.estates)
    return said_in(work, row, message, Understanding(message.text, intent, 1.0, issues, place))


def unit_of(talk: Talk) -> str | None:
    """The unit of the group it was said in; None of a group nobody bound."""
    chat = talk.work.org.chat(talk.message.channel, talk.message.chat or "")
    return chat.unit if chat else None


def place_of(talk: Talk) -> Where:
    """Where a trouble told in a group is."""
    unit = unit_of(talk) or remembering.home(talk.work.org, talk.resident.unit)
    return placing.in_group(unit, talk.said.place)
