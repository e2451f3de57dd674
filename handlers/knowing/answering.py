"""In private: a consultation is answered from what is known, before anything is opened.

Who says 没有解决, or meant none of what was offered, gets a ticket with his own first words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers import asking, notices, phrases, questions, talking
from handlers.knowing import asked_again, matching, stationing
from handlers.knowing.wording import card_of, offer, told
from handlers.messages import Action, Inbound, Kind, Outcome
from handlers.org import Address
from handlers.talk import Talk
from handlers.work import Work
from nlu.understanding import Intent, Issue, Urgency
from nlu.understanding import Kind as IssueKind
from storage import knowledge
from storage.knowledge import GIVEN, OFFERED, OPEN, SOLVED, Answer, Entry
from storage.residents import Dialogue

ACTIONS = frozenset({Action.HELPED, Action.NOT_HELPED, Action.MEANT})
ANSWERED, MEANT = "answered", asking.MEANT
_WAIT = timedelta(hours=1)
_BIGGEST = 2**63 - 1  # of an id
_QUESTION = re.compile("[?？]|怎么|咋|如何|哪|什么|啥|多少|多久|几|吗|呢|能不能|可以|有没有|请问|想问|咨询")
_NO = re.compile("没有?解决|没解决|没用|不是这个|答非所问|不对|不行|没说清|[2２]")
_YES = re.compile("解决了|知道了|明白|清楚了|谢|好的?|可以了|[1１]")
_NONE = re.compile("都不是|不是|没有|以上都不|[0０]")
_OWN_TROUBLE = re.compile(
    "我家.{0,6}(?:不|没|坏|漏|停|堵)|坏了|不热|漏水|没人管|一直没|还没有?|投诉|举报|(?<![装维])修"
)
_TERM = 8  # characters of a subject alone: 高龄补贴
_DONE = re.compile(r"了\W*$")
_THANKS = "好的，有别的事随时问我。"


def first(talk: Talk) -> Outcome | None:
    """Answer a private question from what is known; None where it is to be handled like any other message."""
    if (found := stationing.asked(talk)) is not None:
        return found
    if not asks(talk):
        return None
    near = matching.best(talk.work, talk.text, talk.said.place.estate or talk.resident.unit)
    if entry := matching.sure(talk.work, near):
        return _answer(talk, entry)
    if not talk.issues:
        return None
    # Who has told of it already asks about his own: nobody wants to hear of the next season, or a second ticket.
    own = talking.about(talk, talk.issues[0].category)
    how = own is None or not questions.when_or_who(talk.text)
    offers = matching.maybe(talk.work, near) if how and _QUESTION.search(talk.text) else []
    if offers:
        return _offer(talk, offers)
    return Outcome("问正在办的事", talking.append(talk, talk.case(own)).ticket.id) if own is not None else None


def asks(talk: Talk) -> bool:
    """Whether somebody wants to know something: no danger, no trouble of his own, nothing to be done for him."""
    if not talk.text or talk.message.images or _OWN_TROUBLE.search(talk.text):
        return False
    if talk.said.intent is Intent.CHATTER:
        return bool(_QUESTION.search(talk.text)) or (len(talk.text) <= _TERM and not _DONE.search(talk.text))
    if talk.said.intent is not Intent.APPEAL or len(talk.issues) != 1:
        return False
    issue = talk.issues[0]
    return issue.kind is IssueKind.CONSULTATION and issue.urgency is Urgency.NORMAL


def pressed(work: Work, message: Inbound, action: Action, value: str) -> Outcome:
    """解决了, 没有解决, or which question was meant; without the id of an answer the newest is."""
    number, _, choice = value.partition(":")
    if not number.isdigit() or len(number) < 3:
        number, choice = "", number
    found = knowledge.given(work.conn, work.district, min(int(number), _BIGGEST), lock=True) if number else None
    found = found or (None if number else knowledge.newest(work.conn, work.district, message.channel, message.sender))
    if found is None or (found.channel, found.account) != (message.channel, message.sender):
        return _say(work, message, phrases.NOT_YOUR_BUTTON, ok=False)
    if found.state not in OPEN:
        return _say(work, message, "刚才已经选过了，不用再点。有别的事直接说。", ok=False)
    if action is Action.MEANT:
        return _meant(work, message, found, choice)
    if found.state != GIVEN:
        return _say(work, message, "请先选您想问的是哪一个。", ok=False)
    _settle(work, message)
    return _helped(work, message, found) if action is Action.HELPED else asked_again.open_ticket(work, found)


def said(talk: Talk, asked: Dialogue) -> Outcome | None:
    """Whether the answer helped, in words."""
    found = _open_answer(talk.work, asked)
    if found is None:
        return None
    if len(talk.text) <= 12 and _NO.search(talk.text):
        asking.settle(talk.work, asked)
        return asked_again.open_ticket(talk.work, found)
    if len(talk.text) <= 12 and _YES.match(talk.text):
        asking.settle(talk.work, asked)
        return _helped(talk.work, talk.message, found)
    return None


def chosen(talk: Talk, asked: Dialogue) -> Outcome | None:
    """Which of the offered questions was meant, in words; other words leave it open until its time is over."""
    found = _open_answer(talk.work, asked)
    if found is None:
        return None
    if talk.text.isdigit() and 1 <= int(talk.text) <= len(found.offered):
        return _meant(talk.work, talk.message, found, talk.text)
    if len(talk.text) <= 8 and _NONE.search(talk.text):
        return _meant(talk.work, talk.message, found, "0")
    return None


def never_said(work: Work, asked: Dialogue) -> None:
    """Nobody said which he meant: his words become a ticket, for nothing is lost."""
    asking.resume(work, asked)
    if found := _open_answer(work, asked):
        asked_again.open_ticket(work, found)


def _open_answer(work: Work, asked: Dialogue) -> Answer | None:
    found = knowledge.given(work.conn, work.district, asked.data["answer"], lock=True)
    if found is None or found.state not in OPEN:
        asking.settle(work, asked)
        return None
    return found


def _answer(talk: Talk, entry: Entry) -> Outcome:
    found = _keep(talk, entry.id, [], GIVEN)
    talk.ask(ANSWERED, {"answer": found.id}, _WAIT)
    talk.answer(told(entry), card=card_of(entry, found.id))
    return Outcome(f"按知识库回答：{entry.id}")


def _offer(talk: Talk, entries: list[Entry]) -> Outcome:
    found = _keep(talk, None, [entry.id for entry in entries], OFFERED)
    talk.ask(MEANT, {"answer": found.id}, asking.ahead(talk.work, talk.work.policy.knowledge.wait))
    text, card = offer(entries, found.id)
    talk.answer(text, card=card, kind=Kind.ASK)
    return Outcome("问是不是想问：" + "、".join(entry.id for entry in entries))


def _meant(work: Work, message: Inbound, found: Answer, choice: str) -> Outcome:
    """One of the offered questions, or none of them."""
    number = int(choice) if choice.isdigit() else 0
    _settle(work, message)
    entry = None
    if found.state == OFFERED and 1 <= number <= len(found.offered):
        entry = knowledge.get(work.conn, work.district, found.offered[number - 1])
    if entry is None or not entry.valid(work.today):
        return asked_again.open_ticket(work, found)
    knowledge.judge(work.batch, replace(found, entry=entry.id, state=GIVEN))
    asking.ask(work, message, ANSWERED, {"answer": found.id}, _WAIT)
    card = card_of(entry, found.id)
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, told(entry), card=card)
    return Outcome(f"按知识库回答：{entry.id}")


def _helped(work: Work, message: Inbound, found: Answer) -> Outcome:
    knowledge.judge(work.batch, replace(found, state=SOLVED))
    return _say(work, message, _THANKS)


def _keep(talk: Talk, entry: str | None, offered: list[str], state: str) -> Answer:
    work, message = talk.work, talk.message
    issue = _written(talk.issues[0]) if talk.issues else {}
    found = Answer(
        work.district, work.new_id(), talk.row.id, entry, offered, message.channel, message.sender, issue, work.now,
        state,
    )  # fmt: skip
    knowledge.give(work.conn, found)
    return found


def _written(issue: Issue) -> dict[str, Any]:
    return {
        "category": issue.category, "kind": issue.kind.value, "urgency": issue.urgency.value,
        "confidence": issue.confidence,
    }  # fmt: skip


def _settle(work: Work, message: Inbound) -> None:
    """The question that waits for words is answered by the press."""
    asked = asking.pending(work, message)
    if asked is not None and asked.topic in (ANSWERED, MEANT):
        asking.settle(work, asked)


def _say(work: Work, message: Inbound, text: str, *, ok: bool = True) -> Outcome:
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, text)
    return Outcome(text, ok=ok)
