"""A message with what was thought of it, and what can be said of it and one trouble. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import rating_words
from handlers.evidence import fine
from nlu.conversation.choosing import Choice
from nlu.conversation.listening import OVER
from nlu.conversation.looks import ASKS, shows
from nlu.conversation.remarks import Remark, Sketch, relief
from nlu.understanding import Intent, Issue, Understanding
from nlu.understanding import Kind as IssueKind

_ANOTHER = 0.15  # how little alike a second trouble told in a message is to the one it joins
_BESIDE = 0.15  # probability, after what was said before, from which a second trouble of a message is one of its own
# Somebody who goes on to another trouble; "还没" and "还是" go on with the same.
_AND_THEN = re.compile(r"[也又再]|(?<!归)还(?![没是])|另外|同时|而且|顺便|加上|旁边|以及|\b[2-9][.、．]")
_ALSO = re.compile(r"[我俺额咱](?:们)?(?:家|这|屋|楼|单元|也)|也是|也没|也不|一样|\+1|同问|同求|号楼也|层也")
_JOINS_FROM = 0.35  # probability of "me too" from which a neighbour counts himself in
_TELLS_FROM = 0.5  # ... and that he tells the same trouble as his own


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


def part(weighed: Weighed, sketch: Sketch) -> str:
    """What a message is to the trouble it belongs to: `more`, `photo`, `me_too` or `restored`."""
    said, remark = weighed.said, weighed.remark
    if remark.sense is None:
        return "photo"
    own = remark.sender == sketch.teller
    over = said.intent is Intent.RESTORED or relief(remark.sense) >= OVER
    if own and over and not rating_words.denies(said.text):
        return "restored"
    if own or remark.office or _works_again(said):
        return "more"
    also = remark.sense.intents.get("me_too", 0.0) >= _JOINS_FROM and not said.appeal
    tells = remark.sense.appeal >= _TELLS_FROM and weighed.choice.told > 0
    return "me_too" if also or tells or _ALSO.search(remark.text) else "more"


def has_it_too(remark: Remark) -> bool:
    """Whether somebody who spoke before a trouble was told plainly told of his own: "我们7号楼也不热"."""
    sense, text = remark.sense, remark.text
    if sense is None or remark.office or fine.says_fine(text) or fine.works_again(text):
        return False
    if sense.intents.get("me_too", 0.0) >= _JOINS_FROM or sense.appeal >= _TELLS_FROM or _ALSO.search(text):
        return True
    return remark.building is not None and remark.told > 0 and not shows(ASKS, text)


def _works_again(said: Understanding) -> bool:
    """Whether a neighbour says in so many words that his is well again: "我家来水了" is no further household without.

    What only sounds like it is not enough: "又有味了，更浓" does.
    """
    return not said.appeal and fine.works_again(said.text)


def about(sketch: Sketch, category: str) -> bool:
    """Whether a trouble may be of this category."""
    return sketch.alike({category: 1.0}) >= _ANOTHER


def apart(weighed: Weighed, issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Which troubles of a message are troubles apart: "电视墙裂了，报修单交了" is one, in two ways of putting it."""
    issues = [issue for issue in issues if issue.kind is not IssueKind.PRAISE]
    heard = weighed.choice.heard
    if len(issues) < 2 or heard is None or _AND_THEN.search(weighed.said.text):
        return tuple(issues)
    main = max(issues, key=lambda issue: heard.subject.get(issue.category, 0.0))
    return tuple(issue for issue in issues if issue is main or heard.subject.get(issue.category, 0.0) >= _BESIDE)
