"""What those who joined a ticket hear of it, in private: milestones only, and nothing of who reported it."""

from __future__ import annotations

from collections.abc import Collection

from handlers import notices, privacy, texts, wording
from handlers.closing.voices import Voice
from handlers.messages import Action, Button, Card, Kind
from handlers.org import Address
from handlers.work import Case

_SHOWN = 120
VERDICTS = (
    Button(Action.CONFIRM.value, "已解决"),
    Button(Action.PARTLY.value, "部分解决"),
    Button(Action.REJECT.value, "没解决"),
)  # fmt: skip


def about(case: Case) -> str:
    """The ticket as a neighbour knows it."""
    return f"您也反映的{texts.about(case)}"


def accepted(case: Case, person: str) -> None:
    """接单: somebody has it now."""
    due = texts.deadline(case)
    text = f"{about(case)}，{wording.name_of(case.work, person)}已经接手" + (f"。{due}。" if due else "。")
    notices.to_affected(case, Kind.PROGRESS, text)


def promised(case: Case, said: str, reason: str = "") -> None:
    """预计: a time was promised, or moved; `said` goes on after the ticket's name: 要延期到明天9:00."""
    notices.to_affected(case, Kind.PROGRESS, f"{about(case)}，{said}{_why(case, reason)}。")


def resolved(case: Case, person: str, words: str, without: Collection[Address] = ()) -> None:
    """办结: and is it, at each of them? Whoever says no reopens it. `without`: who is asked about another ticket."""
    who = wording.name_of(case.work, person)
    text = (
        f"{about(case)}，{who}说已经处理完了：{_words(case, words)}\n"
        "您家好了吗？请点一下，或回“解决了”“部分解决”“没解决”，没解决会重办。"
    )
    notices.to_affected(case, Kind.RESULT, text, card=_card(case, "请您也确认", text), without=without)


def ask(case: Case, voice: Voice) -> None:
    """回访: the final question to one household."""
    text = f"再问一句：{about(case)}，您家现在解决了吗？请点一下，或回“解决了”“部分解决”“没解决”，没解决会重办。"
    notices.owe(case.work, voice.address, Kind.SURVEY, text, card=_card(case, "回访", text), ticket=case.ticket)


def refused(case: Case, words: str) -> None:
    """不属职责: where to go instead."""
    text = f"{about(case)}，不属于这里的职责：{_words(case, words)}"
    notices.to_affected(case, Kind.RESULT, text)


def reopened(case: Case, by: Voice, what: str) -> None:
    """重办: everybody hears it but whoever said so, who is answered; the reporter as well."""
    who = wording.names_of(case.work, case.assignees)
    said = f"{'办理的人' if by.handles else '有一户'}说{what}，已经重新办，转给{who}，上一级也知道了。办完再问您。"
    if not by.own:
        text = f"您反映的{texts.about(case)}，{said}"
        notices.to_reporter(case.work, case.ticket, Kind.PROGRESS, text)
    notices.to_affected(case, Kind.PROGRESS, f"{about(case)}，{said}", without=(by.address,))


def thanked(case: Case) -> str:
    """To a neighbour who says that it is solved."""
    return f"谢谢您！{texts.about(case)}，您家已解决，记下了。还有问题随时告诉我。"


def _card(case: Case, title: str, text: str) -> Card:
    return Card(title, (("编号", case.ticket.number),), text, VERDICTS)


def _words(case: Case, words: str) -> str:
    return wording.short(privacy.for_neighbours(case, words), _SHOWN)


def _why(case: Case, reason: str) -> str:
    return f"，原因：{_words(case, reason)}" if reason else ""
