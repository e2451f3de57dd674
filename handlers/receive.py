"""A message comes in: the one way into the product."""

from __future__ import annotations

from handlers import answers, hearing, official_talk, presses, replying, talking
from handlers.messages import Inbound, Outcome
from handlers.table import ON_ANSWER, ON_SAID
from handlers.talking import Talk
from handlers.work import Work
from nlu.understanding import Understanding
from storage import inbox, residents
from storage.inbox import InboxRow


def receive(work: Work, row: InboxRow, said: Understanding) -> Outcome:
    """Handle one stored message within its transaction and say what became of it."""
    message = Inbound.stored(row.channel, row.message_id, row.at, row.sender, row.chat, row.payload)
    outcome = _outcome(work, row, message, said)
    inbox.done(work.batch, row, work.now, said.intent.value, outcome.reason, outcome.ticket_id)
    return outcome


def _outcome(work: Work, row: InboxRow, message: Inbound, said: Understanding) -> Outcome:
    if message.press is not None or message.button is not None:
        return presses.press(work, message)
    person = work.org.person_of(message.channel, message.sender)
    if message.chat is not None:
        return hearing.hear(work, row, message, said)
    asked = residents.asked(work.conn, work.district, message.channel, message.sender)
    if person is not None:
        if asked is not None and asked.topic == "words":
            return answers.words(work, message, asked)
        return official_talk.talk_to(work, row, message, said, person)
    talk = Talk(work, row, message, said, talking.known(work, message, said))
    if asked is not None and (answered := ON_ANSWER[asked.topic](talk, asked)):
        return answered
    if message.voice and not message.text:
        return replying.voice(talk)
    if message.images and not said.appeal:
        return talking.photo(talk)
    return ON_SAID[said.intent](talk)
