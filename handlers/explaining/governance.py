"""What meetings, visits and reviews go by, and what orders are called."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.policy import Policy


def governance(pack: Policy) -> Iterator[str]:
    """Visits, minutes, scores, lists, contact points and panels."""
    rule = pack.governance
    visits = rule.visits
    yield (
        f"走访先去：{visits.unsolved_after.said}没解决的、{visits.repeated_within.said}内反映{visits.repeated}次的、"
        f"{visits.silent_weeks}周没有动静的楼；一人一次最多{visits.most}处。"
    )
    yield f"会后发“纪要”，每行写：事项 @负责人 日期；没写日期的，{rule.minutes.due.said}内办完。"
    review = rule.review
    yield f"评单按质量{review.quality:g}、时长{review.speed:g}、满意{review.satisfaction:g}的权重打分。"
    if rule.ledgers:
        yield f"清单：{'、'.join(rule.ledgers.values())}；工作人员发“清单名 内容”就记上，联席会上列出来。"
    yield from _points(pack)
    yield from _panels(pack)


def _points(pack: Policy) -> Iterator[str]:
    rule = pack.governance.points
    if rule.roles:
        who, where = words.roles(pack, rule.roles), words.kinds(rule.at_units)
        yield f"联系点：{who}联系的{where}，每点每年解决{rule.least}到{rule.most}件，从居民确认解决的工单里数。"


def _panels(pack: Policy) -> Iterator[str]:
    rule = pack.governance.panels
    if rule.roles:
        phases = "、".join((rule.phases.before, rule.phases.during, rule.phases.after))
        yield f"评议：一个项目分{phases}三次问{words.roles(pack, rule.roles)}，一人一票，{rule.open_for.said}后出结果。"


def orders(pack: Policy) -> Iterator[str]:
    """What the forms of order are called."""
    named = (f"{words.FORMS.get(form, form)}叫“{order.name}”" for form, order in pack.orders.items())
    if said := "，".join(named):
        yield f"{said}。"
