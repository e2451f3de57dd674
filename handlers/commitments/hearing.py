"""What people say about a promise without a button: the office in a group, and the residents who wait."""

from __future__ import annotations

import re

from handlers import asking
from handlers.closing import voices
from handlers.commitments import beneath, making, settling, telling
from handlers.commitments.making import Speaker
from handlers.commitments.words import Told, told
from handlers.messages import Action, Outcome
from handlers.regrouping.merging import looked_after
from handlers.talk import Talk
from handlers.work import Case
from storage.commitments import WAITING, Commitment
from storage.residents import Dialogue

# Who calls himself so in a group speaks for an office; its role where it is known.
_OFFICE = re.compile(
    r"(?P<property>物业|管家|客服)|网格[员长]|服务长|院长|居委|社区(?:书记|干部|工作)|供[热水电]|燃气|热力"
)
TOPIC = "came"  # of the question to the resident
ACTIONS = frozenset({Action.CAME, Action.NOT_CAME})
_LONGEST = 12  # a longer answer tells something new
_CAME, _DID_NOT_COME = Told(done=True, came=True), Told(absent=True)
_ANSWERS = dict.fromkeys(("是", "是的", "嗯", "对"), _CAME) | dict.fromkeys(("没", "没有", "否"), _DID_NOT_COME)
# Of which one may say that it was not done: neither put off nor void.
_SPOKEN_OF = {*WAITING, "kept", "broken", "unknown"}


def heard(talk: Talk, case: Case) -> None:
    """A message that belongs to a ticket: an office may promise in it, a resident may say whether it was kept."""
    if not making.counts(case) or not talk.text:
        return
    if who := _office(talk, case):
        if talk.work.policy.commitments.groups:
            making.made(case, who, talk.text, settling.standing(case), talk.row.id)
        return
    said = told(talk.text)
    if said.answer is not None:
        whose = [one for one in _promised(case) if _concerns(case, one, talk)]
        _by_resident(case, _meant(case, whose, said), done=said.answer)


def _promised(case: Case) -> list[Commitment]:
    """What was promised to whoever has a ticket, about the incident above it too."""
    return [*settling.standing(case), *beneath.promised_above(case)]


def _concerns(case: Case, one: Commitment, talk: Talk) -> bool:
    """Whether a promise was made to whoever speaks: to the reporter, or who had joined; others mean their own."""
    who = (talk.message.channel, talk.message.sender)
    # What is promised about the incident above is promised to everybody beneath it.
    if one.ticket_id != case.ticket.parent:
        case = case.work.case(one.ticket_id) or case
    joined = {(other.channel, other.account): other.since for other in voices.neighbours(case)}
    return who == (case.ticket.channel, case.ticket.reporter) or (who in joined and joined[who] <= one.made_at)


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
    """Whether words say that it was done (True) or was not (False); None when they say neither, or both."""
    return told(text).answer


def _meant(case: Case, standing: list[Commitment], said: Told, *, asked: bool = False) -> list[Commitment]:
    """What words are about: the newest of those whose time is over, or, early, the next; two of one moment are one.

    Unasked, "来了" is about somebody's coming alone, and only the absence of somebody speaks against an official who
    said that he had come: a trouble that is back was perhaps gone between.
    """
    now = case.work.now
    states = WAITING if said.answer else _SPOKEN_OF
    fitting = [one for one in standing if one.state in states and _about(one, said, asked=asked)]
    due = max((one.due_at for one in fitting if one.due_at <= now), default=None)
    if due is None and said.answer:
        due = min((one.due_at for one in fitting), default=None)
    return [one for one in fitting if one.due_at == due and _open_to(one, said)]


def _about(one: Commitment, said: Told, *, asked: bool) -> bool:
    if said.answer:
        return asked or one.what == "visit" or said.done
    return said.absent or one.what != "visit"


def _open_to(one: Commitment, said: Told) -> bool:
    """Whether the resident's word still counts; it is the last, also against whoever says himself that he kept it."""
    return one.state in WAITING or (said.absent and one.state == "kept" and one.settled_by == "official")


def _by_resident(case: Case, meant: list[Commitment], *, done: bool) -> None:
    for one in meant:
        if done:
            settling.settle(case, one, "kept", "resident")
        else:
            settling.broken_by_resident(case, one)


def pressed(case: Case, action: Action, value: str = "") -> str:
    """来了 or 没来; returns what the resident is answered.

    Args:
        value: the number of the promise that the button was about; empty on cards of an earlier version.
    """
    said = _CAME if action is Action.CAME else _DID_NOT_COME
    standing = _promised(case)
    if value:
        meant = [one for one in standing if str(one.id) == value and _ripe(case, one, said) and _open_to(one, said)]
    else:
        meant = _meant(case, standing, said, asked=True)
    if not meant:
        return f"{case.ticket.number}：已经记过了，谢谢。"
    _by_resident(case, meant, done=action is Action.CAME)
    if action is Action.CAME:
        return f"好的，记下了（{case.ticket.number}）。"
    return f"知道了，已经告诉{meant[-1].name}，请他给您一个新的时间（{case.ticket.number}）。"


def _ripe(case: Case, one: Commitment, said: Told) -> bool:
    return said.came or one.due_at <= case.work.now


def answer(talk: Talk, asked: Dialogue) -> Outcome | None:
    """The resident's words after he was asked; None when they are about something else."""
    word = talk.text.strip("。.!！ ")
    said = _ANSWERS.get(word) or told(talk.text)
    case = talk.work.case(asked.data["ticket"]) if len(talk.text) <= _LONGEST else None
    one = _asked_about(case, asked) if case is not None else None
    if case is None or (said.answer is None and not said.both):
        return None
    if said.both:
        return _again(talk, case, one) if one is not None else None
    if one is not None and not _about(one, said, asked=True):
        return None
    asking.settle(talk.work, asked)
    looked_after(case).add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    text = pressed(case, Action.CAME if said.answer else Action.NOT_CAME, str(one.id) if one else "")
    talk.answer(text, case=case)
    return Outcome("居民说承诺做到了" if said.answer else "居民说承诺没有做到", case.ticket.id)


def _asked_about(case: Case, asked: Dialogue) -> Commitment | None:
    """The promise of a question; of a question of an earlier version the newest that was asked about."""
    standing = _promised(case)
    number = asked.data.get("promise")
    found = [one for one in standing if (one.id == number if number else one.state == "asked")]
    return max(found, key=lambda one: one.due_at, default=None)


def _again(talk: Talk, case: Case, one: Commitment) -> Outcome:
    """Yes and no in one: only he knows what it is, so the buttons come again."""
    looked_after(case).add_message(talk.row.id, talk.message.id, talk.message.sender, "more")
    card = telling.to_resident(case, one)
    talk.answer(f"{case.ticket.number}：您说的记下了。{card.note}", case=case, card=card)
    return Outcome("说得有好有坏，再请居民选一项", case.ticket.id)
