"""From what a listener weighed to what is done: join, open, ask somebody, or nothing. Pure."""

from __future__ import annotations

from dataclasses import replace

from handlers.evidence import fine
from handlers.listening import dangers
from handlers.listening.weighing import Weighed, about, apart, part
from handlers.threads import Decision
from nlu.conversation import looks
from nlu.conversation.choosing import NEW, NOWHERE, Choice
from nlu.conversation.listening import Certainty, decided
from nlu.conversation.remarks import seed_place
from nlu.facts import too_cold
from nlu.understanding import Issue, Urgency

HEATING, PARKING = "heating", "parking"
_COLD = 0.1  # probability of any trouble from which a cold room is one

# Why, in the words of whoever checks.
BECAUSE = {
    "teller": "就是反映人说的", "speaker": "之前说过这件事的人", "gap": "刚刚还在说", "distance": "紧挨着说的",
    "latest": "群里最后说的是这件事", "after_it": "接在这件事的消息后面", "answers_it": "回答别人说的这件事",
    "quotes_it": "引用了这件事里的消息", "category": "同一类问题", "meaning": "说的意思相近",
    "nearest_meaning": "和其中一条意思相近", "words": "用词相同", "same_building": "同一栋楼",
    "me_too": "说自己家也这样", "follow_up": "像是在补充", "restored": "说已经恢复", "wordless": "只有照片",
    "told": "听起来在说问题", "plainly_told": "明白说了问题", "one_category": "问题类别清楚", "appeal": "听起来是诉求",
    "quiet": "近来群里没说别的问题", "at_mine": "说的是自己家", "relapses_speaker": "说过的人讲又这样了",
    "hours_ago_speaker": "说过这件事的人过后又来说", "only_speaker": "他只说过这一件事",
}  # fmt: skip


def decide(weighed: Weighed, certainty: Certainty) -> Decision:
    """What a listener does."""
    said, choice = weighed.said, weighed.choice
    if danger := dangers.told(said):
        return dangers.alarm(weighed, danger)
    if not said.appeal and fine.says_fine(said.text):
        return Decision("说自己家正常，不是诉求")
    thread, issues, why = _told_after_all(weighed, decided(choice, certainty, weighed.remark, weighed.sketches))
    if thread == NEW and issues:
        return Decision(f"新的诉求{why}", open=issues)
    if thread in (NEW, NOWHERE):
        return Decision(f"群聊：{said.intent.value}，不登记")
    sketch = next(one for one in weighed.sketches if one.id == thread)
    if (place := seed_place(thread)) is not None:
        return Decision(f"说明刚才那句是诉求{why}", ((thread, part(weighed, sketch)),), begun_before=place)
    others = issues if len(said.issues) > 1 else ()
    fresh = tuple(issue for issue in others if not about(sketch, issue.category))
    return Decision(f"群里在说的同一个问题{why}", ((thread, part(weighed, sketch)),), fresh)


def _told_after_all(weighed: Weighed, thread: int) -> tuple[int, tuple[Issue, ...], str]:
    """Where words belong, the troubles they tell, and why; some sound like small talk and are a trouble."""
    said, issues = weighed.said, _troubles(weighed)
    somewhere = 1 - weighed.choice.of(NOWHERE)
    if issues and somewhere >= _COLD and too_cold(said.readings) and not _of_heating(weighed, thread):
        # "那边烧得行不，我屋里16度" is one by its number; "今天15度 穿短袖" is not.
        return _cold(weighed), issues[:1], "（屋里温度低）"
    if thread == NOWHERE and looks.blocked(said.text) and not weighed.remark.office:
        # Said to a neighbour, who may come at once; whoever cannot get out waits for somebody until he does.
        return _in_the_way(weighed), issues[:1] if said.issues else _parked(weighed), "（有车挡着出不去）"
    return thread, issues, _why(weighed.choice)


def _of_heating(weighed: Weighed, thread: int) -> bool:
    """Whether a room's temperature is well where it was put: with a trouble told now, or with one of heating."""
    known = next((one for one in weighed.sketches if one.id == thread), None)
    return thread != NOWHERE and (known is None or about(known, HEATING))


def _cold(weighed: Weighed) -> int:
    """Where a room colder than supply contracts promise belongs: to the heating the group speaks of, or by itself."""
    known = [one for one in weighed.sketches if one.seed is None and about(one, HEATING)]
    return max(known, key=lambda one: weighed.choice.of(one.id)).id if known else NEW


def _in_the_way(weighed: Weighed) -> int:
    """Whether he has asked for it to be moved before; who asks first has a trouble of his own."""
    mine = [one for one in weighed.sketches if one.seed is None and not one.calmed and about(one, PARKING)]
    return max((one.id for one in mine if weighed.remark.sender in one.speakers), default=NEW)


def _parked(weighed: Weighed) -> tuple[Issue, ...]:
    """The trouble a vehicle is, where the engine heard none."""
    sense = weighed.remark.sense
    return () if sense is None else (imagined(replace(sense.issue, category=PARKING)),)


def _troubles(weighed: Weighed) -> tuple[Issue, ...]:
    """The troubles a message tells; where the engine heard none, the one it would be."""
    issues = weighed.said.issues
    if not issues and weighed.remark.sense is not None:
        issues = (imagined(weighed.remark.sense.issue),)
    return apart(weighed, issues)


def imagined(issue: Issue) -> Issue:
    """A trouble nobody told in so many words; what is only imagined alarms nobody."""
    return issue if issue.urgency is not Urgency.EMERGENCY else replace(issue, urgency=Urgency.NORMAL)


def _why(choice: Choice) -> str:
    found = [BECAUSE[name] for name in choice.best.because if name in BECAUSE]
    return f"（{round(choice.best.probability * 100)}%：{'、'.join(found)}）" if found else ""
