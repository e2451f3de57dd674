"""Hides what names a person or a door, before words are shown to others, learned from or sent away. Pure.

Rather a word too many than a name too few: what is left must still say what is wrong, not to whom.
"""

from __future__ import annotations

import re

from nlu.plates import PROVINCE

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦昌马苗凤方"
    "俞任袁柳史唐费廉薛雷贺倪汤滕罗毕郝安常乐于傅齐康伍余顾孟平黄穆萧尹姚邵汪祁毛米贝明臧成戴宋庞熊纪舒屈项祝董"
    "梁杜阮蓝季贾路江童颜郭梅林刁钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫房解应宗丁邓洪包左石崔吉龚程邢裴陆翁荀段侯武"
    "刘景龙叶黎白蒲赖乔阎谭申冉桑桂牛温庄晏瞿阎连艾鱼容向古易廖耿匡文寇广欧聂敖冷辛简饶曾关相查游"
)
LONG_SURNAMES = "欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|夏侯|端木"
# Everyday words that look like a surname with a title: 夜间施工, 关总闸, 保安大爷, 环卫工.
_WORDS = r"(?!施工|包工|童工|牛奶)(?<![保公治])"
_TITLES = (
    "(?:阿姨|奶奶|爷爷|叔叔|伯伯|大?(?:姐|哥|嫂|叔|婶|姨|妈|爸|爷|娘|伯)|奶|总(?![是闸阀站部表线])|"
    "工(?![地程作具资人期商厂单种会友业伤])|师傅|老师|先生|女士|同志|老板|经理|主任|书记|队长|医生|大夫|律师|警官)"
)
# What follows "本人" or "我叫" without being a name: 本人去了两趟, 我叫了开锁的, 户主同意.
_NO_NAME = (
    "(?![去到因签腿车从测无跑念来此申误承有对表欠同学的用被写少告和及就也都不没在要想家反投认已今昨每开了什啥行"
    "是他她你我])"
)
_HAN = "[\u4e00-\u9fff·]"
_DIGIT = "[0-9０-９零〇一二三四五六七八九幺两]"
_ACCOUNTS = "(?:微信|薇信|vx|wx|QQ|qq|支付宝|抖音|快手)"

# In this order: what stands in a longer form is taken by it.
HIDDEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64}){1,4}"), "邮箱"),
    (
        re.compile(PROVINCE + "[A-Za-z][·.\\s-]?[A-Za-z0-9]{4,6}[A-Za-z0-9学警挂港澳]?"),
        "车牌",
    ),
    (re.compile(rf"{_ACCOUNTS}(?:号|号码|账号|帐号)?(?:是|[:：])?\s?[A-Za-z0-9_-]{{5,30}}"), "账号"),
    # Whatever has three digits or more names somebody or his door: telephone, identity, bank card, room.
    (re.compile(rf"(?:{_DIGIT}[-—\s]?){{2,}}{_DIGIT}(?:[Xx](?![A-Za-z]))?"), "号码"),
    # A door with fewer: "18室", but not a flat of "3室2厅".
    (re.compile(r"(?<![0-9])[0-9]{1,2}(?:室(?![内外温户]|.?[厅卫])|号房(?!东))"), "号码"),
    (re.compile(rf"(?:姓名|联系人|户主)(?:是|[:：])\s?{_HAN}{{1,4}}"), "姓名"),
    (
        re.compile(rf"(?:我叫|我姓|我名字[叫是]?|姓名|联系人|户主|本人|名叫)(?:是|[:：])?\s?{_NO_NAME}{_HAN}{{1,4}}"),
        "姓名",
    ),
    (re.compile(r"我是[\u4e00-\u9fff·]{2,4}(?=[，,。！!；;\s（]|$)"), "姓名"),
    (re.compile(rf"[老小]?{_WORDS}(?:{LONG_SURNAMES}|(?<!环)卫|[{SURNAMES.replace('卫', '')}]){_TITLES}"), "姓名"),
)


def masked(text: str) -> str:
    """The text with a bracketed word, such as （号码已隐去）, for each thing that names somebody or his door.

    Hidden are e-mails, plates, accounts, numbers of three digits and more in any writing, room numbers, and names
    where somebody gives his own or a title follows. Takes time in proportion to the length of the text.
    """
    for pattern, what in HIDDEN:
        text = pattern.sub(f"（{what}已隐去）", text)
    return text
