"""A community of 17,000 residents: its tree, its people and their duties, where no org file is given."""

from __future__ import annotations

from datetime import time

from storage.tree import Account, Chat, Duty, Person, Roster, Tree, Unit

# The size of a large community: 2.6 people in a flat, some fifty-five flats in a building.
RESIDENTS = 17_000
BUILDINGS = 10
DISTRICT, STREET, COMMUNITY = "yl", "yl-jd", "yl-sq"
_ESTATES = ("锦绣", "和苑", "翠屏", "桃园", "清源", "康乐", "安居", "丰泽", "文博", "雅居", "春晓", "秋实")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
_GIVEN = ("伟", "芳", "秀英", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "霞", "平")


def tree(policy: str) -> Tree:
    """Twelve estates of ten buildings in one community of one street."""
    estates = [f"e{number:02d}" for number in range(1, len(_ESTATES) + 1)]
    units = [
        Unit(DISTRICT, "district", "演练区", None),
        Unit(STREET, "subdistrict", "示例街道", DISTRICT),
        Unit(COMMUNITY, "community", "示例社区", STREET),
        *(Unit(code, "estate", f"{name}小区", COMMUNITY, [name], BUILDINGS)
          for code, name in zip(estates, _ESTATES, strict=True)),
        Unit("heat", "department", "区供热办", DISTRICT, categories=["heating"]),
        Unit("water", "department", "区水务局", DISTRICT, categories=["water", "drainage"]),
    ]  # fmt: skip
    held = list(_held(estates))
    people = [Person(code, _name(number), f"139{number:08d}") for number, (code, _, _) in enumerate(held)]
    days = ["mon", "tue", "wed", "thu", "fri"]
    return Tree(
        DISTRICT, "演练区", policy, units, sorted(people, key=lambda person: person.code),
        [Account("sim", code, code) for code, _, _ in held],
        [Duty(code, role, unit) for code, role, unit in held],
        [Chat("sim", f"g-{code}", "residents", code) for code in estates],
        rosters=[
            Roster(COMMUNITY, "e01-wg", days, time(8), time(20)),
            Roster(COMMUNITY, "e02-wg", ["sat"], time(8), time(20)),
        ],
    )  # fmt: skip


def _held(estates: list[str]) -> list[tuple[str, str, str]]:
    """Person, role and unit; the code says which."""
    found = [
        ("zx", "dispatcher", DISTRICT), ("qld", "district_leader", DISTRICT), ("jd", "street_leader", STREET),
        ("sqz", "service_chief", COMMUNITY), ("sqy", "courtyard_chief", COMMUNITY),
        ("lianxi", "contact_leader", COMMUNITY), ("gr", "department", "heat"), ("sw", "department", "water"),
    ]  # fmt: skip
    for code in estates:
        found += [
            (f"{code}-fw", "service_chief", code), (f"{code}-yz", "courtyard_chief", code),
            (f"{code}-wg", "grid_worker", code), (f"{code}-wy", "property_manager", code),
            (f"{code}-yw", "owners_committee", code), (f"{code}-cz", "panel_member", code),
        ]  # fmt: skip
    return found


def _name(number: int) -> str:
    return _SURNAMES[number % len(_SURNAMES)] + _GIVEN[(number * 7 + number // len(_GIVEN)) % len(_GIVEN)]
