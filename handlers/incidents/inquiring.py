"""How does it go? Of an incident at the asker's place, else of his own tickets, or of what we never heard of."""

from __future__ import annotations

from datetime import timedelta

from handlers import passing_on, replying, reported, wording
from handlers.incidents import asked
from handlers.messages import Action, Outcome
from handlers.passing_on import Line
from handlers.talk import Talk, number_in
from handlers.work import Case
from nlu.intents import fixed_intent

_AGAIN = timedelta(hours=4)  # as often whoever has it hears that he is waited for
_URGED = "urged"


def progress(talk: Talk) -> Outcome:
    """A resident's question in private."""
    return asked.progress(talk) or reported.unknown(talk) or _of_his_own(talk)


def _of_his_own(talk: Talk) -> Outcome:
    """He is answered, and in his own words whoever has it hears that he waits; 进度 only wants to know."""
    under_way = talk.own(Action.CANCEL)
    outcome = replying.progress(talk)
    if under_way and number_in(talk.text) is None and fixed_intent(talk.text.lower()) is None:
        _urge(talk, talk.case(talk.likely(under_way)))
    return outcome


def _urge(talk: Talk, case: Case) -> None:
    since = talk.work.now - _AGAIN
    if any(event.kind == _URGED and event.at >= since for event in case.history()):
        return
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    case.record(_URGED, "resident", text=wording.short(talk.text))
    passing_on.tell(case, Line(_URGED, wording.short(talk.text, 40)))
