"""我家好着呢: a household that has no such trouble. It joins nothing and is counted nowhere, but bounds the trouble."""

from __future__ import annotations

import re

from handlers import asking, speakers
from handlers.evidence import noting
from handlers.messages import Outcome
from handlers.talk import Talk
from handlers.work import Case
from nlu.facts import WARM_ENOUGH, Measure, Quantity
from nlu.guessing import SUBJECTS
from nlu.normalise import fold
from nlu.readings import read_facts
from storage import supporters, tickets
from storage.tickets import FINAL, Ticket

LONGEST = 60  # characters; who writes more tells something else besides
NOTED = "说自己家正常，记作对照，不登记"

_WHERE = (
    r"[我俺咱额]们?(?:家|屋|这儿?|那|[楼栋幢]|单元)?"
    r"|[0-9a-z一二三四五六七八九十]{1,3}(?:号楼|[栋幢楼层]|单元)|这边|本[楼户]"
)
_WELL = (
    r"好着|好好的|挺好|热着|热乎|暖和|很热|挺热|蛮热|烫手|热得|正常|没事|没问题|没影响|不受影响|没受影响|没[停断]|不[停漏堵]"
    r"|有[水电气](?!味)|有暖气|亮着|亮堂|亮的|通着|好的|一直(?:都?是?)?[好亮通热]"
)
_FINE = re.compile(rf"(?:{_WHERE}).{{0,10}}?(?:{_WELL})")
# Asked, doubted, hoped for, or over: another thing than to be spared.
_NOT_FINE = re.compile(
    r"[吗么?]|不正常|没正常|不热|不暖|没[水电气暖热]|冰|凉|冷|又[停断没]|才|刚[来热通]|来[水电气暖]了|恢复|修好|好了|热了"
    r"|要是|如果|希望|能不能|什么时候|啥时候|多会儿|之前|以前|去年|昨天|平时|本来|怎么|咋|为啥|为什么|谁家|你[家们]|也[想要]"
    r"|(?:烫手|热乎|暖和|亮|正常|有[水电气]|有暖气)了|没事就|[人他她]没事"
)
# What a well household names besides the words for a trouble; words that name nothing are about the last one.
_NAMED = {
    "heating": re.compile("烫|度|℃"),
    "electricity": re.compile("亮|灯"),
    "gas": re.compile("灶|打着火"),
}


# "我家也来水了": what was off is on again; who has it back is no further household without.
_AGAIN = re.compile(
    rf"(?:{_WHERE}).{{0,6}}?(?:来[水电暖气]|[水电暖气]来|通[水电气]|有[水电气]|有暖气|热|亮|好|恢复|修好)[了啦]"
)
_NOT_AGAIN = re.compile(
    r"[吗么?]|没|不[热亮通好行]|还[是没不]|又|就好|才好|好[多久]|要是|如果|希望|什么时候|啥时候|多会儿|怎么|咋|就[^也都]{0,4}停|味[了儿]?$"
)


def works_again(text: str) -> bool:
    """Whether somebody says that what was off at his place is on again, and nothing else besides."""
    plain = fold(text, {})
    return len(plain) <= LONGEST and _AGAIN.search(plain) is not None and _NOT_AGAIN.search(plain) is None


def says_fine(text: str) -> bool:
    """Whether somebody says that all is well at his place."""
    plain = fold(text, {})
    if len(plain) > LONGEST or _NOT_FINE.search(plain):
        return False
    return _FINE.search(plain) is not None or _warm(plain)


def heard(talk: Talk) -> Outcome | None:
    """Keep it with the trouble the group speaks of, if it speaks of one; None when the message says nothing of it.

    For messages that belong to no ticket. One look at the words decides for most of them.
    """
    if talk.message.chat is None or not says_fine(talk.text):
        return None
    ticket = _spoken_of(talk)
    case = talk.work.case(ticket.id) if ticket else None
    return Outcome(NOTED) if case is not None and keep(talk, case) else None


def keep(talk: Talk, case: Case) -> bool:
    """Keep it with a ticket; False for the office, which has no household, and for whoever has the trouble himself."""
    work, message = talk.work, talk.message
    chat = work.org.chat(message.channel, message.chat or "")
    who = (message.channel, message.sender)
    have = [(case.ticket.channel, case.ticket.reporter), *supporters.of_ticket(work.conn, case.ticket)]
    if who in have or speakers.for_the_office(work, message, chat.unit if chat else None):
        return False
    noting.fine(case, talk.row, message)
    return True


def _warm(plain: str) -> bool:
    """A room as warm as the contract promises, told by whoever lives there."""
    rooms = [fact for fact in read_facts(plain) if isinstance(fact, Quantity) and fact.measure is Measure.TEMPERATURE]
    return bool(rooms) and all(room.low is not None and room.low >= WARM_ENOUGH for room in rooms)


def _spoken_of(talk: Talk) -> Ticket | None:
    """What the group spoke of last that comes through pipes and wires, and that the words can be about."""
    work, message, plain = talk.work, talk.message, fold(talk.text, {})
    since = asking.ago(work, work.policy.conversation.thread)
    found = tickets.threads(work.conn, work.district, message.channel, message.chat or "", since)
    named = {key for names in (_NAMED, SUBJECTS) for key, words in names.items() if words.search(plain)}
    for ticket in found:
        if ticket.status in FINAL or ticket.category not in work.policy.evidence.categories:
            continue
        if talk.said.place.estate not in (None, ticket.estate) or (named and ticket.category not in named):
            continue
        return ticket
    return None
