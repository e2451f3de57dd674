"""What is wrong between the parts of a pack: the way to it, and a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handlers.rules.base import Fault, unknown
from handlers.rules.promises import GENERAL, NEEDED, Extend, Grading, Promise, Track
from handlers.rules.routing import Routing, ScopeRule


def amiss_promises(
    promises: Mapping[str, Promise],
    grades: Mapping[str, str],
    tracks: Sequence[Track],
    grading: Sequence[Grading],
    extend: Extend,
) -> Iterator[Fault]:
    """Promises and grades that tracks and rules name, and nobody defined."""
    for kind in NEEDED:
        if kind not in promises:
            yield ("promises",), f"promises 缺少 {kind}"
    if GENERAL not in grades:
        yield ("grades",), f"grades 缺少 {GENERAL}：没有定级的工单就是它"
    for number, track in enumerate(tracks):
        yield from unknown(("tracks", number, "clocks"), track.clocks, promises, "时限")
        yield from unknown(("tracks", number, "when"), track.when.get("grade", ()), grades, "级别")
    yield from unknown(("extend", "grade"), [extend.grade], grades, "级别")
    for number, rule in enumerate(grading):
        yield from unknown(("grading", number, "grade"), [rule.grade], grades, "级别")


def amiss_routes(
    routing: Routing,
    scope: Sequence[ScopeRule],
    tracks: Sequence[Track],
    titles: Mapping[str, str],
    grades: Mapping[str, str],
) -> Iterator[Fault]:
    """Tracks, titles and grades that routes and the scope list name, and nobody defined."""
    names = [track.name for track in tracks]
    for number, route in enumerate(routing.routes):
        here = ("routing", "routes", number)
        yield from unknown((*here, "track"), [route.track] if route.track else [], names, "track")
        yield from unknown((*here, "when", "grade"), route.when.grade, grades, "级别")
        yield from unknown((*here, "copies"), route.copies, titles, "titles 里没有称呼的角色")
    for number, rule in enumerate(scope):
        yield from unknown(("scope", number, "when", "grade"), rule.when.grade, grades, "级别")
