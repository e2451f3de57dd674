"""Which known question somebody asks: runs of characters weighed by how telling they are. Pure.

A wrong answer is worse than none: what is asked and stands in no form of a question counts against it, so that
"户口本丢了怎么补" is not taken for "身份证丢了怎么补办".
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlu.normalise import MAX_CHARS

# Measured with tests/fixtures/knowledge_questions.tsv (tests/test_knowledge_match.py holds the figures).
SURE = 0.65  # from here on an entry answers: the lowest with no wrong answer in the questions it was chosen with ...
AHEAD = 0.08  # ... when no other one is so near behind it
MAYBE = 0.36  # from here on it may be what was meant: people are asked
LONG = 60  # a longer message tells a story; it is not a question of this kind

RUN = 2  # longest run of characters
# What every question may hold: it says that somebody asks, not what about.
_ASKING = re.compile(
    "请问一?下?|麻烦|问一?下|你好|您好|谢谢|想问|咨询|知道|告诉我|帮我查?|能不能|可不可以|可以|能否|是不是|有没有|有啥|都要|要不要"
    "|怎么样?|咋样?|如何|这[边里儿]|那[边里儿]|一平方|什么|啥|哪[里儿个些]?|多少|几[点号月天年个份]|办理|手续|流程|材料|证件|需要|去|到|在|办|弄|带|要|呢|吗|啊|呀|吧|嘛|不$"
    "|的|了|我们?|咱们?|俺|想|把|给|个|是|和|今年|现在|时候|时间|地方|条件|申请"
)
_NOT_WORDS = re.compile(r"[^\w\u4e00-\u9fff]+")
# One thing, said in several ways.
_SAME = (
    ("业主委员会", "业委会"),
    ("不动产权?证", "房产证"),
    ("天然气", "燃气"),
    ("煤气", "燃气"),
    ("维修基金", "大修基金"),
    ("取暖费|采暖费", "暖气费"),
    ("供热|来暖气?|供暖气", "供暖"),
    ("遗失|掉了|弄丢|挂失|不见了", "丢"),
    ("补领|补办", "补"),
    ("预防针|预防接种|接种", "疫苗"),
    ("[小孩]孩子?|[小女]?娃娃?|宝宝|宝贝|婴儿", "孩子"),
    ("刚出生|新生儿?", "出生"),
    ("津贴|补助", "补贴"),
    ("执照", "营业执照"),
    ("营业营业", "营业"),
    ("婚姻登记|领证", "结婚登记"),
    ("一平方?米?", "平方"),
    ("签注|续签", "续"),
    ("周[六日天末]|星期[六日天]|礼拜[六日天]", "周末"),
    ("续期", "续"),
    ("政务大厅|办事大厅|政务服务中心", "政务大厅"),
    ("多大年[纪龄]|多少岁|几岁", "岁"),
    ("老年人|老人家", "老人"),
    ("停暖|暖气报停|报停暖气", "报停"),
    ("志愿者|义工", "志愿"),
)
_SAME_RE = tuple((re.compile(pattern), word) for pattern, word in _SAME)
# What turns a question about one thing into another one: an entry that does not speak of it is no answer for sure.
_TURNS = tuple(
    re.compile(turn)
    for turn in (
        "丢|补(?!贴)",
        "注销|取消|撤销|退.{0,4}[费款]|退订|报?停",
        "没发|停发|何时发|时候发|发放|到账|几号发",
        "投诉|举报|乱收费|乱|罚|没收",
        "坏|[不没]热|漏|修(?!车)|[不没]亮|臭|吵|没人|拖欠|[一总老]直?不",
        "涨|降价",
        "租金|利率|利息",
        "区别|招[人聘]|工资|待遇",
        "贷款",
        "婚假|财产|税",
        "恢复|还?没来|停[水电气]",
    )
)
_UNKNOWN = 1.0  # weight of a run no form has, as a share of that of the rarest known one
_ASKED_WEIGHT = 0.25  # of words that only say that somebody asks

Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may answer.

    Attributes:
        score: how near it is, 0 to 1.
        same_turn: whether it speaks of everything that turns the question: lost, cancelled, broken, not paid.
    """

    entry: str
    score: float
    same_turn: bool = True


class Index:
    """The forms of every question, ready to be asked.

    Args:
        forms: entry → the ways its question may be put.
    """

    def __init__(self, forms: Mapping[str, Iterable[str]]) -> None:
        forms = {entry: tuple(asked) for entry, asked in forms.items()}
        listed = [(entry, _runs(form)) for entry, asked in forms.items() for form in asked]
        known = Counter(run for _, runs in listed for run in runs)
        self._said = {entry: _turns(" ".join(asked)) for entry, asked in forms.items()}
        self._idf = {run: math.log(1 + len(listed) / count) for run, count in known.items()}
        self._rarest = math.log(1 + len(listed)) * _UNKNOWN if listed else 1.0
        self._entries = [entry for entry, _ in listed]
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (_, runs) in enumerate(listed):
            for run, weight in self._weighed(runs).items():
                self._holders[run].append((number, weight))

    def best(self, text: str, most: int = 3) -> list[Match]:
        """The entries nearest to a question, nearest first; none for what is too long to be one."""
        if len(text.strip()) > LONG:
            return []
        scores: dict[int, float] = defaultdict(float)
        for run, weight in self._weighed(_runs(text)).items():
            for number, other in self._holders.get(run, ()):
                scores[number] += weight * other
        found: dict[str, float] = {}
        for number, score in scores.items():
            entry = self._entries[number]
            found[entry] = max(found.get(entry, 0.0), score)
        ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        turns = _turns(text)
        return [Match(entry, round(score, 4), turns <= self._said[entry]) for entry, score in ranked[:most]]

    def _weighed(self, runs: Mapping[str, float]) -> Weights:
        weights = {run: share * self._idf.get(run, self._rarest) for run, share in runs.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {run: weight / length for run, weight in weights.items()}


def sure(found: Sequence[Match], at_least: float = SURE) -> Match | None:
    """The entry that answers; None where none is near enough, two are, or it leaves out what turns the question."""
    if not found or found[0].score < at_least or not found[0].same_turn:
        return None
    return None if len(found) > 1 and found[0].score - found[1].score < AHEAD else found[0]


def _runs(text: str) -> Weights:
    """The runs of a text, with their shares: what only says that somebody asks counts little."""
    folded = _folded(text)
    runs: Weights = {}
    for piece in _ASKING.sub(" ", folded).split():
        for size in range(1, RUN + 1):
            for start in range(len(piece) - size + 1):
                runs[piece[start : start + size]] = 1.0
    for word in _ASKING.findall(folded):
        runs.setdefault(f"?{word}", _ASKED_WEIGHT)
    return runs


def _turns(text: str) -> frozenset[int]:
    folded = _folded(text)
    return frozenset(number for number, turn in enumerate(_TURNS) if turn.search(folded))


def _folded(text: str) -> str:
    found = _NOT_WORDS.sub(" ", text[:MAX_CHARS].lower())
    for pattern, word in _SAME_RE:
        found = pattern.sub(word, found)
    return found
