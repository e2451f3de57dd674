"""A promise in words: "明天上午来修", "下午五点前恢复供水", "三天内给答复". Pure.

Exact rather than complete: people are asked whether a promise was kept. "尽快", "马上" and "争取明天" promise nothing,
nor does a question, a request, a condition, a notice of an outage or a rule. Who speaks is not looked at: what a
resident plans is no promise either, and is for the caller to leave out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from nlu.normalise import fold
from nlu.promised_when import dues

Workdays = Callable[[datetime, int], datetime]


class What(StrEnum):
    """What is promised, roughly: two promises of one kind are one that was moved."""

    VISIT = "visit"
    FIX = "fix"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Promise:
    """Something said to be done by a moment.

    Attributes:
        words: the clauses that say it, as read.
        what: what is promised.
        due: until when; "明天上午" is until noon, a day until 20:00.
    """

    words: str
    what: What
    due: datetime


_SENTENCE = re.compile(r"[^。！!?？；;\n]+[。！!?？；;\n]?")
_CLAUSE = re.compile(r"[，,]|\s{2,}")
_ANSWER = re.compile(
    r"答复|回复|回[您你]?电|回话|回访|反馈|联系|公示|公布|通报|告诉|打.{0,3}电话|[给跟][您你大]家?们?回(?!家|来|去)|(?:准信|说法|结果|方案|意见)(?!不)|研究"
)
_FIX = re.compile(
    r"修(?!改)|换|处理|处置|解决|恢复|安装|装(?:好|上|完|灯|$|扶)|清|拆|搬|挪|拖|整改|施工|进场|完工|完成|竣工|办[好完理结妥]"
    r"|搞[定好]|弄|疏通|通[水电气暖热车行]|来[水电气暖](?!的)|送[电水气上过到暖]|供[水电气暖热](?![期季])|补[好上发齐]|填|铺|抽[完干]"
    r"|到位|消杀|消毒|堵|接[好上通]|落实|协调|发放|开工|划线|加固|焊|[放排]一?下?[气水]|刷|打磨|供上|^.{0,6}预计.{0,12}$|围(?:起|上|好|挡)|收(?:走|旧|垃圾)"
    r"|做(?!核酸)|装$|拉走|运走|移走|砍|修剪|加装|更新|调[好试整]|充[好满]"
)
_VISIT = re.compile(
    r"上门|入户|[上下]去|到场|到现场|过[来去](?!了)|[再会就才来]来|(?<![下起])来(?!不|电话|源|信|自|着)|前往|去(?!医院|上班|外地|年|世)"
    r"|派人|派.{0,4}(?:人|队|师傅|去|来)|安排|赶到|查看|检查|排查|巡查|勘查|测温|测量|量尺|到(?!货|现在|底|期|目前|时候|位|处|了|\d+(?![0-9号栋])|[上中下]午|晚|$)"
    r"|(?:肯定|一定|准时|就|后|点|准|人|内|左右|前|分|钟|天)到$|谈|盯|(?<!等)对接"
)  # fmt: skip

# Of a whole sentence.
_NO_PROMISE = re.compile(
    r"[?？]|吗|呢[。！!]?$|没有[。！!]?$|几点|什么时候|何时|能不能(?!.{0,8}都)|可不可以|是不是|行不行|好不好|为什么|怎么"
    r"|投诉|上访|12345|到现在|还没|说好的|上次|再不|结果.{0,4}了|每[天日周月年晚早隔层次]|天天|一般|通常|规定|法律|流程|工期|保修"
    r"|(?:通知|温馨提示|公告|提醒)[】:：](?!.{0,60}(?:恢复|来[水电气暖]|通[水电气暖]))|一律|暂停|这几天|这两天|带[上好着].{0,6}来"
    r"|(?:[您你]|[您你]们.{0,12})来(?:社区|我|物业|取|拿|一趟)|提前(?:储|准备|安排)"
    r"|营业|办公|热线|值班电话|欢迎|报名|义诊|电影|核酸|疫苗|活动|领取|缴[纳费]|投放|截止|降温|有雨|大风|供暖期|供暖季|体检"
)
# Of the clause that says when, or of the one that says what.
_NOT_SURE = re.compile(
    r"争取|尽量|尽可能|力争|可能|不一定|也许|说不定|但愿|看能不能|希望|有望|如果|要是|若|假如|一旦|除非|的话|建议|务必|必须"
    r"|(?<![已就会来我])请(?!.{0,6}(?:师傅|人|队|公司|厂家))|(?<![已就会])请(?=[您你明后今])|麻烦|(?:您|你们?|居民|业主|住户)可"
    r"|^(?:各位|大家|业主|居民|住户|您(?!家|反映)|你们?(?!家|反映))|在家|有时间|方便|[要去我]上班"
    r"|不(?!久|超过|晚于|迟于|好意思|便|用担心|等人)|没(?!问题)|无法|(?<!特|区)别(?!处|着急|急|的|墅)|勿|先不"
)
_OUTAGE = re.compile(r"停[水电气暖热供]|断[水电气]|跳闸")
_ENDS_OUTAGE = re.compile(r"恢复|来[水电气]|通[水电气]|送[水电气]|供上")
_PAST = re.compile(
    r"已于|(?:今[天日早]|上午|下午|中午|点|号|日|刚才?|昨[天晚]).{0,6}已|已经?(?:完成|修|换|处理|解决|恢复|清|办)"
)
_DONE_TODAY = re.compile(r"[好完来去看修换理清毕](?:了|过)(?!就)|到现场查看|现场查看[，,]?(?:是|未|没|系)")

# What was meant before, and where a clause begins that tells what is meant now.
_WAS = re.compile(r"原定|原计划|原本|原先|本来|原来[说定]|(?<!上次)[之先]前[说定]")
_NOW = r"(?:现在?)?(?:改[为到成至在]|推迟到?|延[期迟]?到|顺延到?|提前到|调整[为到])"
_CHANGED = re.compile(rf"^{_NOW}")
# "明天上午改为后天上午" is two clauses without a comma.
_CHANGES = re.compile(rf"(?<=[^，,\s现在])(?={_NOW}(?:大?后天|[今明本下周]|星期|礼拜|[0-9]{{1,2}}[日号月]))")


# "明日8时至18时停水，18时恢复供水": a time of the day alone is on the day that was told before it.
_DAY = re.compile(
    r"今[天日]|明[天日]|大?后天|(?:[0-9]{1,2}月)?[0-9]{1,2}[日号](?![楼院门店线路])|(?:下个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天]"
)
_TIME_OF_DAY = re.compile(r"[0-9一二三四五六七八九十]{1,3}(?:点|时(?![间候段期]))|[上下]午|中午|晚上|下班前")
_LENGTH = re.compile(r"小时|钟头|分钟|天[之以]?[内后]|工作日|[周月年]|[每昨前]天")


def promises(text: str, at: datetime, workdays: Workdays) -> list[Promise]:
    """The promises in what somebody says at a moment, first first, of one kind with the same deadline only one.

    Args:
        at: when it is said, in the zone in which it is meant.
        workdays: the moment so many working days after another.
    """
    told: list[_Told] = []
    for sentence in _SENTENCE.findall(fold(text, {})):
        if not _NO_PROMISE.search(sentence):
            told += _of_sentence(sentence, at, workdays)
    found = [one.promise for place, one in enumerate(told) if not (one.was and _now(told[place + 1 :]))]
    once = {(one.what, one.due): one for one in reversed(found)}
    return sorted(once.values(), key=found.index)


class _Told(NamedTuple):
    """A promise as it is told; `was`: it was so, and may be so no more."""

    promise: Promise
    was: bool


def _now(later: list[_Told]) -> bool:
    """Whether what follows tells how it is now."""
    return any(not one.was for one in later)


def _of_sentence(sentence: str, at: datetime, workdays: Workdays) -> Iterator[_Told]:
    clauses = [part.strip(" 。！!；;\n") for part in _CLAUSE.split(_CHANGES.sub(",", sentence))]
    for place, clause in enumerate(clauses):
        was = _WAS.search(clause) is not None or _CHANGED.match("".join(clauses[place + 1 : place + 2])) is not None
        for due in dues(_on_its_day(clauses, place), at, workdays):
            said = _said(clauses, place)
            if said is None or not _holds(clause, due, at) or not _holds(said, due, at):
                continue
            words = "，".join(part for part in clauses if part is clause or part is said)
            what = _what(said)
            if what is not None:
                yield _Told(Promise(words, what, due), was)


def _on_its_day(clauses: list[str], place: int) -> str:
    """A clause with the day told before it, where it tells a time of the day alone."""
    clause = clauses[place]
    if _DAY.search(clause) or _LENGTH.search(clause) or not _TIME_OF_DAY.search(clause):
        return clause
    days = [found[0] for earlier in clauses[:place] for found in _DAY.finditer(earlier)]
    return f"{days[-1]}{clause}" if days else clause


def _said(clauses: list[str], place: int) -> str | None:
    """The clause that tells what is done then: the same, else the next; of a mere new time also the one before."""
    own, near = clauses[place], clauses[place + 1 : place + 2]
    if (changed := _CHANGED.match(own)) is not None:
        near += clauses[:place][-1:]
    if _what(own[changed.end() if changed else 0 :]) is not None:
        return own
    return next((clause for clause in near if _what(clause) is not None), None)


def _what(clause: str) -> What | None:
    if _ANSWER.search(clause):
        return What.ANSWER
    if _FIX.search(clause):
        return What.FIX
    return What.VISIT if _VISIT.search(clause) else None


def _holds(clause: str, due: datetime, at: datetime) -> bool:
    """Whether a clause says for sure that it will be done, by those who speak."""
    if _NOT_SURE.search(clause) or _PAST.search(clause):
        return False
    if _OUTAGE.search(clause) and not _ENDS_OUTAGE.search(clause):
        return False
    return _date(due) != _date(at) or not _DONE_TODAY.search(clause)


def _date(moment: datetime) -> date:
    return moment.date()
