"""部分解决 without a word: what is left? The answer goes to whoever has it."""

from __future__ import annotations

from datetime import timedelta

from handlers import asking, passing_on
from handlers.closing import judging
from handlers.messages import Inbound, Outcome
from handlers.passing_on import Line
from handlers.talk import Talk
from handlers.work import Case
from handlers.workflow import UNDER_WAY, Status
from nlu.understanding import Intent
from storage.residents import Dialogue

TOPIC = "remaining"
ASK = "还差哪里没好？直接回我一句，我转给他们。"
_WAIT = timedelta(hours=2)
# With these somebody speaks of something else.
_ASIDE = {Intent.ASK_PROGRESS, Intent.ASK_OFFICER, Intent.CANCEL, Intent.GREETING, Intent.THANKS}


def ask(case: Case, message: Inbound) -> str:
    """Remember the question; returns it, empty where nobody goes out for it."""
    if Status(case.ticket.status) not in UNDER_WAY:
        return ""
    asking.ask(case.work, message, TOPIC, {"ticket": case.ticket.id}, _WAIT)
    return f"\n{ASK}"


def answer(talk: Talk, asked: Dialogue) -> Outcome | None:
    """What is left; None where the words are about something else."""
    case = talk.work.case(int(str(asked.data["ticket"])))
    other = any(case is not None and issue.category != case.ticket.category for issue in talk.issues)
    if case is None or other or not talk.text or talk.said.intent in _ASIDE:
        return None
    asking.settle(talk.work, asked)
    if Status(case.ticket.status) not in UNDER_WAY or judging.speaker(case, talk.message) is None:
        return None
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    passing_on.tell(case, Line("words", talk.text), at_once=True)
    talk.answer("记下了，转给他们了。", case=case)
    return Outcome("说明还差什么", case.ticket.id)
