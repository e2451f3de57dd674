"""Somebody names a thing and says nothing of it: "灯". What of it?"""

from __future__ import annotations

from handlers import asking, pieces, talking
from handlers.messages import Action, Kind, Outcome
from handlers.talk import Talk
from nlu import guessing
from nlu.understanding import Urgency
from storage.tickets import Ticket

_BARE = 3  # characters of a single word


def appeal(talk: Talk) -> Outcome:
    """A trouble; a single word that names a thing ("水") may be one, and is asked about first."""
    bare = len(talk.text) <= _BARE and all(issue.urgency is Urgency.NORMAL for issue in talk.issues)
    return (what_of_it(talk, talk.own(Action.CANCEL)) if bare else None) or talking.appeal(talk)


def what_of_it(talk: Talk, under_way: list[Ticket]) -> Outcome | None:
    """Ask what is wrong with a thing, unless it is part of what was told before."""
    if not guessing.thing(talk.text) or talking.burst(talk) is not None or any(map(talk.names, under_way)):
        return None
    if talk.message.images or asking.pending(talk.work, talk.message) is not None:
        return None  # what the photo shows, or our question, says what of it
    where = "" if talk.said.place.estate is not None else "在哪里？"
    talk.answer(f"{guessing.named(talk.text)}怎么了？{where}", kind=Kind.ASK)
    return Outcome(pieces.ASKED_WHAT)
