"""评单: one score for each finished order, from quality, time taken and satisfaction. Pure but for what it looks up."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean

from handlers.cadences import lines, points, reach
from handlers.cadences.coming import Coming, Section
from handlers.rules.governance import Review
from storage import agenda
from storage.tickets import Ticket

_BEST = 5
_AGAIN = 0.5
_LOWEST = 5


@dataclass(frozen=True, slots=True)
class Parts:
    """What a score is made of, each from 0 to 1; None is not known, and does not count.

    Attributes:
        quality: whether it was done once and for all: every time it had to be done again takes a half.
        speed: the share of promises that were kept.
        satisfaction: the resident's score; who only said "solved" is satisfied.
    """

    quality: float
    speed: float | None
    satisfaction: float | None


def parts(ticket: Ticket, promises: tuple[int, int]) -> Parts:
    """The parts of an order's score.

    Args:
        promises: how many it had, and how many of them were broken.
    """
    quality = 0.0 if ticket.outcome == "unsolved" else max(0.0, 1 - _AGAIN * ticket.reopened)
    total, broken = promises
    if ticket.rating is not None:
        satisfaction: float | None = (ticket.rating - 1) / (_BEST - 1)
    else:
        satisfaction = {"solved": 1.0, "partly": 0.5, "unsolved": 0.0}.get(ticket.outcome or "")
    return Parts(quality, 1 - broken / total if total else None, satisfaction)


def score(found: Parts, rule: Review) -> float:
    """Out of 100, by the weights of the pack; what is not known counts neither for nor against."""
    weighed = [
        (found.quality, rule.quality), (found.speed, rule.speed), (found.satisfaction, rule.satisfaction)
    ]  # fmt: skip
    known = [(value, weight) for value, weight in weighed if value is not None]
    whole = sum(weight for _, weight in known)
    return round(100 * sum(value * weight for value, weight in known) / whole, 1) if whole else 0.0


def sections(coming: Coming) -> list[Section]:
    """The whole of a half-year: figures of each place, then a line for each order."""
    work, rule = coming.work, coming.work.policy.governance.review
    ended = agenda.finished(work.conn, work.district, coming.units, coming.since, work.now)
    promises = agenda.promises_of(work.conn, work.district, [ticket.id for ticket in ended])
    scored = [(ticket, parts(ticket, promises.get(ticket.id, (0, 0)))) for ticket in ended]
    marks = [(ticket, found, score(found, rule)) for ticket, found in scored]
    lowest = sorted(marks, key=lambda mark: (mark[2], mark[0].id))[:_LOWEST]
    return [
        ("总体", _figures(coming, [(ticket, mark) for ticket, _, mark in marks])),
        ("联系点解决实际问题", points.told(work, coming.units, coming.since)),
        ("得分最低", [_line(coming, *mark) for mark in lowest]),
        ("一单一打分", [_line(coming, *mark) for mark in marks]),
    ]


def _figures(coming: Coming, marks: list[tuple[Ticket, float]]) -> list[str]:
    if not marks:
        return []
    told = [f"共{len(marks)}单，平均{mean(mark for _, mark in marks):.1f}分"]
    for unit in dict.fromkeys(ticket.unit for ticket, _ in marks):
        here = [mark for ticket, mark in marks if ticket.unit == unit]
        told.append(f"{reach.name(coming.work.org, unit)}：{len(here)}单，平均{mean(here):.1f}分")
    return told


def _line(coming: Coming, ticket: Ticket, found: Parts, mark: float) -> str:
    told = (("质量", found.quality), ("时长", found.speed), ("满意", found.satisfaction))
    said = "、".join(f"{name}{100 * value:.0f}" if value is not None else f"{name}未知" for name, value in told)
    return f"{lines.of(coming, ticket)}：{mark:.1f}分（{said}）"
