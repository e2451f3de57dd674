"""From what a listener weighed to what is done: join, open, ask somebody, or nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from handlers.evidence import fine
from handlers.threads import Decision
from nlu.conversation.choosing import NEW, NOWHERE, Choice
from nlu.conversation.listening import Certainty, decided
from nlu.conversation.remarks import Remark, Sketch, seed_place
from nlu.facts import too_cold
from nlu.normalise import fold
from nlu.tables import simplification
from nlu.understanding import Intent, Issue, Understanding, Urgency
from nlu.understanding import Kind as IssueKind
from nlu.urgency import read_alarm

HEATING = "heating"
_ANOTHER = 0.15  # how little alike a second trouble told in a message is to the one it joins
_BESIDE = 0.15  # probability, after what was said before, from which a second trouble of a message is one of its own
_WHICH_DANGER = 0.6  # probability of its category from which a danger is one of its own
_GOES_ON = 0.9  # probability from which a danger tells on the one that people were called to
_AT_WORK = timedelta(hours=1)  # how long whoever looks after the place tells of the danger people were called to
_GROWS = timedelta(hours=1)  # how long after it was spoken of an ordinary trouble may become a danger
# What may turn into a danger to life by what is said next; of all else the danger must be told in so many words.
_TURNS = {"elevator", "gas", "fire_safety", "electricity", "elderly_welfare", "public_security", "dispute"}
# Where it is plainly one of these, others come than to whatever was spoken of.
_CALLS_OTHERS = {"gas", "fire_safety", "healthcare", "elderly_welfare", "public_security"}
_COLD = 0.1  # probability of any trouble from which a cold room is one
_MAY_BE = 0.2  # probability from which a danger is one that was told before
# Somebody who goes on to another trouble; "还没" and "还是" go on with the same.
_AND_THEN = re.compile(r"[也又再]|(?<!归)还(?![没是])|另外|同时|而且|顺便|加上|旁边|以及|\b[2-9][.、．]")
_ALSO = re.compile(r"[我俺额咱](?:们)?(?:家|这|屋|楼|单元|也)|也是|也没|也不|一样|\+1|同问|同求|号楼也|层也")
_JOINS_FROM = 0.35  # probability of "me too" from which a neighbour counts himself in
_TELLS_FROM = 0.5  # ... and that he tells the same trouble as his own

# Why, in the words of whoever checks.
BECAUSE = {
    "teller": "就是反映人说的", "speaker": "之前说过这件事的人", "gap": "刚刚还在说", "distance": "紧挨着说的",
    "latest": "群里最后说的是这件事", "after_it": "接在这件事的消息后面", "answers_it": "回答别人说的这件事",
    "quotes_it": "引用了这件事里的消息", "category": "同一类问题", "meaning": "说的意思相近",
    "nearest_meaning": "和其中一条意思相近", "words": "用词相同", "same_building": "同一栋楼",
    "me_too": "说自己家也这样", "follow_up": "像是在补充", "restored": "说已经恢复", "wordless": "只有照片",
    "told": "听起来在说问题", "plainly_told": "明白说了问题", "one_category": "问题类别清楚", "appeal": "听起来是诉求",
    "quiet": "近来群里没说别的问题", "at_mine": "说的是自己家",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weighed:
    """A message with what was thought of it.

    Attributes:
        sketches: the troubles it may belong to.
    """

    said: Understanding
    remark: Remark
    choice: Choice
    sketches: Sequence[Sketch]


def decide(weighed: Weighed, certainty: Certainty) -> Decision:
    """What a listener does."""
    said, choice = weighed.said, weighed.choice
    if danger := tuple(issue for issue in said.issues if issue.urgency is Urgency.EMERGENCY):
        return _alarm(weighed, danger)
    if not said.appeal and fine.says_fine(said.text):
        return Decision("说自己家正常，不是诉求")
    issues = _troubles(weighed)
    thread = decided(choice, certainty, weighed.remark, weighed.sketches)
    somewhere = 1 - choice.of(NOWHERE)
    if issues and somewhere >= _COLD and too_cold(said.readings) and not _of_heating(weighed, thread):
        # "咱们暖气咋样，我家才17度" is small talk by its words, and a trouble by its number; "今天15度 穿短袖" is not.
        thread = _cold(weighed)
        issues = issues[:1]
    if thread == NEW and issues:
        return Decision(f"新的诉求{_why(choice)}", open=issues)
    if thread in (NEW, NOWHERE):
        return Decision(f"群聊：{said.intent.value}，不登记")
    sketch = next(one for one in weighed.sketches if one.id == thread)
    if (place := seed_place(thread)) is not None:
        return Decision(f"说明刚才那句是诉求{_why(choice)}", ((thread, part(weighed, sketch)),), begun_before=place)
    others = issues if len(said.issues) > 1 else ()
    fresh = tuple(issue for issue in others if sketch.alike({issue.category: 1.0}) < _ANOTHER)
    return Decision(f"群里在说的同一个问题{_why(choice)}", ((thread, part(weighed, sketch)),), fresh)


def _of_heating(weighed: Weighed, thread: int) -> bool:
    """Whether a room's temperature is well where it was put: with a trouble told now, or with one of heating."""
    known = next((one for one in weighed.sketches if one.id == thread), None)
    return thread != NOWHERE and (known is None or known.alike({HEATING: 1.0}) >= _ANOTHER)


