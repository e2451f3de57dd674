"""Dangers told in a group: which are new, and which tell on one that people were called to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from handlers.evidence import fine
from handlers.listening.weighing import Weighed, about, apart, part
from handlers.threads import Decision
from nlu.conversation.choosing import NEW
from nlu.conversation.looks import RELAPSES, shows
from nlu.conversation.remarks import Sketch
from nlu.normalise import fold
from nlu.places import find_place
from nlu.tables import simplification
from nlu.understanding import Intent, Issue, Understanding, Urgency
from nlu.urgency import read_alarm

_WHICH_DANGER = 0.6  # probability of its category from which a danger is one of its own
_GOES_ON = 0.9  # probability from which a danger tells on the one that people were called to
_AT_WORK = timedelta(hours=1)  # how long whoever looks after the place tells of the danger people were called to
_GROWS = timedelta(hours=1)  # how long after it was spoken of an ordinary trouble may become a danger
# What may turn into a danger to life by what is said next; of all else the danger must be told in so many words.
_TURNS = {"elevator", "gas", "fire_safety", "electricity", "elderly_welfare", "public_security", "dispute"}
# Where it is plainly one of these, others come than to whatever was spoken of.
_CALLS_OTHERS = {"gas", "fire_safety", "healthcare", "elderly_welfare", "public_security"}
_ONCE_MORE = timedelta(minutes=5)  # of silence after which a danger told again is news to whoever was called
_MAY_BE = 0.2  # probability from which a danger is one that was told before

# Asked about, denied or past, in the clause of the danger: "7号楼没困人吧", "3号楼还有没有煤气味".
_CLAUSE = re.compile(r"[，,。；;！!\s]")
_IN_DOUBT = re.compile(
    r"没有?人?[困关]|没有?(?:着火|起火|失火|冒烟|闻)|没有?什?么?[煤燃天]|(?:吗|么|没|没有|吧)[?？~]{0,5}$"
    r"|[火困]过|怎么回事|咋回事|啥情况"
)

_simplification = cache(simplification)  # a table that takes a tenth of a second to make


def told(said: Understanding) -> tuple[Issue, ...]:
    """The dangers told; "7号楼电梯也困人了" joins in by its words, and tells of one by its place."""
    danger = tuple(issue for issue in said.issues if issue.urgency is Urgency.EMERGENCY)
    topic = said.sense.issue if said.sense is not None else said.topic
    too = said.intent is Intent.ME_TOO and said.place.building is not None and not fine.says_fine(said.text)
    if danger or topic is None or not too or not _is_now(_clause_of_danger(said.text)):
        return danger
    return (replace(topic, urgency=Urgency.EMERGENCY),)


def alarm(weighed: Weighed, danger: tuple[Issue, ...]) -> Decision:
    """An emergency never waits for anybody to be sure; the same one told again joins the first.

    An ordinary trouble that becomes one calls people like any other: "电梯停了", and then "我在里头".
    """
    join, fresh = dict[int, str](), list[Issue]()
    alarming, again = dict[int, None](), dict[int, None]()
    clause = _clause_of_danger(weighed.said.text)
    worded, now = clause is not None, _is_now(clause)
    begun = [one for one in weighed.sketches if one.seed is None and _may_go_on(weighed, one, now=now)]
    for issue in danger:
        same, raises = _told_before(weighed, issue, begun, worded=worded)
        if same is None:
            fresh.append(issue)
            continue
        join[same.id] = part(weighed, same)  # once, however many dangers it tells of
        if raises and not same.alarmed:
            alarming[same.id] = None
        elif now and same.alarmed and _is_news(weighed, same):
            again[same.id] = None
    for issue in _besides(weighed, danger):
        if (known := _spoken_of_as(weighed, issue)) is None:
            fresh.append(issue)
        else:
            join.setdefault(known.id, part(weighed, known))
    return Decision("紧急情况", tuple(join.items()), tuple(fresh), alarming=tuple(alarming), again=tuple(again))


def _told_before(
    weighed: Weighed, issue: Issue, begun: Sequence[Sketch], *, worded: bool
) -> tuple[Sketch | None, bool]:
    """The trouble that a danger tells on, if it is no new one, and whether that trouble becomes an emergency by it.

    Args:
        begun: the troubles it may tell on.
        worded: it is told in so many words.
    """
    plain = issue.confidence >= _WHICH_DANGER
    likely = max(weighed.choice.of(NEW), _MAY_BE)
    for one in begun:
        known = weighed.choice.of(one.id) >= likely and about(one, issue.category)
        if known and (one.alarmed or not plain or _grows(weighed, one)):
            return one, plain and (issue.category in _TURNS or worded)
    alarmed = (one for one in begun if one.alarmed and _told_on(weighed, one))
    if not plain and (same := next(alarmed, None)) is not None:
        return same, False
    if plain and (worded or issue.category in _CALLS_OTHERS):
        return None, False
    return _spoken_of(weighed, begun), True


def _may_go_on(weighed: Weighed, sketch: Sketch, *, now: bool) -> bool:
    """Whether a danger may be the one that people were called to.

    Told in so many words, as there now, it is another one in another building, and where the first is over: "又困人了".
    """
    if not (sketch.alarmed and now) or weighed.remark.office:
        return True
    return not (sketch.done or sketch.calmed) and _in_one_building(weighed.remark.building, sketch)


def _is_news(weighed: Weighed, alarmed: Sketch) -> bool:
    """Whether whoever was called must hear that a danger is told again: after a silence, or as one that is back."""
    at = weighed.remark.at
    back = shows(RELAPSES, weighed.said.text) and at - alarmed.opened_at > _ONCE_MORE
    return bool(back) or at - alarmed.last_at > _ONCE_MORE


def _told_on(weighed: Weighed, alarmed: Sketch) -> bool:
    """Whether "门开了，人清醒" tells on of somebody people were called to, and is no second danger."""
    office = weighed.remark.office and weighed.remark.at - alarmed.last_at < _AT_WORK
    return office or weighed.choice.of(alarmed.id) >= _GOES_ON


def _spoken_of(weighed: Weighed, begun: Sequence[Sketch]) -> Sketch | None:
    """The trouble that a danger surely belongs to, whatever category it sounds like by itself.

    "里头还有人推车呢 快出来" says nothing to whom it calls by itself; where a shed is on fire it says everything.
    """
    sure = (one for one in begun if weighed.choice.of(one.id) >= _GOES_ON)
    return next((one for one in sure if _grows(weighed, one)), None)


def _grows(weighed: Weighed, ordinary: Sketch) -> bool:
    """Whether a danger can be what an ordinary trouble has become: of late, not over, and not in another building."""
    if ordinary.calmed or ordinary.done or weighed.remark.at - ordinary.last_at > _GROWS:
        return False
    return _in_one_building(weighed.remark.building, ordinary)


def _in_one_building(building: str | None, sketch: Sketch) -> bool:
    """Whether the building that words name, if they name one, is a trouble's, as far as that is known."""
    return building is None or not sketch.buildings or building in sketch.buildings


