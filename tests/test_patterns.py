"""Which pattern households make: claimed on evidence, never against it, and hardly ever by chance."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bench import patterns as bench
from handlers.evidence import telling
from handlers.evidence.doors import Door, in_name
from handlers.evidence.patterns import Pattern, Seen, find
from handlers.rules.evidence import Evidence


def found(affected: Sequence[str], fine: Sequence[str] = (), houses: int | None = None) -> Pattern | None:
    """The pattern of households told as 3-2-602."""
    return find(Seen([in_name(one) for one in affected], [in_name(one) for one in fine], houses), Evidence())


def where(affected: Sequence[str], fine: Sequence[str] = (), houses: int | None = None) -> str:
    """The same as officials say it; empty where nothing can be said."""
    pattern = found(affected, fine, houses)
    return pattern.where if pattern else ""


ALL = ["1-1-103", "2-2-1104", "4-2-301", "5-1-201", "6-1-1101", "7-2-402", "8-1-903", "9-1-104", "10-1-501"]
UP = ["3-2-602", "3-2-802", "3-2-902", "3-2-1102", "3-2-1502"]


@pytest.mark.parametrize(("affected", "fine", "said"), [
    (UP, ["3-2-302", "3-1-903"], "3号楼2单元02立管6层以上"),
    (UP, ["3-2-303", "3-1-903"], "3号楼2单元02立管"),
    (UP, ["3-2-702", "3-1-903"], "3号楼2单元02立管"),  # one between them is well: somebody's own valve, perhaps
    ([*UP, "3-2-1302", "3-1-301"], ["3-2-302", "3-1-903", "3-1-1103"], "3号楼2单元02立管6层以上"),  # one elsewhere
    (["3-2-103", "3-2-1104", "3-2-301", "3-2-1402", "3-2-702", "3-2-1001", "3-2-504", "3-1-901"],
     ["3-1-204", "3-3-1201", "3-1-604", "3-3-303"], "3号楼2单元"),
    (["3-1-102", "3-1-202", "3-1-302", "3-1-402", "3-1-502"], ["3-1-1102", "3-1-204"], "3号楼1单元02立管5层以下"),
    (["5-802", "5-902", "5-1002", "5-1102", "5-1202"], ["5-804"], "5号楼02立管"),
    (["3-1-1103", "3-2-1201", "3-1-1402", "3-1-1801", "3-2-1704"], ["3-1-203", "3-2-501", "3-1-404", "3-2-604"],
     "3号楼11层以上"),
    (["3-1-103", "3-2-201", "3-1-302"],
     ["3-1-1203", "3-2-1501", "3-1-1404", "3-2-604", "3-1-701", "3-1-804", "3-2-903"], "3号楼3层以下"),
    (["3-2-103", "3-2-1104", "3-2-301", "3-2-1402", "3-2-702"], ["3-1-204", "3-3-1201", "3-1-604"], "3号楼2单元"),
    (["3-1-103", "3-2-1104", "3-2-301"], (), "只有3号楼"),
    (ALL, (), "整个小区（9栋楼都有）"),
    (["3-1-1103", "5-2-1201", "6-1-1402", "7-1-1801", "8-2-1704"], ["3-1-203", "5-2-501", "6-1-404", "9-2-604"],
     "各楼11层以上"),
])  # fmt: skip
def test_a_pattern_is_told_by_where_it_is(affected: list[str], fine: Sequence[str], said: str) -> None:
    assert where(affected, fine, 12) == said


@pytest.mark.parametrize(("affected", "fine"), [
    (["3-2-602", "3-2-802"], ()),  # two
    (UP[:4], ["3-2-702", "3-1-903"]),  # spared in the middle of the riser, and not many
    (UP, ["3-2-702", "3-2-802", "3-1-903"]),  # two of them
    (["3-2-602", "3-2-803", "3-1-901"], ["3-2-703"]),  # scattered
    (["3-1-1103", "3-1-1201", "3-1-1402"], ["3-1-1803"]),  # one above is well, so it is not the upper floors
    (ALL, ["5-1-302"]),  # one house has somebody who is well
    (["3号楼a", "3号楼b", "5号楼c", "6号楼d"], ()),  # no doors, and few
])  # fmt: skip
def test_nothing_is_claimed_from_too_few_or_against_the_evidence(affected: list[str], fine: Sequence[str]) -> None:
    assert where(affected, fine, 1) == ""


def test_most_doors_must_be_known() -> None:
    unknown = [f"3号楼邻居{letter}" for letter in "abcdef"]
    assert where([*UP, *unknown], ["3-2-302", "3-1-903"], 1) == ""


def test_one_riser_in_one_of_two_houses_is_told_with_its_own_households() -> None:
    pattern = found([*UP, "5-1-301", "5-2-1104"], ["3-2-302", "3-1-903"], 12)
    assert pattern is not None
    assert (pattern.where, pattern.households, pattern.fine, pattern.spared) == (
        "3号楼2单元02立管6层以上", 5, 1, "3层",
    )  # fmt: skip


def test_who_speaks_against_it_is_told_apart_from_who_confirms_it() -> None:
    riser = found([*UP, "3-2-1302"], ["3-2-302", "3-2-702", "3-1-903"])
    assert riser is not None
    assert telling.pattern(riser, "heating") == "3号楼2单元02立管6层以上6户都不热（另有1户正常），3层1户正常"
    doors = ["3-2-103", "3-2-1104", "3-2-301", "3-2-1402", "3-2-702", "3-2-1001", "3-2-504"]
    entrance = found(doors, ["3-1-204", "3-3-1201", "3-1-604", "3-3-303", "3-2-904"])
    assert entrance is not None
    assert telling.pattern(entrance, "heating") == "3号楼2单元7户都不热（另有1户正常），4户正常"


def test_whose_floor_is_unknown_among_the_well_leaves_floors_in_doubt() -> None:
    high = [Door("3", str(number % 2 + 1), f"{number + 10}0{number % 3 + 1}") for number in range(8)]
    assert find(Seen(high, [Door("3")], 1), Evidence()) is None


@pytest.mark.parametrize("kind", ["random in one house", "random in the estate"])
def test_households_at_random_hardly_ever_make_one(kind: str) -> None:
    assert bench.false_share(kind, stories=300) <= 0.06


@pytest.mark.parametrize("kind", ["one riser", "one riser above a floor", "one entrance"])
def test_a_real_one_is_found_from_eight_households(kind: str) -> None:
    assert bench.right_share(kind, households=8, stories=100) >= 0.9
