"""One message, two troubles: "暖气不热，电梯还坏了" asks two different people to act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlu.normalise import MAX_CHARS

LONG = 60  # a longer text is a letter about one matter, unless it counts its points
_EDGE = " \t\r\n，,。；;：:、"
_SHORTEST = 3  # a clause of fewer letters and characters says nothing of its own

# "家里还有老人" and "还有没有人管" go on with the same trouble.
_STILL_HAS = (
    r"(?!没有|没人|人|老人|[孩娃]|小[孩娃]|孕|病人|几|多|谁|什么|啥|一?股|味|[热冷水电气剩][^梯管]"
    r"|(?![0-9一二三四五六七八九十]{1,3}(?:号楼|[栋幢]|单元))[0-9一二两三四五六七八九十]|钱|救|用)"
)
# What people complain of in one breath, each a beginning of its own: "暖气不热电梯也坏了".
_SUBJECT = (
    r"(?:电梯|暖气|路灯|楼道灯?|声控灯|垃圾桶?|下水道?|停车位?|车位|物业|水管|门禁|大门|单元门|监控|绿化|网络|宽带|燃气|天然气|热水"
    r"|自来水|水压|消防通道|充电桩|卫生|厕所|马桶|井盖|路面|墙皮|外墙|屋顶|楼上|楼下)"
)
_BREAK = re.compile(
    r"[，,。；;！!？?\n]{1,8}"
    rf"|还有就是|[還还]有{_STILL_HAS}|另外|再就是|再有|再一个|再者|此外|以及|[并並]且|而且|[顺順](?:便|带)|然[后後](?!就)|外加"
    r"|\s{1,4}(?=[\u4e00-\u9fff]{2,6}也)"
    rf"|(?<=[\u4e00-\u9fff]{{3}})\s{{1,4}}(?={_SUBJECT})"
    rf"|(?<=[了热亮水电气动通堵臭脏冷坏漏停响](?={_SUBJECT}(?:也|又|还|老是?|总是?|都)))"
)
# After these comes something else, whatever was told before.
_BESIDES = re.compile(
    r"(?:(?:^|[，,。；;！!？?\s])(?:另外|此外|[顺順](?:便|带))|[还還]有(?:就是)?|再就是|再有|再一个|外加)[，,：:\s]*$"
)
_BESIDES_WITHIN = 6  # characters before a clause in which they stand
_POINT = re.compile(
    r"(?:^|[。；;，,：:！!？?\n\s])(?:[(（]?[1-9一二三四五六][)）、.．](?![0-9一二三四五六七八九十])"
    r"|第[一二三四五六](?:[，,、：:]|[是点](?!钟))|[一二三四五六]是|其[一二三四五六][，,、：:是]?|首先|其次|再次|一方面|另一方面)"
    r"|[①-⑨]"
)
_PROPOSAL = re.compile("建议|倡议|设想")  # whoever lists ideas has one matter at heart
_SECOND = re.compile("[2二②次另]")  # who counts comes to two

# Clauses that say what follows from a trouble, since when, what was tried, or plead, whatever subject they touch on.
_PEOPLE = r"(?:物业|社区|居委会?|街道|派出所|热力|供热|电力|师傅|维修|领导|开发商|客服|管家|保安|人家|对方)"
_TOPIC = re.compile("的(?:这|那)?个?(?:事|问题|情况)儿?\\Z")
_LEANING = re.compile(
    r"(?:没法|无法|不能|(?:进|出|上|下|过|走|吃|睡|喝|用)不|不敢|不让人?"
    r"|(?:严重)?(?:影响|导致|造成|引起|引发|危及|威胁|存在|破坏|阻碍|损害|侵犯|增加)"
    r"|方便|省得|免得|以免|否则|害得|害我|弄得|搞得|吓得|气得|逼得|恶心|烦死|气死|急死|冻死|受不了|要命|简直|实在|太"
    r"|恳|敬|请|希望|盼|望|求|建议|要求|应该|是不是|有没有|能不能|能否|可否|何时|[什啥].?时候|收费|多少|多久|咋办|怎么办|咋回事|怎么回事"
    r"|麻烦|快来|快点|赶[紧快]|尽快|派人|来人|帮忙?|谢"
    r"|没人|没有?(?:通知|结果|回[复音]|说法|办法|消息|动静|下文)|不(?:管|通知|解决|处理|给|来|接|理|修|知道)"
    r"|臭[得气]|[一有]股|味道|熏|呛|.{0,6}(?:全|都|满|到处)是?(?:水|污水|粪水|泥|烟|油烟|灰|臭味|淹|泡)|.{0,5}(?:泡|淹)[了水]"
    r"|(?:家里|屋里)?还?有?(?:老人|老的|[孩娃]|小[孩娃的]|宝宝|孕妇|病人|全家|一家人?).{0,6}"
    r"(?:感冒|冻|受|睡|没法|生病|发烧|咋|怎么|害怕|[下上出进过]不|摔|吓|哭|罪|难|喝|吃)|冰箱|电梯[也都就]?(?:停|用不)"
    rf"|{_PEOPLE}.{{0,8}}(?:不[管理接来给修当]|没[人来反动]|推|踢|说|让|装|糊弄|打不通|联系不上|也不|都不)"
    r"|(?:都|已经?|快|整整|至今|到现在)?.{0,5}(?:天|个月|年|小时|[次回遍])了"
    r"|我(?!家|们)|俺(?!家|们)|他|她|说|找|打)"
)
# What only joins a trouble to the one told before.
_JOINING = re.compile(r".{2,8}?(?P<also>也|还|又|也都|都也)(?=[没不坏停漏堵断掉塌裂乱脏臭])")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the original text: `text[start:end]`.

    Attributes:
        counted: the sender numbered it as a point of its own.
        leaning: it only makes sense after the clause before it, or names what the next is about ("楼上剁馅的事，…").
        besides: the sender says that he comes to something else.
    """

    text: str
    start: int
    end: int
    counted: bool = False
    leaning: bool = False
    besides: bool = False

    @property
    def alone(self) -> str:
        """The words as somebody would say them who tells nothing else: "电梯坏了" of "电梯也坏了".

        Only who joins in says 也 in a message of one clause; here it joins the clauses.
        """
        match = _JOINING.match(self.text) if self.start else None
        return self.text[: match.start("also")] + self.text[match.end("also") :] if match else self.text


def clauses(text: str) -> list[Clause]:
    """The stretches of a message that may be troubles of their own; one stretch when it is a plain letter."""
    head = text[:MAX_CHARS]
    points = [*_POINT.finditer(head)] if _SECOND.search(head) else []
    if len(points) > 1 and not _PROPOSAL.search(head, 0, points[0].start()):
        ends = [*(after.start() for after in points[1:]), len(head)]
        return [*_stretches(head, zip((point.end() for point in points), ends, strict=True), counted=True)]
    if len(head.strip()) > LONG:
        return [Clause(text, 0, len(text))]
    return [*_stretches(head, _between(head), counted=False)] or [Clause(text, 0, len(text))]


def _between(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _stretches(text: str, spans: Iterable[tuple[int, int]], *, counted: bool) -> Iterator[Clause]:
    for start, end in spans:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip(_EDGE))
        words = piece[lead:].rstrip(_EDGE)
        if sum(map(str.isalnum, words)) >= _SHORTEST:
            leaning = not counted and (_LEANING.match(words) is not None if start else _TOPIC.search(words) is not None)
            besides = start > 0 and _BESIDES.search(text[:start][-_BESIDES_WITHIN:]) is not None
            yield Clause(words, start + lead, start + lead + len(words), counted, leaning, besides)
