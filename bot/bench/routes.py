"""How fast five hundred rules of a pack decide about an order, beside asking each in turn."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.bench.measure import Comparison, interleave
from bot.bench.town import DISTRICT, ESTATES, START, tree
from handlers import policy, routes
from handlers.org import Org
from handlers.policy import Policy
from handlers.rules.conditions import Facts, When
from nlu.taxonomy import CATEGORIES, KIND_NAMES
from storage.tickets import Ticket

RULES = 500
CONTROL = "逐条比较"
_WORDS = ("整栋", "全楼", "多次", "法院", "老人", "孩子", "垃圾", "漏水")
_KINDS = tuple(kind for kind in KIND_NAMES if kind != "praise")


def decided(orders: int, rounds: int) -> Comparison:
    """Orders of every category from fifty estates at any hour; facts, calendar and the decision."""
    dice = random.Random(7)  # noqa: S311 - a sample to measure with
    pack, org = _pack(dice), Org(tree())
    sample = [_order(dice, number) for number in range(orders)]
    rules = [route.when for route in pack.routing.all_routes]
    _refuse_difference(pack, rules, [routes.facts(org, pack, ticket, now) for ticket, now in sample])

    def product() -> int:
        for ticket, now in sample:
            routes.chosen(org, pack, ticket, now)
        return len(sample)

    def control() -> int:
        for ticket, now in sample:
            facts = routes.facts(org, pack, ticket, now)
            next((number for number, when in enumerate(rules) if when.takes(facts)), None)
        return len(sample)

    made = Comparison(f"派单决定，{RULES} 条规则", "一张工单", CONTROL)
    made.facts["taken"] = sum(routes.chosen(org, pack, ticket, now) is not None for ticket, now in sample)
    return interleave(made, rounds, product, control)


def _refuse_difference(pack: Policy, rules: Sequence[When], facts: Sequence[Facts]) -> None:
    for one in facts:
        slow = next((number for number, when in enumerate(rules) if when.takes(one)), None)
        assert pack.routing.table.first(one) == slow  # noqa: S101 - its figures would mean nothing


def _pack(dice: random.Random) -> Policy:
    """Rules as a large district might have them: most by category, place and something more."""
    made = [{"name": f"规则{number}", "when": _when(dice)} for number in range(RULES)]
    return policy.parse({"extends": "default", "routing": {"routes": made}}, "bench")


def _when(dice: random.Random) -> dict[str, object]:
    places = [f"e{dice.randrange(ESTATES)}" for _ in range(3)]
    ways: dict[str, tuple[float, Callable[[], object]]] = {
        "category": (0.9, lambda: dice.sample(list(CATEGORIES), 2)),
        "kind": (0.3, lambda: [dice.choice(_KINDS)]),
        "urgency": (0.2, lambda: ["urgent"]),
        "source": (0.2, lambda: ["hotline", "scan"]),
        "place": (0.9, lambda: places),
        "hours": (0.3, lambda: dice.choice(["working", "off", "night"])),
        "weekday": (0.2, lambda: ["sat", "sun"]),
        "words": (0.5, lambda: dice.sample(_WORDS, 2)),
    }
    when = {key: make() for key, (share, make) in ways.items() if dice.random() < share}
    return when or {"words": ["整栋"]}


def _order(dice: random.Random, number: int) -> tuple[Ticket, datetime]:
    now = START + timedelta(minutes=dice.randrange(14 * 24 * 60))
    unit, words = f"e{dice.randrange(ESTATES)}", "".join(dice.sample(("暖气不热，", *_WORDS, "请来看看。"), 3))
    ticket = Ticket(
        DISTRICT, number, str(number), dice.choice(list(CATEGORIES)), dice.choice(_KINDS),
        dice.choice(["normal", "normal", "urgent"]), "", "open", 0, unit, unit, "3", None, None, "sim", None, "r",
        words, now, now, source=dice.choice(["private", "group", "hotline"]),
    )  # fmt: skip
    return ticket, now
