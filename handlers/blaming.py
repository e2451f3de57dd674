"""Whether words complain of an official: his name, title and surname, or title alone, beside words of conduct. Pure.

Not every mention is a complaint: who came, was told or is thanked goes on with his work. Where it cannot be
told he counts as meant: somebody else takes the ticket then, which costs less than what he would learn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nlu import masking

# Whatever somebody says thanks for besides: nobody takes money in a friendly way.
_GRAVE = "收[^费]{0,6}(?:红包|好处|回扣|贿|钱)|要[^费]{0,3}(?:红包|好处费|回扣)|受贿|贪污|索要|索贿"
_MILD = (
    r"态度(?:很|太|特别|极其|极|非常|十分|也|都|相当|真|实在|这么|那么|比较)*(?:差|恶劣|不好|蛮横|冷淡|傲慢)|推诿|推脱|推卸|推来推去|"
    r"踢皮球|包庇|袒护|偏袒|不作为|乱作为|不办事|敷衍|糊弄|吃拿卡要|说话难听"
)
# These have a target: whoever is threatened is not complained of.
_ATTACK = r"骂|打(?:了?人|了?我)|动手|威胁|恐吓|刁难|欺负"
_CONDUCT = re.compile(f"(?P<free>{_GRAVE}|{_MILD})|(?P<attack>{_ATTACK})")
_COMPLAINS = re.compile("投诉|举报")
_ANY = re.compile(f"{_CONDUCT.pattern}|{_COMPLAINS.pattern}")
_GRAVELY = re.compile(_GRAVE)
_THANKS = re.compile("谢谢|感谢|多谢|表扬|点赞|辛苦|多亏|态度(?:很|挺|真|非常|特别|也|都)*好")
_NOT = re.compile("(?:没有?|从不|从来不|[也都绝]不|并未|[^是要得]不|^不)$")
# Somebody else than the officials of the tree does it from here on, unless it is done with him or to him.
_OTHERS = (
    "物业|保安|门卫|楼上|楼下|邻居|对门|隔壁|租户|租客|商户|老板|有人|他们|那家|夫妻|公司|单位|热力|供[热暖水电]|燃气|开发商|施工|客服|前台"
    "|车主|狗主|工人|师傅|司机|城管|派出所|房东|外卖|快递|老公|老婆|丈夫|妻子|儿子|说他|叫他|"
)
_BESIDE = re.compile("(?:[和跟与同帮替为给对把向被让叫连冲朝护袒庇逼]|着)$")
# Told or asked to help: what is done in the next breath others do.
_HELPER = re.compile("找|联系|反映|告诉|说[了过]|劝|帮|协调|汇报")
_ANSWERS = re.compile("(?:投诉|举报|告)(?:他|她)(?!们)|(?:投诉|举报)(?:此人|这个?人|这种人|这样的)")
_ANNOUNCES = re.compile(".{0,8}(?:投诉|举报)(?:一下|一个人|个人|一位|一个)?$")
_AGAINST = re.compile("(?:投诉|举报)[^后了过才]{0,12}(?<![到给至跟向和])$")
_A_COMPLAINT = re.compile(".{0,4}(?:投诉|举报)")
_IS_COMPLAINED_OF = re.compile(".{0,2}被.{0,4}(?:投诉|举报)")
_OF = re.compile("[的是]")
_ONE_HOLDS_IT = re.compile("[长员记]$")  # a company, an office or an army of volunteers has a title, too
# Of a title alone: another's (张院长, 副院长, 医院院长; 院长小王, 院长王五) means somebody else.
_ANOTHERS = f"(?<![副院某{masking.SURNAMES}])"
_NAMES_ANOTHER = f"(?![小老姓某]|{masking.LONG_SURNAMES}|(?![向连应解关包管常])[{masking.SURNAMES}])"
_SURNAME = re.compile(f"{masking.LONG_SURNAMES}|[{masking.SURNAMES}]")
_MESSAGES, _CLAUSES = re.compile(r"\n| / "), re.compile(r"[，,：:。．！!？?；;…~～\s]+")
_REACH = 2  # clauses after the one that names him that may still be about him
_POLITE = "(?:某|姐|哥|工|老师|师傅|同志|先生|女士)"
# What officials are called besides what the district calls them.
_ALSO = ("书记", "主任", "站长", "队长", "科长", "所长", "局长", "经理", "干部", "民警", "警官")
_TITLES = ("网格员", "网格长", "院长", "服务长", "联系长", "楼长", "楼管", "管家", *_ALSO)
_OFFICE = re.compile("值班|坐席|客服|中心|公司|热线|物业|专班|(?:办公?室?|局|站|大队)$")


@dataclass(frozen=True, slots=True)
class Called:
    """How people call somebody with a duty.

    Attributes:
        titles: what his duties are called here.
        here: those by which alone people mean him where the words were said: 院长 of this very estate.
        known_as: what he is called where they were said, besides.
    """

    name: str
    titles: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()


def speaks_of_conduct(words: str) -> bool:
    """Whether words could complain of anybody at all: cheaply, before it is asked who is meant."""
    return _ANY.search(words) is not None


def blames(words: str, whom: Called) -> bool:
    """Whether one of these messages (split by lines or ` / `) complains of how this person behaves."""
    if not speaks_of_conduct(words) or _OFFICE.search(whom.name):
        return False
    return any(_blamed(message, whom) for message in _MESSAGES.split(words) if _ANY.search(message))


def _blamed(message: str, whom: Called) -> bool:
    titled = any(title in message for title in _titles(whom))
    name, others = _name(whom, titled), _others(whom)
    left, named_in, announced = 0, "", False
    clauses = [clause for clause in _CLAUSES.split(message) if clause]
    for place, clause in enumerate(clauses, 1):
        if clause.strip("@您你好") in whom.here and not announced:
            left = 0  # "院长，门口堵了": he is told of it
        elif named := list(name.finditer(clause)):
            # "我要投诉，李院长，暖气不热" tells her of it: what she is told comes after.
            announced = announced and not (place < len(clauses) and _spoken_to(clause, whom))
            if announced or _in_clause(clause, named, others):
                return True
            left, named_in, announced = _REACH, clause, False
        elif left and _goes_on(clause, others, named_in):
            return True
        else:
            left, announced = max(0, left - 1), bool(_ANNOUNCES.fullmatch(clause))
    return False


def _spoken_to(clause: str, whom: Called) -> bool:
    """Whether a clause is nothing but surname and title, as one speaks to somebody."""
    surname = _SURNAME.match(whom.name)
    return surname is not None and clause.rstrip("您你好") in {surname[0] + title for title in _titles(whom)}


def _in_clause(clause: str, named: list[re.Match[str]], others: re.Pattern[str]) -> bool:
    """Whether the clause that names him complains of him."""
    if _THANKS.search(clause) and not _GRAVELY.search(clause):
        return False
    return any(_does(clause, who, others) or _complained_of(clause, who) for who in named)


def _does(clause: str, who: re.Match[str], others: re.Pattern[str]) -> bool:
    for deed in _deeds(clause):
        if deed.start() >= who.end():
            between = clause[who.end() : deed.start()]
            if not _somebody_else(between, others) and not (deed["attack"] and "被" in between):
                return True
        elif deed["free"] or _OF.search(clause[deed.end() : who.start()]):
            return True
    return False


def _complained_of(clause: str, who: re.Match[str]) -> bool:
    """投诉张伟, 对张伟的投诉, 张伟被举报; not 跟张伟投诉过."""
    before, after = clause[: who.start()], clause[who.end() :]
    return bool(
        _AGAINST.search(before)
        or (before.endswith("对") and _A_COMPLAINT.match(after))
        or _IS_COMPLAINED_OF.match(after)
    )


def _goes_on(clause: str, others: re.Pattern[str], named_in: str) -> bool:
    """Whether a clause that names nobody goes on about him who was named in the one before."""
    if _ANSWERS.search(clause):
        return True
    thanked, helper = _THANKS.search(named_in), _HELPER.search(named_in)
    deeds = (deed for deed in _deeds(clause) if not (helper and deed["attack"]))
    deeds = (deed for deed in deeds if not thanked or _GRAVELY.search(deed[0]))
    return any(not _somebody_else(clause[: deed.start()], others) for deed in deeds)


def _deeds(clause: str) -> Iterator[re.Match[str]]:
    """Words of conduct, those left out that say it was not done."""
    return (deed for deed in _CONDUCT.finditer(clause) if not _NOT.search(clause[: deed.start()]))


def _somebody_else(words: str, others: re.Pattern[str]) -> bool:
    return any(not _BESIDE.search(words[: found.start()]) for found in others.finditer(words))


@lru_cache(maxsize=1024)
def _name(whom: Called, titled: bool) -> re.Pattern[str]:
    """His name, or title and surname; 小张 and 老张 only where a title of his is near."""
    ways, title = [re.escape(one) for one in (whom.name, *whom.known_as)], "|".join(map(re.escape, _titles(whom)))
    known = _SURNAME.match(whom.name)
    if known:
        own = known[0]
        ways += [f"{own}(?:{title})", f"(?:{title})(?:[小老姓]{own}|{own}{_POLITE})", f"姓{own}的(?:{title})"]
        ways += [f"[小老]{own}"] if titled else []
    ways += [f"{_ANOTHERS}{re.escape(one)}{_NAMES_ANOTHER}" for one in whom.here if _ONE_HOLDS_IT.search(one)]
    return re.compile("|".join(ways))


@lru_cache(maxsize=1024)
def _others(whom: Called) -> re.Pattern[str]:
    mine = _titles(whom)
    return re.compile(_OTHERS + "|".join(title for title in _TITLES if not any(title in own for own in mine)))


def _titles(whom: Called) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*filter(None, whom.titles), *_ALSO)))
