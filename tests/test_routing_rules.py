"""Which rule decides: the first that fits, by what an order is, where it is and when."""

from __future__ import annotations

import random
from datetime import datetime, time

import pytest

from handlers import policy, routes, routing
from handlers.org import Org
from handlers.policy import PolicyError
from handlers.rules.conditions import PARTS_OF_DAY, WEEKDAYS, Facts, Moment, When
from handlers.rules.matching import Table
from nlu.taxonomy import CATEGORIES
from storage.tickets import Ticket
from storage.types import CHINA
from tests.fakes import MONDAY
from tests.routed_fakes import ROUTED, routed_tree

ORG = Org(routed_tree())
NIGHT = MONDAY.replace(hour=23)


def order(category: str = "heating", unit: str = "jy", words: str = "", **more: str) -> Ticket:
    found = Ticket(
        "yb", 1, "261116-0001", category, "complaint", "normal", "", "open", 0, unit, None, None, None, None, "sim",
        None, "李姐", words, MONDAY, MONDAY,
    )  # fmt: skip
    for name, value in more.items():
        setattr(found, name, value)
    return found


@pytest.mark.parametrize(("ticket", "now", "name"), [
    (order("water"), MONDAY, None),
    (order("water"), NIGHT, "夜间停水"),
    (order("water"), MONDAY.replace(hour=7, minute=59), "夜间停水"),
    (order("water"), MONDAY.replace(hour=8), None),
    (order("heating"), MONDAY, None),
    (order("heating", words="全楼都不热"), MONDAY, "供热专班"),
    (order("heating", source="hotline"), MONDAY, "热线供暖"),
    (order("heating", words="整栋不热", source="hotline"), MONDAY, "供热专班"),
    (order("noise", "hy"), MONDAY, "和园直派"),
    (order("water", "hy"), NIGHT, "夜间停水"),
    (order("property"), MONDAY, "物业保密"),
    (order("property", kind="consultation"), MONDAY, None),
])  # fmt: skip
def test_the_first_route_that_fits_decides(ticket: Ticket, now: datetime, name: str | None) -> None:
    found = routes.chosen(ORG, ROUTED, ticket, now)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(("moment", "parts", "day"), [
    (datetime(2026, 11, 16, 9, 0, tzinfo=CHINA), {"working"}, {"mon", "workday"}),
    (datetime(2026, 11, 16, 17, 0, tzinfo=CHINA), {"off"}, {"mon", "workday"}),
    (datetime(2026, 11, 16, 22, 0, tzinfo=CHINA), {"off", "night"}, {"mon", "workday"}),
    (datetime(2026, 11, 15, 10, 0, tzinfo=CHINA), {"off"}, {"sun", "restday"}),
    (datetime(2026, 10, 1, 10, 0, tzinfo=CHINA), {"off"}, {"thu", "restday"}),
    # A Sunday that is worked for the National Day holiday.
    (datetime(2026, 9, 20, 10, 0, tzinfo=CHINA), {"working"}, {"sun", "workday"}),
])  # fmt: skip
def test_a_moment_by_the_packs_hours_and_the_chinese_calendar(moment: datetime, parts: set[str], day: set[str]) -> None:
    found = routes.moment(ROUTED, moment)
    assert found.parts == parts
    assert found.day == day


@pytest.mark.parametrize(("hours", "at", "fits"), [
    ({"from": "18:00", "to": "22:00"}, time(18), True),
    ({"from": "18:00", "to": "22:00"}, time(22), False),
    ({"from": "22:00", "to": "06:00"}, time(5, 59), True),
    ({"from": "22:00", "to": "06:00"}, time(12), False),
    ({"from": "00:00", "to": "00:00"}, time(12), True),
])  # fmt: skip
def test_hours_of_the_day_also_over_midnight(hours: dict[str, str], at: time, fits: bool) -> None:
    when = When.model_validate({"hours": [hours]})
    facts = Facts({}, moment=Moment(at))
    assert (when.takes(facts), Table([when]).first(facts) == 0) == (fits, fits)


