"""我的成绩单: an official asks for his own results, objects to them, and the desk answers. Nobody sees another's."""

from __future__ import annotations

import re

from handlers import entitled, notices, routing, wording
from handlers.figures import cohort, months, scorecards
from handlers.messages import Inbound, Kind, Outcome
from handlers.org import Address
from handlers.work import Work
from storage import figures, nominations
from storage.nominations import ScoreAppeal

_ASKED = {"成绩单", "我的成绩单", "我的成绩", "考核", "我的考核"}
_OBJECTS = re.compile(r"成绩申诉[\s:：,，。]*(.*)", re.DOTALL)
_ANSWERS = re.compile(r"答复申诉[\s:：]+(\S+)[\s:：]+(.+)", re.DOTALL)
_LEAST = 4
_HOW = "对成绩单有异议，回复：成绩申诉 理由。"


def heard(work: Work, message: Inbound, person: str) -> Outcome | None:
    """Words of an official about a scorecard; None when they are something else."""
    words = message.text.strip()
    if words in _ASKED:
        return _say(work, message, _shown(work, person), "看成绩单")
    if found := _OBJECTS.fullmatch(words):
        return _say(work, message, _object(work, person, found[1].strip()), "成绩申诉")
    if found := _ANSWERS.fullmatch(words):
        return _say(work, message, _answer(work, person, found[1], found[2].strip()), "答复申诉")
    return None


def _say(work: Work, message: Inbound, text: str, reason: str) -> Outcome:
    notices.owe(work, Address(message.channel, message.sender), Kind.ANSWER, text)
    return Outcome(reason)


def _shown(work: Work, person: str) -> str:
    rule = work.policy.figures.scorecard
    if not routing.roles_of(work.org, person, work.today) & set(rule.roles):
        return "您的职责这里没有成绩单。"
    this = months.of(work.today)
    since, until = months.span(months.later(this, -rule.months))[0], months.span(this)[1]
    rows = figures.read(work.conn, work.district, since, until)
    named = nominations.count(work.conn, work.district, person, since, until)
    card = scorecards.made(person, cohort.appeals(rows, work.policy, work.now), work.policy, named)
    heading = f"您的成绩单（{since:%Y年%-m月}以来，只看办得怎么样，只有您自己看到）"
    return "\n".join([heading, *card.lines(), _HOW])


def _object(work: Work, person: str, reason: str) -> str:
    if not routing.roles_of(work.org, person, work.today) & set(work.policy.figures.scorecard.roles):
        return "您的职责这里没有成绩单。"
    if sum(char.isalnum() for char in reason) < _LEAST:
        return f"请写清哪里不对，至少{_LEAST}个字，比如：成绩申诉 有两件是停水引起的。"
    if nominations.objection_of(work.conn, work.district, person):
        return "您的上一次申诉还没有答复，请等答复后再提。"
    nominations.object_to_score(work.conn, ScoreAppeal(work.district, work.new_id(), person, reason, work.now))
    text = f"{wording.name_of(work, person)}对成绩单有异议：{reason}\n请回复：答复申诉 {_name(work, person)} 答复内容"
    for other in dict.fromkeys(duty.person for duty in work.org.tree.duties):
        if other != person and entitled.at_desk(work, other):
            notices.to_person(work, other, Kind.NOTICE, text)
    return "申诉已转给值班台，有答复会告诉您。"


def _answer(work: Work, person: str, whom: str, words: str) -> str:
    if not entitled.at_desk(work, person):
        return "申诉由值班坐席答复。"
    waiting = nominations.objections(work.conn, work.district)
    found = next((one for one in waiting if whom in (one.person, _name(work, one.person))), None)
    if found is None:
        return f"“{wording.short(whom, 20)}”没有等着答复的成绩申诉。"
    if found.person == person:
        return "自己的申诉要由别人答复。"
    nominations.answer(work.conn, work.district, found.id, person, words, work.now)
    text = f"{wording.name_of(work, person)}答复您的成绩申诉：{words}"
    notices.to_person(work, found.person, Kind.NOTICE, text)
    return f"已答复{_name(work, found.person)}。"


def _name(work: Work, person: str) -> str:
    known = work.org.person(person)
    return known.name if known else person
