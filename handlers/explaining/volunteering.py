"""三单 in words: what is a wish, who is asked in what order, and what counts as service."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.policy import Policy
from handlers.rules.volunteering import Wishes


def wishes(pack: Policy) -> Iterator[str]:
    """点单–派单–接单, and the hours."""
    rule = pack.volunteering
    if rule is None:
        yield "没有开通微心愿。"
        return
    yield from _made(pack, rule.wishes)
    yield from _offered(pack, rule.wishes)
    silent = "居民一直没有回复的也算" if rule.hours.unanswered else "居民没有回复的不算"
    yield f"服务时长只从办完的单子来，{silent}，一单最多{rule.hours.at_most:g}小时，不能手工填写。"
    if rule.expected_services_month:
        expected = rule.expected_services_month
        yield f"每月约定{expected}次服务；{rule.remind_on}日提醒还不够的人，并把名单发给社区（不排名）。"
    yield f"志愿者是：{words.roles(pack, rule.roles)}。"


def _made(pack: Policy, rule: Wishes) -> Iterator[str]:
    yield f"私聊里以{'、'.join(f'“{word}”' for word in rule.words)}开头的话是微心愿；险情除外。"
    if rule.when is not None:
        yield f"{words.condition(pack, rule.when)}的诉求也当作微心愿。"
    if rule.wants:
        yield f"群里和微心愿墙上只说想要什么：{'、'.join(one.title for one in rule.wants)}等。"


def _offered(pack: Policy, rule: Wishes) -> Iterator[str]:
    yield (
        f"先请{words.kinds(rule.near[:1])}的志愿者，对口专长的在前，一次最多{rule.at_once}人；"
        f"{rule.widen_after.said}没人认领，再依次扩大到{words.kinds(rule.near[1:])}。先认领的先得。"
    )
    for kind, length in rule.clocks.items():
        title = "认领" if kind == "accept" else pack.promises[kind].title
        yield f"{title}：{length.said}。"
    nearest = rule.ladder[0]
    yield f"没人认领时由{words.kinds(nearest.at)}的{words.roles(pack, nearest.roles)}过问，也由他们婉拒不合适的。"
    yield f"{rule.refresh_after.said}没人认领的，定期问居民还需不需要。"
