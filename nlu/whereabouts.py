"""Whether words may tell where something is, though they name nothing that we know: "菜市场对面那个红楼". Pure."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[\s,，。.!！;；、]+")
# Beside, behind, at the gate of something: with these a clause says where, whatever else is in it.
_BESIDE = re.compile(
    r"[\u4e00-\u9fff0-9]{2}(?:旁边?|对面|对过|斜对|门口|门前|后[面头边]|前[面头边]|边上|附近|隔壁|路口|拐角|[东西南北][边头侧])"
)
_PLACE = re.compile(
    r"[旁对][边面过]|门口|后[面头]|前[面头]|边上|附近|隔壁|路口|村口|楼[下上底后前里]|[东西南北][边头门院区]"
    r"|[\u4e00-\u9fff0-9](?:路|街|巷|弄|村|屯|庄|寨|桥|店|馆|厂|局|所|站|坡|镇|乡|组|楼|院|苑|园|府|城|湾|区|栋|号)"
    r"|胡同|学校|[小中大]学|幼儿园|医院|卫生[院室所]|市场|超市|商场|公园|广场|政府|派出所|银行|大厦|宾馆|酒店|小区|社区|家属院|宿舍|公寓"
    r"|[\u4e00-\u9fff]{2}(?:居|轩|阁|庭|郡|邸|坊|里|台|岸|堡|品)$"
)
# Urging, asking, feeling, and what has happened: a sentence, not the name of a place.
_TALK = re.compile(
    r"快|赶紧|抓紧|马上|着急|催|[叫派来找等求]个?人|人呢|帮帮|电话|怎么|咋|啥时|几点|什么时候|为什么|凭什么|多久|多少|谁|能不能|要不要|行不行"
    r"|[吗呢么?？]$|怕|哭|烦|难受|受不|睡|冻|死|气人|谢|没|不|坏|漏|停(?!车)|堵(?!车)|流|修(?!理)|管(?!委|理|道)|等着|等了|了$"
)
_ASKS = re.compile(r"[吗呢么?？]$|怎么|咋|几点|什么时候|为什么|凭什么|多久|多少|能不能|要不要|行不行")
_HAPPENED = re.compile(r"[了着]$")
_PUT_RIGHT = re.compile("不是|不对|错了|[说写打搞弄]错|应该是|更正|改成|改为|改一下")


def corrects(text: str) -> bool:
    """Whether words may put right what was said or understood before: "不对 是5号楼"."""
    return _PUT_RIGHT.search(text) is not None


def may_tell(text: str) -> bool:
    """Whether one of the clauses may be a place: nouns of place, and no urging, asking or feeling."""
    return any(_is_place(clause) for clause in _CLAUSE.split(text.strip()) if clause)


def _is_place(clause: str) -> bool:
    if _BESIDE.search(clause):
        return not _ASKS.search(clause) and not _HAPPENED.search(clause)
    return _PLACE.search(clause) is not None and not _TALK.search(clause)
