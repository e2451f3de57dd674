"""撤销: a resident takes an appeal back; what neighbours joined goes on without him."""

from __future__ import annotations

import re
from datetime import timedelta

from handlers import asking, cancelling, phrases, replying, talking, texts
from handlers.incidents import household, parting
from handlers.messages import Action, Kind, Outcome
from handlers.talk import Talk
from handlers.work import Case
from nlu.intents import fixed_intent
from nlu.understanding import Intent, Urgency
from storage.residents import Dialogue

_WAITS = timedelta(minutes=30)
_ALL = re.compile("全部|都撤|全撤|所有|都取消|都不")
_CHOICE = re.compile(r"第?\s{0,3}([1-9一二三四五六七八九])\s{0,3}(?:个|件|条|号)?[。.！!]?")
# What is taken back is said to be: "派出所已经在找了" and "别说是我说的" only sound so.
_TAKEN_BACK = re.compile(
    "[撤删]|取消|作废|算了|算啦|拉倒|当我没[说提]|(?:报|发|说|搞|弄|看)错了?|误报|虚惊"
    "|(?:不用|不必|甭|不需要|不麻烦|不劳|别|不要|不想)(?!报警|[说讲提写告透]|.{0,6}(?:名字|姓名|是我))"
    "|不(?:报|投诉|反映|办|追究|告|管|要)了|自[己家个]|已经?(?:不|没)|没事了|和好"
)
_OUTRIGHT = re.compile("撤|取消|[报发]错")
_HAN = "一二三四五六七八九"


def cancel(talk: Talk) -> Outcome:
    """The only open ticket, or the one named, at once; among several ask which."""
    own = talk.own(Action.CANCEL)
    plainly = fixed_intent(talk.text.lower()) is Intent.CANCEL
    if own and not plainly and not _TAKEN_BACK.search(talk.text):
        return replying.follow_up(talk)
    if not own:
        if (counted_in := household.meant(talk, [])) is not None:
            return parting.unaffected(talk, counted_in)
        talk.answer(phrases.NOTHING_TO_CANCEL)
        return Outcome("撤销，没有在办工单")
    sure = plainly and _OUTRIGHT.search(talk.text)
    if not sure and (danger := next((one for one in own if one.urgency == Urgency.EMERGENCY), None)):
        case = talking.append(talk, talk.case(danger))
        talk.answer(phrases.STILL_IN_DANGER, case=case, kind=Kind.ASK)
        return Outcome("紧急的事，撤销前再问一次", case.ticket.id)
    if len(own) == 1:
        return _one(talk, talk.case(own[0]))
    shown = own[:9]
    talk.answer(texts.which_to_cancel([talk.case(ticket) for ticket in shown]), kind=Kind.ASK)
    talk.ask("cancel", {"tickets": [ticket.id for ticket in shown]}, _WAITS)
    return Outcome("撤销哪一件？已请居民选择")


def chosen(talk: Talk, asked: Dialogue) -> Outcome | None:
    """Which of them: a number of the list, a ticket's number, or all."""
    ids: list[int] = asked.data["tickets"]
    cases = [case for case in talk.cases(ids) if case.ticket.id in {t.id for t in talk.own(Action.CANCEL)}]
    if _ALL.search(talk.text):
        asking.settle(talk.work, asked)
        for case in cases:
            _one(talk, case)
        return Outcome("全部撤销", cases[0].ticket.id if cases else None)
    found = _CHOICE.fullmatch(talk.text)
    if found is None:
        return None
    place = _HAN.index(found[1]) if found[1] in _HAN else int(found[1]) - 1
    picked = [case for case in cases if place < len(ids) and case.ticket.id == ids[place]]
    if not picked:
        talk.answer(phrases.NO_SUCH_CHOICE)
        return Outcome("选的编号不在列表里", ok=False)
    asking.settle(talk.work, asked)
    return _one(talk, picked[0])


def _one(talk: Talk, case: Case) -> Outcome:
    talk.answer(cancelling.cancel(case), case=case)
    return Outcome("撤销", case.ticket.id)
