"""When something happened, as people tell it."""

from __future__ import annotations

import pytest

from nlu.readings import Moment, Part, read_facts


def moment(text: str) -> Moment:
    (found,) = [found for found in read_facts(text) if isinstance(found, Moment)]
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨晚11点开始", Moment((0, 5), day=-1, part=Part.EVENING, hour=23, since=True)),
        ("每天凌晨装货", Moment((0, 4), part=Part.DAWN, daily=True)),
        ("从昨晚到现在没电", Moment((1, 3), day=-1, part=Part.EVENING, since=True)),
        ("晚上10点到凌晨6点施工", Moment((0, 10), part=Part.EVENING, hour=22, until=6)),
        ("下午2点到6点停电", Moment((0, 7), part=Part.AFTERNOON, hour=14, until=18)),
        ("昨天下午三点半", Moment((0, 7), day=-1, part=Part.AFTERNOON, hour=15.5)),
        ("早上8:30", Moment((0, 6), part=Part.MORNING, hour=8.5)),
        ("昨晚两点", Moment((0, 4), day=-1, part=Part.EVENING, hour=26)),
        ("半夜两点还在唱", Moment((0, 4), part=Part.NIGHT, hour=2)),
        ("11月15号停的", Moment((0, 6), month=11, date=15)),
        ("从15号开始停水", Moment((1, 4), date=15, since=True)),
        ("十点半停的", Moment((0, 3), hour=10.5)),
        ("大后天上午停水", Moment((0, 5), day=3, part=Part.MORNING)),
        ("今早6点", Moment((0, 4), day=0, part=Part.MORNING, hour=6)),
    ],
)
def test_when(text: str, expected: Moment) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    "text", ["一点都不热", "提两点建议", "15号楼没水", "早就说了", "一月挣三千", "快一点", "比分1:1"]
)
def test_no_time_is_told(text: str) -> None:
    assert [found for found in read_facts(text) if isinstance(found, Moment)] == []
