"""What people say about a promise without a button: the office in a group, and the residents who wait."""

from __future__ import annotations

import re

from handlers import asking
from handlers.commitments import making, settling
from handlers.commitments.making import Speaker
from handlers.messages import Action, Outcome
from handlers.talk import Talk
from handlers.work import Case
from storage.commitments import WAITING, Commitment
from storage.residents import Dialogue

# Who calls himself so in a group speaks for an office; its role where it is known.
_OFFICE = re.compile(
    r"(?P<property>物业|管家|客服)|网格[员长]|服务长|院长|居委|社区(?:书记|干部|工作)|供[热水电]|燃气|热力"
)
_ASKS = re.compile(r"[?？]|吗|没有[。！!]?$")
_NOT = re.compile(
    r"没来|没人来|没见(?:人|着|到)|没有来|没(?:给)?(?:修|换|处理|解决|做|弄|回复|答复|联系)|还没|没动静|说话不算|没好|白等"
)
_DONE = re.compile(
    r"[修换弄搞装做]好了|解决了|恢复了|处理(?:好|完)?了|来[水电暖气]了|[水电暖气]来了|热了|通了|好了|回复了|做了"
)
_CAME = re.compile(r"来了|来过|到了|上门了")
TOPIC = "came"  # of the question to the resident
ACTIONS = frozenset({Action.CAME, Action.NOT_CAME})
_LONGEST = 12  # a longer answer tells something new
_ANSWERS = {"是": True, "是的": True, "嗯": True, "对": True, "没": False, "没有": False, "否": False}


def heard(talk: Talk, case: Case) -> None:
    """A message that belongs to a ticket: an office may promise in it, a resident may say whether it was kept."""
    if not making.counts(case) or not talk.text:
        return
    if who := _office(talk, case):
        if talk.work.policy.commitments.groups:
            making.made(case, who, talk.text, settling.standing(case), talk.row.id)
        return
    said = says(talk.text)
    if said is not None:
        by_resident(case, said, talk.text)


def _office(talk: Talk, case: Case) -> Speaker | None:
    work, message = talk.work, talk.message
    person = work.org.person_of(message.channel, message.sender)
    if person is not None:
        # A chief who lives here may report as any resident does; what he promises is in a group.
        return making.speaker(case, person) if message.chat else None
    name = (message.sender_name or message.sender).strip()
    found = _OFFICE.search(name) if message.chat else None
    if found is None:
        return None
    chat = work.org.chat(message.channel, message.chat or "")
    unit = case.ticket.estate or (chat.unit if chat else None) or case.ticket.unit
    return Speaker(None, name[:64], "property_manager" if found["property"] else None, unit)


def says(text: str) -> bool | None:
    """Whether words say that it was done (True) or was not (False); None when they say neither."""
    if _ASKS.search(text):
        return None
    if _NOT.search(text):
        return False
    return True if _DONE.search(text) or _CAME.search(text) else None


def by_resident(case: Case, done: bool, text: str = "", *, asked: bool = False) -> list[Commitment]:
    """The resident's word on what was promised; returns what it decided.

    Unasked, "没来" is about what should have been done by now, and "来了" about somebody's coming.
    """
    found = []
    for one in settling.standing(case):
        if not _meant(case, one, done, text, asked=asked):
            continue
        if done:
            settling.settle(case, one, "kept", "resident")
        else:
            settling.broken_by_resident(case, one)
        found.append(one)
    return found


def _meant(case: Case, one: Commitment, done: bool, text: str, *, asked: bool) -> bool:
    over = one.due_at <= case.work.now
    if not done:
        # Whoever promised said that it was kept: the resident knows better.
        return over and (one.state in WAITING or (one.state == "kept" and one.settled_by == "official"))
    if one.state not in WAITING:
        return False
    return asked or one.what == "visit" or _DONE.search(text) is not None


def pressed(case: Case, action: Action) -> str:
    """来了 or 没来; returns what the resident is answered."""
    decided = by_resident(case, action is Action.CAME, asked=True)
    if not decided:
        return f"{case.ticket.number}：已经记过了，谢谢。"
    if action is Action.CAME:
        return f"好的，记下了（{case.ticket.number}）。"
    return f"知道了，已经告诉{decided[-1].name}，请他给您一个新的时间（{case.ticket.number}）。"


def answer(talk: Talk, asked: Dialogue) -> Outcome | None:
    """The resident's words after he was asked; None when they are about something else."""
    word = talk.text.strip("。.!！ ")
    done = _ANSWERS[word] if word in _ANSWERS else says(talk.text)
    if done is None or len(talk.text) > _LONGEST:
        return None
    asking.settle(talk.work, asked)
    case = talk.work.case(asked.data["ticket"])
    if case is None:
        return None
    case.add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    talk.answer(pressed(case, Action.CAME if done else Action.NOT_CAME), case=case)
    return Outcome("居民说承诺做到了" if done else "居民说承诺没有做到", case.ticket.id)
