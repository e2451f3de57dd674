"""点单: which words and which appeals are a wish, and how it becomes an order."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers import opening
from handlers.messages import Inbound
from handlers.placing import Where
from handlers.volunteering import matching
from handlers.work import Case, Work
from nlu.understanding import Issue, Kind, Urgency
from storage.inbox import InboxRow

FORM = "wish"
_GOES_ON = "想|要|希望|请|需要|就是|是|帮|给|陪|来"
_BREAK = re.compile(rf"\A(?:[\s:：,，。.、!！]++|(?={_GOES_ON}))(?:就是|是)?[\s:：,，。.、!！]*+")


def told(work: Work, text: str) -> str | None:
    """The wish after the keyword with which a message begins; empty: the keyword stands alone; None: there is none."""
    rule = work.policy.volunteering
    for word in sorted(rule.wishes.words if rule else (), key=len, reverse=True):
        if text.startswith(word):
            rest = text[len(word) :]
            cut = _BREAK.match(rest)
            # 点单子 is not 点单: a word of its own ends there.
            if not rest or cut:
                return rest[cut.end() :].strip() if cut else ""
    return None


def takes(work: Work, issue: Issue, words: str) -> bool:
    """Whether the rules hear a wish in what sounds like an appeal; never in an emergency."""
    rule = work.policy.volunteering
    if rule is None or rule.wishes.when is None or issue.urgency is Urgency.EMERGENCY:
        return False
    about = {"category": issue.category, "kind": issue.kind.value, "urgency": issue.urgency.value, "form": "appeal"}
    when = rule.wishes.when
    return all(about.get(key, "") in values for key, values in when.about().items()) and when.said(words)


def open_wish(work: Work, row: InboxRow, message: Inbound, words: str, at: Where, category: str = "other") -> Case:
    """Open the order; nobody has been asked yet."""
    found = matching.want_in(work.policy, words)
    issue = Issue(found[1] if found else category, Kind.REQUEST, Urgency.NORMAL, 1.0, (0, len(words)))
    rule = work.policy.volunteering
    track = rule.track.name if rule else ""
    return opening.open_ticket(work, row, replace(message, text=words), issue, at, form=FORM, track=track)
