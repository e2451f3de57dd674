"""Umbrella incidents in words: when one opens, who gets it, and what later askers hear."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.policy import Policy


def incidents(pack: Policy) -> Iterator[str]:
    """集中反映."""
    rule = pack.incidents
    if rule is None:
        yield "不开预警单，每张工单各办各的。"
        return
    yield (
        f"同一{words.kinds(rule.at[:1])}（都在一栋楼的按楼栋算）{rule.within.said}内有{rule.households}户反映同一类问题，"
        f"自动开一张预警单，管住这些工单。"
    )
    only = f"其中{words.categories(rule.building_only)}只按楼栋算。" if rule.building_only else ""
    yield f"会开预警单的类别：{words.categories(rule.categories)}。{only}"
    shared = [category for category in rule.networks if category in rule.categories]
    if shared:
        yield (
            f"{words.categories(shared)}：断供、不热、停运算同一件事；自家水龙头、阀门、电表、灯坏了，"
            "或者只有他一家这样，单独办。"
        )
    yield "其余类别要说的是同一样东西（路灯归路灯、井盖归井盖），不是的各办各的。"
    higher = f"比工单高{rule.rungs_above}级的人" if rule.rungs_above else "和工单同级的人"
    yield f"预警单交给{higher}，同时告诉对口部门。"
    said = "，".join(f"{length.said}内{pack.promises[name].title}" for name, length in rule.clocks.items())
    yield f"预警单：{said}。"
    if rule.quiet:
        yield "预警单在办期间，下面的工单不再一张张催办、上报。"
    yield "后来再问的居民马上告诉他已知情况，并计为一户；预警单办结，下面的工单一起办结，逐户回访。险情从不等预警单。"
