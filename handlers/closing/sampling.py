"""Which neighbours are asked whether it is solved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import zip_longest

from handlers.closing import voices
from handlers.org import Address
from handlers.work import Case
from storage import surveys as rows
from storage.supporters import Supporter


def chosen(case: Case, without: Collection[Address] = ()) -> list[Supporter]:
    """Everybody, or a sample: who denied it before, then as many doors as possible, first come first.

    Args:
        without: who is asked about another ticket.
    """
    rule, work = case.work.policy.survey.neighbours, case.work
    everybody = [one for one in voices.reached(case) if Address(one.channel, one.account) not in without]
    if rule.ask == "all" or len(everybody) <= rule.at_most:
        return everybody
    ratings = rows.ratings_of(work.conn, work.district, case.ticket.id)
    denied = {(one.channel, one.account) for one in ratings if one.solved is False}
    before = [one for one in everybody if (one.channel, one.account) in denied]
    rest = [one for one in everybody if (one.channel, one.account) not in denied]
    return [*before, *spread(rest)][: rule.at_most]


def spread(households: Iterable[Supporter]) -> list[Supporter]:
    """One of each door in turn, so that a few answers come from many entrances."""
    doors: dict[tuple[str | None, str | None, int | None], list[Supporter]] = {}
    for one in households:
        doors.setdefault((one.building, one.entrance, one.floor), []).append(one)
    turns = zip_longest(*doors.values())
    return [one for turn in turns for one in turn if one is not None]
