"""A private message of a resident, or of an official who speaks as one: what it answers, then what it means."""

from __future__ import annotations

from handlers import asking, insisting, piecing, replying, talking, verdicts
from handlers.cadences import households
from handlers.figures import nominating
from handlers.importing import pasted
from handlers.knowing import answering
from handlers.messages import Outcome
from handlers.table import ON_ANSWER, ON_SAID
from handlers.talk import Talk
from handlers.volunteering import wishing
from nlu.understanding import Intent
from storage.residents import Dialogue

# With these a picture is the message; with any other the words are.
_WITH_PICTURE = {Intent.CHATTER, Intent.FOLLOW_UP, Intent.ME_TOO, Intent.GREETING}
# These are about a ticket, but say nothing of what a photo before them shows.
_ASIDE = {Intent.ASK_PROGRESS, Intent.ASK_OFFICER, Intent.CANCEL, Intent.GREETING}


def reply(talk: Talk, asked: Dialogue | None) -> Outcome:
    """Handle one message; `asked` is the question it may answer."""
    outcome = pasted.brought(talk) or households.said(talk) or _outcome(talk, asked)
    if asked is not None and outcome.ticket_id is not None and talk.said.intent not in _ASIDE:
        talking.bring_photos(talk, outcome.ticket_id)
    return outcome


def _outcome(talk: Talk, asked: Dialogue | None) -> Outcome:
    for question in (asked, asking.below(asked) if asked else None):
        understands = ON_ANSWER.get(question.topic) if question else None
        if question and understands and (answered := understands(talk, question)):
            return answered
    talk = piecing.whole(talk, going_on=talking.burst(talk) is not None)
    outcome = _said(talk)
    piecing.bring(talk, outcome)
    return outcome


def _said(talk: Talk) -> Outcome:
    if (insisted := insisting.meant(talk)) is not None:
        return insisting.pressed(talk.case(insisted), talk.message)
    if praised := nominating.meant(talk):
        return praised
    if (wished := wishing.heard(talk)) is not None:
        return wished
    if talk.message.scene is not None and not (talk.text or talk.message.images or talk.message.voice):
        return replying.scanned(talk)
    if talk.message.voice and not talk.text:
        return replying.voice(talk)
    if talk.message.images and talk.said.intent in _WITH_PICTURE:
        return talking.photo(talk)
    return verdicts.said(talk) or verdicts.unaffected(talk) or answering.first(talk) or ON_SAID[talk.said.intent](talk)
