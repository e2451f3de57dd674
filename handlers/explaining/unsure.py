"""Who is asked about what nobody is sure of, in words."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.policy import Policy


def unsure(pack: Policy) -> Iterator[str]:
    """拿不准的话."""
    rule = pack.unsure
    if rule is None:
        yield "群里拿不准的话直接放在值班台的“可能漏掉的诉求”里。"
        return
    yield (
        f"群里拿不准的话先问就近的{words.roles(pack, rule.roles)}：点一下登记、归到正在说的那件，或不是诉求；"
        f"先等{rule.after.said}，常常下一句就清楚了。"
    )
    yield f"同一个人最多每{rule.every.said}问一次，一次最多{rule.most}张卡片，其余只说有几条；安静时间不问。"
    yield f"{rule.wait.said}没有回答的，转到值班台的“可能漏掉的诉求”；没有这些人的群直接到值班台。"
