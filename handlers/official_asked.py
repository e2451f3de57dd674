"""What an official asks in words: his list, and one ticket that he may read."""

from __future__ import annotations

import re

from handlers import cards, matters, notices, official_presses, phrases, wording
from handlers.messages import Inbound, Kind, Outcome
from handlers.official_meant import Meant
from handlers.org import Address
from handlers.talk import Talk, number_in
from handlers.work import Case, Work
from handlers.workflow import NAMES, UNDER_WAY, Status
from nlu.intents import fixed_intent
from nlu.understanding import Intent
from storage import tickets

_LIST = {"待办", "我的待办", "工单", "我的工单", "列表", "清单"}
_SHOWN = 10
_LONGEST = 20  # characters of a question for the list
_ORDERS = "(?:个|张|件|些)?(?:单子?|工单|待办|任务|活儿?)"
_ASKS_LIST = re.compile(
    f"(?:几|哪|多少|什么|啥|看看?|查查?|还有){_ORDERS}|{_ORDERS}(?:有|是|还有)?(?:几|哪|多少|什么|啥)"
    "|(?:哪|几|什么|有没有)[个张件几些]{0,2}(?:快?要?)(?:超时|到期|过期|逾期|没[办接])"
)
_QUESTION = re.compile(
    "[?？]|[吗么][。.]?$|怎么(?!回事)|咋|如何|多少|哪[一几个家户栋层张件里]|几零几|几号|几楼|什么(?:时候|情况|地方)|谁|电话(?:号|是|呢|$)"
)
_PHONE = re.compile("电话|手机|联系方式")


def wants_list(text: str) -> bool:
    """Whether he asks what he has to do."""
    return text in _LIST or (len(text) <= _LONGEST and number_in(text) is None and bool(_ASKS_LIST.search(text)))


def list_(work: Work, message: Inbound, person: str) -> Outcome:
    """What he has in hand, and what he reported himself."""
    held = tickets.held_by(work.conn, work.district, person, limit=_SHOWN + 1)
    own = tickets.of_reporter(work.conn, work.district, message.channel, message.sender, _SHOWN)
    lines = [matters.line(work.cases.get(t.id) or Case(work, t), person) for t in held[:_SHOWN]]
    lines += ["……更多请到工作台查看"] if len(held) > _SHOWN else []
    parts = ["您名下的工单：\n" + "\n".join(lines) if lines else "您名下没有待办工单。"]
    mine = [f"{t.number} {wording.category(t.category)}：{NAMES[Status(t.status)]}" for t in own[:3]]
    parts += ["您自己反映的：\n" + "\n".join(mine)] if mine else []
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, "\n".join(parts))
    return Outcome("看待办")


def asks(text: str) -> bool:
    """Whether the words want to know something."""
    fixed = fixed_intent(text.lower())
    return fixed in (Intent.ASK_PROGRESS, Intent.ASK_OFFICER) or bool(_QUESTION.search(text))


def about(talk: Talk, person: str, meant: Meant | None) -> Outcome | None:
    """Of a ticket that he names: its card, as far as he may read it; None where he names none or only tells."""
    if meant is not None and meant.sure and asks(talk.text):
        return _shown(talk, talk.case(meant.found[0]), person)
    number = number_in(talk.text)
    if number is None or (meant is not None and meant.named):
        return None
    ticket = tickets.by_number(talk.work.conn, talk.work.district, number)
    if ticket is None:
        talk.answer(phrases.NO_SUCH_NUMBER.format(number=number))
        return Outcome("编号查不到", ok=False)
    return _shown(talk, talk.case(ticket), person)


def _whose(case: Case, person: str) -> str:
    others = [] if person in case.assignees else case.assignees
    return f"，由{wording.names_of(case.work, others)}负责" if others else ""


def _shown(talk: Talk, case: Case, person: str) -> Outcome:
    if not official_presses.told(case, talk.message, person):
        return official_presses.not_yours(case, talk.message)
    mine = person in case.assignees and Status(case.ticket.status) in UNDER_WAY
    heading = "您问的这张单" if mine else f"现在是“{NAMES[Status(case.ticket.status)]}”{_whose(case, person)}"
    if mine and _PHONE.search(talk.text):
        heading = "没有居民电话；回“报进展”我转告"
    card = cards.for_official(case, person, heading, acting=mine)
    talk.answer(cards.with_text(card), case=case, card=card)
    return Outcome("看工单", case.ticket.id)
