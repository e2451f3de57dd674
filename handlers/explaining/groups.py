"""Manners in residents' groups, in words."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.explaining import words
from handlers.policy import Policy

_CONSENT = {
    "notice": "群接入后先发一次告知，之后才有别的话。",
    "ask": "先请负责的人在群里征得同意，他私下回“群已同意”之前，群里的话一条都不记录（险情除外）。",
    "off": "不发告知。",
}


def manners(pack: Policy) -> Iterator[str]:
    """What groups are told, and how much one person may."""
    rule, pace = pack.groups, pack.groups.pace
    yield _CONSENT[rule.consent]
    if rule.consent != "off":
        yield f"告知：{rule.notice}"
    yield "每张工单在群里最多一句；险情另说一次怎么办。夜里不说话，险情除外。"
    if rule.evening:
        at = words.hour(rule.evening.at)
        yield f"每天{at}发一条小结：今天几件、办好几件、还在等什么；没有就不发，也不提任何人和门牌。"
    else:
        yield "没有晚间小结。"
    if rule.rehearsal:
        yield f"演练渠道（{'、'.join(rule.rehearsal)}）里的群不发告知和小结。"
    yield "说“不要记录我”的人，以后在群里的话不留；有险情照样处理，不留他的名字。说“可以记录我”恢复。"
    yield (
        f"同一个人{pace.within.said}满{pace.tickets}件、或{pace.messages_within.said}满{pace.messages}条的，"
        "后面的归到一张单里由值班台分拣，一条不丢；险情不受限制。"
    )
