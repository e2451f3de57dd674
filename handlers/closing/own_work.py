"""What an official says of a trouble that he reported and then did himself: 办结 once more, never 解决."""

from __future__ import annotations

from handlers import texts, wording
from handlers.answered import Answer
from handlers.closing import reopening
from handlers.closing.tally import SOLVED
from handlers.closing.voices import Voice
from handlers.messages import Action, Button, Card
from handlers.work import Case

_REASON = "上报并经办的人说没办好"


def said(case: Case, voice: Voice, answer: Answer) -> str:
    """His no sends it back; his yes is kept in the history, and is no answer of a resident. Returns what he hears."""
    if answer.result == SOLVED:
        by = answer.by or case.work.org.person_of(voice.channel, voice.account) or "system"
        case.record("own_word", by, text=answer.words)
        if answer.by:
            return f"{case.ticket.number}是上报的人自己办的，他的话不算居民的回答，没有记成已解决。"
        return (
            f"知道了。{texts.about(case)}是您自己办的，解决没解决要听居民的，您的话不算居民的回答。"
            "还没办好就回“没解决”，会重办。"
        )
    if not reopening.may(case):
        return reopening.too_late(case)
    reopening.reopen(case, voice, answer.result, _REASON, answer.words)
    who = wording.names_of(case.work, case.assignees)
    return f"知道了，{texts.about(case)}重新办，由{who}负责，上一级也知道了。"


def told(case: Case, person: str, words: str) -> Card:
    """办结, to the one who reported it and did it: he is not asked, and may still send it back."""
    text = (
        f"{texts.yours(case)}，{wording.name_of(case.work, person)}记为已办结：{words}\n"
        "您自己办的不用您评价。没办好请点“没解决”，会重办。"
    )
    return Card("办理结果", (("编号", case.ticket.number),), text, (Button(Action.REJECT.value, "没解决"),))