def _besides(weighed: Weighed, danger: Sequence[Issue]) -> list[Issue]:
    """Ordinary troubles told beside a danger: "电梯困人了！另外3号楼停水了"."""
    return [issue for issue in apart(weighed, weighed.said.issues) if issue not in danger]


def _spoken_of_as(weighed: Weighed, ordinary: Issue) -> Sketch | None:
    """The trouble of its category that the group speaks of."""
    building = find_place(weighed.said.text[slice(*ordinary.span)]).building
    going_on = (one for one in weighed.sketches if one.seed is None and not one.done)
    here = (one for one in going_on if _in_one_building(building, one))
    return next((one for one in here if about(one, ordinary.category)), None)


def in_so_many_words(text: str) -> bool:
    """Whether the words tell of a danger to life, by whatever they are surrounded."""
    return _clause_of_danger(text) is not None


def _clause_of_danger(text: str) -> str | None:
    """The clause that tells of a danger to life in so many words; None where none does."""
    plain = fold(text, _simplification())
    alarm = read_alarm(plain)
    if alarm is None or alarm.urgency is not Urgency.EMERGENCY:
        return None
    start, end = alarm.span
    return _CLAUSE.split(plain[:start])[-1] + plain[start:end] + _CLAUSE.split(plain[end:])[0]


def _is_now(clause: str | None) -> bool:
    """Whether a clause tells of a danger that is neither asked about nor denied nor past."""
    return clause is not None and _IN_DOUBT.search(clause) is None