def _cold(weighed: Weighed) -> int:
    """Where a room colder than supply contracts promise belongs: to the heating the group speaks of, or by itself."""
    known = [one for one in weighed.sketches if one.seed is None and one.alike({HEATING: 1.0}) >= _ANOTHER]
    return max(known, key=lambda one: weighed.choice.of(one.id)).id if known else NEW


def part(weighed: Weighed, sketch: Sketch) -> str:
    """What a message is to the trouble it belongs to: `more`, `photo`, `me_too` or `restored`."""
    said, remark = weighed.said, weighed.remark
    if remark.sense is None:
        return "photo"
    own = remark.sender == sketch.teller
    if said.intent is Intent.RESTORED and own:
        return "restored"
    if own or remark.office:
        return "more"
    also = remark.sense.intents.get("me_too", 0.0) >= _JOINS_FROM and not said.appeal
    tells = remark.sense.appeal >= _TELLS_FROM and weighed.choice.told > 0
    return "me_too" if also or tells or _ALSO.search(remark.text) else "more"


def _alarm(weighed: Weighed, danger: tuple[Issue, ...]) -> Decision:
    """An emergency never waits for anybody to be sure; the same one told again joins the first.

    An ordinary trouble that becomes one calls people like any other: "电梯停了", and then "我在里头".
    """
    join, fresh, alarming = dict[int, str](), list[Issue](), dict[int, None]()
    begun = [one for one in weighed.sketches if one.seed is None]
    likely = max(weighed.choice.of(NEW), _MAY_BE)
    known = [one for one in begun if weighed.choice.of(one.id) >= likely]
    worded = in_so_many_words(weighed.said.text)
    for issue in danger:
        plain = issue.confidence >= _WHICH_DANGER
        alike = (one for one in known if one.alike({issue.category: 1.0}) >= _ANOTHER)
        same = next((one for one in alike if one.alarmed or not plain or _grows(weighed, one)), None)
        turns = plain and (issue.category in _TURNS or worded)
        if same is None and not plain:
            same = next((one for one in begun if one.alarmed and _told_on(weighed, one)), None)
        if same is None and not (plain and (worded or issue.category in _CALLS_OTHERS)):
            same, turns = _spoken_of(weighed, begun), True
        if same is None:
            fresh.append(issue)
            continue
        join[same.id] = part(weighed, same)  # once, however many dangers it tells of
        if turns and not same.alarmed:
            alarming[same.id] = None
    return Decision("紧急情况", tuple(join.items()), tuple(fresh), alarming=tuple(alarming))


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
    building = weighed.remark.building
    return building is None or not ordinary.buildings or building in ordinary.buildings


_simplification = cache(simplification)  # a table that takes a tenth of a second to make


def in_so_many_words(text: str) -> bool:
    """Whether the words tell of a danger to life now, by whatever they are surrounded."""
    alarm = read_alarm(fold(text, _simplification()))
    return alarm is not None and alarm.urgency is Urgency.EMERGENCY


def _told_on(weighed: Weighed, alarmed: Sketch) -> bool:
    """Whether "门开了，人清醒" tells on of somebody people were called to, and is no second danger."""
    office = weighed.remark.office and weighed.remark.at - alarmed.last_at < _AT_WORK
    return office or weighed.choice.of(alarmed.id) >= _GOES_ON


def _troubles(weighed: Weighed) -> tuple[Issue, ...]:
    """The troubles a message tells; where the engine heard none, the one it would be."""
    issues = weighed.said.issues
    if not issues and weighed.remark.sense is not None:
        issues = (imagined(weighed.remark.sense.issue),)
    return _apart(weighed, [issue for issue in issues if issue.kind is not IssueKind.PRAISE])


def _apart(weighed: Weighed, issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Which troubles of a message are troubles apart: "电视墙裂了，报修单交了" is one, in two ways of putting it."""
    heard = weighed.choice.heard
    if len(issues) < 2 or heard is None or _AND_THEN.search(weighed.said.text):
        return tuple(issues)
    main = max(issues, key=lambda issue: heard.subject.get(issue.category, 0.0))
    return tuple(issue for issue in issues if issue is main or heard.subject.get(issue.category, 0.0) >= _BESIDE)


def imagined(issue: Issue) -> Issue:
    """A trouble nobody told in so many words; what is only imagined alarms nobody."""
    return issue if issue.urgency is not Urgency.EMERGENCY else replace(issue, urgency=Urgency.NORMAL)


def _why(choice: Choice) -> str:
    found = [BECAUSE[name] for name in choice.best.because if name in BECAUSE]
    return f"（{round(choice.best.probability * 100)}%：{'、'.join(found)}）" if found else ""
