"""What is counted, who is left out, and what is done before the season."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handlers.policy import Policy


def counting(pack: Policy) -> Iterator[str]:
    """What is satisfied, what may be left out, who has a scorecard."""
    rule = pack.figures
    yield f"{rule.satisfied}分及以上算满意；没有回答的，不算满意也不算解决。"
    if rule.exclusions:
        above = (
            f"；被驳回可以申诉一次，由{_roles(pack, rule.exclusion_appeals.roles)}决定"
            if rule.exclusion_appeals
            else ""
        )
        yield f"可以申请不计入统计的情形：{'、'.join(rule.exclusions.values())}，值班台决定{above}。全部公开列出。"
    if rule.scorecard.roles:
        yield (
            f"{_roles(pack, rule.scorecard.roles)}有成绩单：只看办得怎么样，近{rule.scorecard.months}个月，"
            f"和全区同类诉求比；回答不到{rule.scorecard.at_least}个不比较。各人只看自己的，可以申诉。"
        )
    if rule.nominate.roles:
        button = "，打5分后可以点“表扬”" if rule.nominate.button else ""
        yield f"居民可以表扬{_roles(pack, rule.nominate.roles)}{button}；一位居民一个月算一次。"


def ahead(pack: Policy) -> Iterator[str]:
    """Tasks before the season, and early warnings."""
    if rule := pack.figures.prevention:
        years = "上一年" if rule.years == 1 else f"前{rule.years}年每年"
        yield (
            f"{years}同月同一地点同类诉求有{rule.at_least}件以上的，提前{rule.ahead.said}派一张预防任务，过后再数一遍，如实告诉。"
        )
    if themes := pack.figures.themes:
        who = "、".join(dict.fromkeys(_roles(pack, one.roles) for one in themes.tell))
        yield (
            f"每周一把上周各社区各类诉求和之前{themes.weeks}周比：满{themes.at_least}件、达到平时{themes.times:g}倍、"
            f"偶然出现的可能小于{themes.chance:.1%}的，提醒{who}。"
        )


def _roles(pack: Policy, roles: Iterable[str]) -> str:
    return "、".join(pack.titles.get(role, role) for role in roles)
