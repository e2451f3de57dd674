"""What somebody told of himself: to be found again in what others write about his appeal. Pure."""

from __future__ import annotations

import re

from nlu import masking

_HAN = "[\u4e00-\u9fff·]"
_ENDS = r"(?=[，,。、！!？?；;:：\s（(]|$)"
_WHO = "(?:租户|租客|业主|住户|房东|户主|家属)?"
_NUMBER = r"[，,：:\s]{0,2}(?:电话|手机|微信|联系|1[3-9][0-9])"
# 我是1102的欧阳锋, 我是租户刘大壮, 李秀芝 13912345678, 2号楼606，李秀芝.
_INTRODUCED = (
    re.compile(rf"(?:我|俺|本人)(?:是|叫|姓)[^，,。！!；;\s]{{0,12}}的{_WHO}(?P<name>{_HAN}{{2,4}}?){_ENDS}"),
    re.compile(rf"(?:我|俺|本人)(?:是|叫|姓)(?:是|[:：])?{_WHO}(?P<name>{_HAN}{{1,4}}?){_ENDS}"),
    re.compile(rf"(?:^|[，,。；;\s：:的])(?P<name>[{masking.SURNAMES}]{_HAN}{{1,2}})(?={_NUMBER})"),
    re.compile(rf"[0-9）室户][，,。\s](?P<name>[{masking.SURNAMES}]{_HAN}{{1,2}})[。.！!]?$"),
)
# A surname of two characters is hardly ever anything else; whether one or two follow nobody can tell.
_LONG = tuple(re.compile(rf"(?:{masking.LONG_SURNAMES}){_HAN}{{{many}}}") for many in (2, 1, 0))
_LEAD = re.compile(r"^(?:我叫|我姓|我是|我名字[叫是]?|姓名|联系人|户主|本人|名叫|是|[:：]|\s|号码|账号)+")
_NO_NAME = {
    "这里", "这边", "业主", "租户", "住户", "居民", "房东", "家属", "老人", "一个人", "高层", "低层", "顶楼",
}  # fmt: skip
_SHORTEST = 4  # of a number or plate that says which
_CORE = re.compile(r"[0-9A-Za-z]{4,}")


def names(text: str) -> set[str]:
    """Names by which somebody introduces himself."""
    found = {match["name"] for pattern in _INTRODUCED for match in pattern.finditer(text)}
    found |= {match[0] for pattern in _LONG for match in pattern.finditer(text)}
    return {one for one in found if len(one) > 1 and one not in _NO_NAME}


def of(text: str) -> set[str]:
    """Names, numbers and plates that a text tells, as they stand in it."""
    found = names(text)
    for pattern, _ in masking.HIDDEN:
        for match in pattern.finditer(text):
            span = _LEAD.sub("", match[0]).strip()
            # Of a plate or an account also the part that says which.
            cores = _CORE.findall(span)
            found |= {span, *cores, *(core[1:] for core in cores if len(core) > _SHORTEST)}
    return {one for one in found if len(one) > 1 and one not in _NO_NAME}
