"""What whom may see: nothing personal in a group, and nothing of the author for those complained about."""

from __future__ import annotations

import re

from handlers import routing
from handlers.manners import secrets
from handlers.work import Case, Work
from nlu import masking
from storage import residents

# A complaint about those who would read it: not one of its words goes there.
_ABOUT_THEM = {"property", "dispute"}
_NAME = "（姓名已隐去）"
_THEIRS = re.compile("物业|管家|保安|门卫|项目部|项目经理|业委会|收费员|保洁")


def hidden_from(work: Work, person: str) -> bool:
    """Whether this person must not learn who complained."""
    return routing.hides_reporter(work.org, work.policy, person, work.today)


def about_them(case: Case) -> bool:
    """Whether the appeal may be about the property company or its like."""
    return case.ticket.category in _ABOUT_THEM or bool(_THEIRS.search(case.ticket.summary))


def words_for(case: Case, person: str, words: str) -> str:
    """A resident's words as this person may read them; empty when he may not read any."""
    if not hidden_from(case.work, person):
        return words
    if about_them(case) or _THEIRS.search(words):
        return ""
    return masked(words, _names(case))


def place_line(case: Case, person: str, words: str) -> str:
    """A line about doors; empty for those who must not learn whose door it is."""
    if not hidden_from(case.work, person):
        return words
    return "" if about_them(case) else masked(words, _names(case))


def for_neighbours(case: Case, words: str) -> str:
    """An official's words as those may read them who only joined: nothing of who reported it, and of nobody's door."""
    return masked(words, _names(case))


def masked(text: str, names: tuple[str, ...] = ()) -> str:
    """The text without numbers that name somebody or his door, without plates, accounts and names."""
    for name in names:
        text = text.replace(name, _NAME)
    told = sorted(secrets.names(text), key=len, reverse=True)
    text = masking.masked(text)
    for name in told:
        text = text.replace(name, _NAME)
    return text


def _names(case: Case) -> tuple[str, ...]:
    ticket, work = case.ticket, case.work
    known = residents.get(work.conn, work.district, ticket.channel, ticket.reporter)
    found = {ticket.reporter, (known.name or "") if known else "", *secrets.of(ticket.summary)}
    return tuple(sorted((name for name in found if len(name) > 1), key=len, reverse=True))
