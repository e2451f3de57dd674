"""What whom may see: nothing personal in a group, and nothing of the author for those complained about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handlers import blaming, callings, origins, places, routing
from handlers.blaming import Called
from handlers.manners import secrets
from handlers.work import Case, Work
from nlu import masking
from storage import residents
from storage.tree import Duty, Unit

# A complaint about those who would read it: not one of its words goes there.
_ABOUT_THEM = {"property", "dispute"}
# A task at a meeting is given to whom it names.
_COMPLAINTS = ("appeal", "part")
_NAME = "（姓名已隐去）"
_THEIRS = re.compile("物业|管家|保安|门卫|项目部|项目经理|业委会|收费员|保洁")


def never_learns_who(work: Work, person: str) -> bool:
    """Whether a role of this person never learns who complained: any complaint may be about its like."""
    return bool(routing.roles_of(work.org, person, work.today) & work.policy.routing.reporter_hidden_from)


def meant(case: Case, person: str, words: str = "") -> bool:
    """Whether the ticket, or these words besides, complain of how this very person behaves.

    What was merged into it or moved to it counts: its words are read there.
    """
    if case.ticket.form not in _COMPLAINTS:
        return False
    here = places.of(case.work.org, case.ticket.unit, case.ticket.building)
    every = "\n".join([words, *(told for _, told in origins.of(case))])
    return named(case.work, person, every, here, (case.ticket.channel, case.ticket.chat))


def named(
    work: Work, person: str, words: str, here: Iterable[Unit] = (), group: tuple[str, str | None] = ("", None)
) -> bool:
    """Whether words complain of how this person behaves: by his name, title and surname, or title alone.

    Args:
        here: the units the words were said of, where a title alone means whoever holds it there.
        group: channel and group they were said in, where he may be called otherwise.
    """
    known = work.org.person(person)
    if known is None:
        return False
    duties = work.org.duties_of(person, work.today)
    at = {unit.code for unit in here}
    alone = _titles(work, (duty for duty in duties if duty.unit in at))
    known_as = callings.of(work, person, *group) if blaming.speaks_of_conduct(words) else ()
    return blaming.blames(words, Called(known.name, _titles(work, duties), alone, known_as))


def _titles(work: Work, duties: Iterable[Duty]) -> tuple[str, ...]:
    titles = (title for duty in duties for title in (duty.title, work.policy.titles.get(duty.role)) if title)
    return tuple(dict.fromkeys(titles))


def spared(case: Case, people: Iterable[str]) -> list[str]:
    """These people without those the ticket complains of; where life is in danger it is better he comes than nobody."""
    everybody = list(people)
    left = [person for person in everybody if not meant(case, person)]
    return left or (everybody if case.ticket.urgency == "emergency" else [])


def about(case: Case, person: str, words: str = "") -> bool:
    """Whether the appeal, or these words, may be about this person or his like: not one word of it reaches him."""
    return (never_learns_who(case.work, person) and _about_companies(case)) or meant(case, person, words)


def hides_author(case: Case, person: str, words: str = "") -> bool:
    """Whether this person must not learn who told the ticket, or who said these words of it."""
    return never_learns_who(case.work, person) or meant(case, person, words)


def hides_house(case: Case, person: str) -> bool:
    """Whether this person sees only the estate; whom danger to life calls by way of exception finds the entrance."""
    if meant(case, person):
        return case.ticket.urgency != "emergency"
    return about(case, person)


def words_for(case: Case, person: str, words: str) -> str:
    """A resident's words as this person may read them; empty when he may not read any."""
    if meant(case, person, words):
        return ""
    if not never_learns_who(case.work, person):
        return words
    if _about_companies(case) or _THEIRS.search(words):
        return ""
    return masked(words, _names(case))


def place_line(case: Case, person: str, words: str) -> str:
    """A line about doors; empty for those who must not learn whose door it is."""
    if not hides_author(case, person, words):
        return words
    return "" if about(case, person, words) else masked(words, _names(case))


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


def _about_companies(case: Case) -> bool:
    """Whether the appeal, or what was merged into it or moved to it, may be about the property company or its like."""
    return any(category in _ABOUT_THEM or _THEIRS.search(words) for category, words in origins.of(case))


def _names(case: Case) -> tuple[str, ...]:
    ticket, work = case.ticket, case.work
    known = residents.get(work.conn, work.district, ticket.channel, ticket.reporter)
    found = {ticket.reporter, (known.name or "") if known else "", *secrets.of(ticket.summary)}
    return tuple(sorted((name for name in found if len(name) > 1), key=len, reverse=True))
