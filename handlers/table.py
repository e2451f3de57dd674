"""Where does it go? Intent, answer, press and silence, each to its handler: the page to open first."""

from __future__ import annotations

from collections.abc import Callable

from handlers import answers, asking, officers, official_presses, passing_on, replying, things, withdrawing
from handlers.closing import remaining
from handlers.commitments import hearing as promised
from handlers.deeds import DEEDS
from handlers.figures import dimensions
from handlers.incidents import inquiring
from handlers.knowing import answering, stationing
from handlers.messages import Outcome
from handlers.talk import Talk
from handlers.volunteering import wishing
from handlers.work import Work
from nlu.understanding import Intent
from storage.residents import Dialogue

__all__ = ["DEEDS", "ON_ANSWER", "ON_NO_ANSWER", "ON_SAID"]

# A resident's private message, by what it means.
ON_SAID: dict[Intent, Callable[[Talk], Outcome]] = {
    Intent.APPEAL: things.appeal,
    Intent.ME_TOO: replying.follow_up,
    Intent.FOLLOW_UP: replying.follow_up,
    Intent.ASK_PROGRESS: inquiring.progress,
    Intent.ASK_OFFICER: officers.officer,
    Intent.RATING: replying.judge,
    Intent.THANKS: replying.thanks,
    Intent.RESTORED: replying.restored,
    Intent.CANCEL: withdrawing.cancel,
    Intent.GREETING: replying.greeting,
    Intent.CHATTER: replying.help_,
}

# A resident's answer to what we asked, by what it was about; None says: that was no answer.
ON_ANSWER: dict[str, Callable[[Talk, Dialogue], Outcome | None]] = {
    asking.PLACE: answers.place,
    "officer": answers.officer,
    asking.PHOTO: answers.photo,
    answering.ANSWERED: answering.said,
    answering.MEANT: answering.chosen,
    stationing.TOPIC: stationing.place_told,
    "solved": answers.solved,
    remaining.TOPIC: remaining.answer,
    dimensions.TOPIC: dimensions.answer,
    "cancel": withdrawing.chosen,
    wishing.TOPIC: wishing.answered,
    promised.TOPIC: promised.answer,
}

# What happens when nobody answers in time; a question below the one that ran out is open again.
ON_NO_ANSWER: dict[str, Callable[[Work, Dialogue], None]] = {
    asking.PLACE: answers.no_place,
    "officer": asking.resume,
    asking.PHOTO: asking.resume,
    answering.ANSWERED: asking.resume,
    answering.MEANT: answering.never_said,
    stationing.TOPIC: asking.resume,
    "solved": asking.resume,
    remaining.TOPIC: asking.resume,
    dimensions.TOPIC: asking.resume,
    "cancel": asking.resume,
    wishing.TOPIC: asking.resume,
    promised.TOPIC: asking.resume,
    official_presses.WORDS: official_presses.no_words,
    passing_on.MORE: passing_on.tell_gathered,
}
