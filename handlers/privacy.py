"""What whom may see: nothing personal in a group, and nothing of the author for those complained about."""

from __future__ import annotations

import re

from handlers import routing
from handlers.work import Case, Work
from storage import residents

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦昌马苗凤方"
    "俞任袁柳史唐费廉薛雷贺倪汤滕罗毕郝安常乐于傅齐康伍余顾孟平黄穆萧尹姚邵汪祁毛米贝明臧成戴宋庞熊纪舒屈项祝董"
    "梁杜阮蓝季贾路江童颜郭梅林刁钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫房解应宗丁邓洪包左石崔吉龚程邢裴陆翁荀段侯武"
    "刘景龙叶黎白蒲赖乔阎谭申冉桑桂牛温庄晏瞿阎连艾鱼容向古易廖耿匡文寇广欧聂敖冷辛简饶曾关相查游"
)
_DIGIT = "[0-9０-９零〇一二三四五六七八九幺两]"
_HIDDEN = (
    (re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64}){1,4}"), "邮箱"),
    (
        re.compile(
            "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·.\\s-]?[A-Za-z0-9]{4,6}[A-Za-z0-9学警挂港澳]?"
        ),
        "车牌",
    ),
    (re.compile(r"(?:微信|薇信|vx|wx|QQ|qq)(?:号|号码)?(?:是|[:：])?\s?[A-Za-z0-9_-]{5,30}"), "账号"),
    # Whatever has three digits or more names somebody or his door: telephone, identity, room.
    (re.compile(rf"(?:{_DIGIT}[-—\s]?){{2,}}{_DIGIT}(?:[Xx](?![A-Za-z]))?"), "号码"),
    (
        re.compile(r"(?:我叫|我姓|我名字[叫是]?|姓名|联系人|户主|本人|名叫)(?:是|[:：])?\s?[\u4e00-\u9fff·]{1,4}"),
        "姓名",
    ),
    (re.compile(r"我是[\u4e00-\u9fff·]{2,4}(?=[，,。！!；;\s]|$)"), "姓名"),
    (
        re.compile(
            rf"[老小]?[{_SURNAMES}](?:姐|哥|嫂|叔|婶|姨|妈|爸|爷|奶|伯|总|工|师傅|老师|阿姨|大爷|大妈|奶奶|爷爷|先生|女士|同志)"
        ),
        "姓名",
    ),
)
# A complaint about those who would read it: not one of its words goes there.
_ABOUT_THEM = {"property", "dispute"}
_THEIRS = re.compile("物业|管家|保安|门卫|项目部|项目经理|业委会|收费员|保洁")


def hidden_from(work: Work, person: str) -> bool:
    """Whether this person must not learn who complained."""
    return routing.hides_reporter(work.org, work.policy, person, work.today)


def about_them(case: Case) -> bool:
    """Whether the appeal may be about the property company or its like."""
    return case.ticket.category in _ABOUT_THEM or bool(_THEIRS.search(case.ticket.summary))


def words_for(case: Case, person: str, words: str) -> str:
    """A resident's words as this person may read them; empty when he may not read any."""
    if not hidden_from(case.work, person):
        return words
    if about_them(case) or _THEIRS.search(words):
        return ""
    return masked(words, _names(case))


def place_line(case: Case, person: str, words: str) -> str:
    """A line about doors; empty for those who must not learn whose door it is."""
    if not hidden_from(case.work, person):
        return words
    return "" if about_them(case) else masked(words, _names(case))


def masked(text: str, names: tuple[str, ...] = ()) -> str:
    """The text without numbers that name somebody or his door, without plates, accounts and names."""
    for name in names:
        text = text.replace(name, "（姓名已隐去）")
    for pattern, what in _HIDDEN:
        text = pattern.sub(f"（{what}已隐去）", text)
    return text


def _names(case: Case) -> tuple[str, ...]:
    ticket, work = case.ticket, case.work
    known = residents.get(work.conn, work.district, ticket.channel, ticket.reporter)
    found = {ticket.reporter, (known.name or "") if known else ""}
    return tuple(sorted((name for name in found if len(name) > 1), key=len, reverse=True))