def test_a_route_an_updated_pack_has_no_more_is_the_packs_own_ladder() -> None:
    gone = order(route="以前的规则")
    ladder = routing.of_ticket(ORG, ROUTED, gone, MONDAY.date(), MONDAY)
    assert [rung.rule for rung in ladder][:2] == ["锦园小区 院长、网格员", "锦园小区 服务长"]


def when_of(dice: random.Random) -> When:
    asked: dict[str, object] = {}
    choices = {
        "category": list(CATEGORIES), "urgency": ["normal", "urgent"], "kind": ["complaint", "request"],
        "source": ["group", "hotline"], "place": ["jy", "dong", "community", "nowhere"], "words": ["整栋", "法院"],
        "weekday": [*WEEKDAYS, "workday", "restday"], "hours": list(PARTS_OF_DAY),
    }  # fmt: skip
    for key, values in choices.items():
        if dice.random() < 0.4:
            asked[key] = dice.sample(values, dice.randint(1, 2))
    return When.model_validate(asked)


def test_the_precompiled_table_agrees_with_asking_every_rule_in_turn() -> None:
    dice = random.Random(5)
    rules = [when_of(dice) for _ in range(300)]
    table, found = Table(rules), set()
    for _ in range(2000):
        ticket = order(
            dice.choice(list(CATEGORIES)), dice.choice(["jy", "hy", "yb"]), dice.choice(["", "整栋不热", "法院判了"]),
            urgency=dice.choice(["normal", "urgent"]), kind=dice.choice(["complaint", "request"]),
            source=dice.choice(["group", "hotline", "private"]),
        )  # fmt: skip
        facts = routes.facts(ORG, ROUTED, ticket, MONDAY.replace(day=dice.randint(1, 30), hour=dice.randint(0, 23)))
        expected = [number for number, rule in enumerate(rules) if rule.takes(facts)]
        assert list(table.matching(facts)) == expected
        found.add(expected[0] if expected else None)
    assert len(found) > 15


WRONG = [
    ({"routes": [{"name": "甲", "ladder": "far"}]}, "routes“甲”的 ladder“far”不认识"),
    ({"routes": [{"name": "甲", "level": 9}]}, "routes“甲”的 level 9 超出了 default 的级数"),
    ({"routes": [{"name": "甲"}, {"name": "甲"}]}, "routes 有两条都叫“甲”"),
    ({"routes": [{"name": "甲", "when": {"category": ["heatin"]}}]}, "heatin"),
    ({"routes": [{"name": "甲", "when": {"hours": "noon"}}]}, "noon"),
    ({"routes": [{"name": "甲", "when": {"weekday": ["monday"]}}]}, "monday"),
    ({"routes": [{"name": "甲", "copies": ["king"]}]}, "king"),
    ({"routes": [{"name": "甲", "track": "慢慢办"}]}, "慢慢办"),
    ({"ladder": [{"at": ["estate"]}]}, "缺少 at 或 roles"),
    ({"ladder": [{"force": True, "department": True}]}, "force 和 department 只能写一个"),
    ({"ladders": {"default": [{"force": True}]}}, "ladders 里不能有 default"),
    ({"ladders": {"night": []}}, "ladders“night”是空的"),
]


@pytest.mark.parametrize(("part", "sentence"), WRONG)
def test_a_wrong_rule_is_told_in_a_sentence(part: dict[str, object], sentence: str) -> None:
    with pytest.raises(PolicyError) as refused:
        policy.parse({"extends": "default", "routing": part}, "样板")
    assert sentence in str(refused.value)


def test_a_scope_rule_without_any_condition_is_refused() -> None:
    with pytest.raises(PolicyError, match="没有条件：所有诉求都会被推走"):
        policy.parse({"extends": "default", "scope": [{"name": "都不管", "when": {}, "say": "请到别处"}]}, "样板")
