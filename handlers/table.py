"""Where does it go? Intent, answer, press and tick, each to its handler: the page to open first."""

from __future__ import annotations

from collections.abc import Callable

from handlers import answers, officers, replying, talking
from handlers.messages import Outcome
from handlers.presses import DEEDS
from handlers.talking import Talk
from handlers.work import Work
from nlu.understanding import Intent
from storage.residents import Dialogue

__all__ = ["DEEDS", "ON_ANSWER", "ON_NO_ANSWER", "ON_SAID"]

# A resident's private message, by what it means.
ON_SAID: dict[Intent, Callable[[Talk], Outcome]] = {
    Intent.APPEAL: talking.appeal,
    Intent.ME_TOO: replying.follow_up,
    Intent.FOLLOW_UP: replying.follow_up,
    Intent.ASK_PROGRESS: replying.progress,
    Intent.ASK_OFFICER: officers.officer,
    Intent.RATING: replying.rating,
    Intent.THANKS: replying.thanks,
    Intent.RESTORED: replying.restored,
    Intent.CANCEL: replying.cancel,
    Intent.GREETING: replying.greeting,
    Intent.CHATTER: replying.help_,
}

# A resident's answer to what we asked, by what it was about; None says: that was no answer.
ON_ANSWER: dict[str, Callable[[Talk, Dialogue], Outcome | None]] = {
    "place": answers.place,
    "officer": answers.officer,
    "photo": answers.photo,
}

# What happens when nobody answers in time.
ON_NO_ANSWER: dict[str, Callable[[Work, Dialogue], None]] = {
    "place": answers.no_place,
}
