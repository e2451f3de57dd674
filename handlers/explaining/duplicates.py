"""Which tickets may be one, in words."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.policy import Policy


def duplicates(pack: Policy) -> Iterator[str]:
    """并案."""
    rule = pack.duplicates
    yield (
        f"新工单和同一社区、同一类别、{rule.within.said}内的在办工单比较，说法相似（{rule.alike:.0%}以上）的"
        f"提示人工看，最多{rule.most}张，写明依据。"
    )
    if rule.automatic:
        auto = rule.automatic
        yield (
            f"同一栋楼、同一类别、{auto.within.said}内、说法相似到{auto.alike:.0%}的自动并案；"
            "紧急情况、涉及隐私的、自己家里的事从不自动并案。"
        )
    else:
        yield "从不自动并案。"
    chiefs = f"和{words.roles(pack, rule.roles)}" if rule.roles else ""
    yield f"并案、撤销并案、拆分、移动消息由值班坐席{chiefs}来做，都可以撤销，都写进经过。"
