"""What neighbours make of a ticket, in one line for whoever has it."""

from __future__ import annotations

from collections import Counter

from handlers import privacy
from handlers.evidence import gathering
from handlers.evidence.gathering import Gathered
from handlers.evidence.patterns import Pattern
from handlers.work import Case
from storage import supporters

SHOWN = 4  # houses named with their numbers; the others together
# What the households of a pattern have in common, by category.
_TROUBLES = {"heating": "不热", "electricity": "没电", "gas": "没气"}


def said(case: Case) -> str:
    """已有12户反映（3号楼8户、5号楼4户）；3号楼2单元02立管6层以上5户都不热，3层1户正常; empty below two households."""
    return "" if _alone(case) else words(gathered(case), case.ticket.category)


def said_together(cases: list[Case]) -> str:
    """The same of several tickets of one trouble, counted together: each household once."""
    found = gathering.of_tickets(cases[0].work, [case.ticket for case in cases])
    return words(found, cases[0].ticket.category)


def line_for(case: Case, person: str) -> str:
    """The line as one official may read it: whom residents complain about he learns how many, and nobody's house."""
    if not privacy.hides_author(case, person):
        return said(case)
    if _alone(case) or len((found := gathered(case)).affected) < 2:
        return ""
    if privacy.about(case, person):
        return f"已有{len(found.affected)}户反映"
    parts = [_counts(found), found.pattern.where if found.pattern else ""]
    return privacy.place_line(case, person, "；".join(part for part in parts if part))


def gathered(case: Case) -> Gathered:
    """Everything neighbours told about it."""
    return gathering.of_ticket(case.work, case.ticket)


def words(found: Gathered, category: str) -> str:
    """What was gathered in one line."""
    if len(found.affected) < 2:
        return ""
    parts = [_counts(found), pattern(found.pattern, category) if found.pattern else ""]
    return "；".join(part for part in parts if part)


def pattern(found: Pattern, category: str) -> str:
    """A pattern with the households it rests on."""
    told = f"{found.where}{found.households}户都{_TROUBLES.get(category, '这样')}"
    told += f"（另有{found.against}户正常）" if found.against else ""
    return told + (f"，{found.spared}{found.fine}户正常" if found.fine else "")


def _counts(found: Gathered) -> str:
    houses = Counter(household.door.building for household in found.affected)
    unknown = houses.pop(None, 0)
    named = [f"{house}号楼{count}户" for house, count in houses.most_common(SHOWN)]
    if rest := sum(houses.values()) - sum(count for _, count in houses.most_common(SHOWN)):
        named.append(f"其他楼{rest}户")
    if unknown and named:
        named.append(f"{unknown}户没说楼号")
    return f"已有{len(found.affected)}户反映" + (f"（{'、'.join(named)}）" if named else "")


def _alone(case: Case) -> bool:
    """Whether nobody has joined: one look is enough for most cards."""
    return case.ticket.form not in ("part", "incident") and not supporters.of_ticket(case.work.conn, case.ticket)
