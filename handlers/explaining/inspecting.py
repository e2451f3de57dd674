"""What inspectors are shown, and what becomes of a promise."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.hints.kinds import NAMES
from handlers.policy import Policy


def inspection(pack: Policy) -> Iterator[str]:
    """Hints about completions."""
    rule = pack.inspection
    if not rule.kinds:
        yield "不给抽查线索。"
        return
    names = "、".join(NAMES[kind] for kind in rule.kinds)
    yield f"办结后{rule.first_look.said}、{rule.last_look.said}各看一遍有没有可疑：{names}。"
    yield "线索只给值班台抽查用，不是结论，不告诉居民，不改工单，由人判断属实还是误报。"
    yield f"接单{rule.at_once.said}内办结、没到场也没照片，算“刚接就结”。"
    yield (
        f"{rule.last_minute_within.said}内有{rule.last_minute_times}次在到期前{rule.last_minute.said}内办结，"
        f"算“踩着点办结”；时限短的，只算最后{rule.last_minute_share:.0%}的时间。"
    )
    same = f"{rule.alike:.0%}以上相同、不少于{rule.shortest}个字"
    yield f"同一个人{rule.compare.said}内两张单的办结说明{same}，算“照抄”。"
    if rule.templates:
        yield f"通用说法不算照抄：{'；'.join(rule.templates)}。"
    yield f"线索保存{rule.keep.said}。"


def commitments(pack: Policy) -> Iterator[str]:
    """Promises with a date."""
    rule = pack.commitments
    where = "办理时写的和群里说的" if rule.groups else "办理时写的"
    yield f"{where}“明天上午来修”这样有时间的话，记成承诺；“尽快”“马上”不算。"
    yield f"到时间前{rule.remind_before.said}提醒说话的人；过了{rule.grace.said}问他和居民做到没有。"
    yield f"{rule.answer_within.said}没有人回答，不算兑现也不算没兑现。兑现率按近{rule.shown.said}算，写明件数和区间。"
