"""What a model was taught and how good it is, beside the model: for programs as JSON, for people as a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from nlu import adopting, whole
from nlu.adopting import FIGURES, Share
from nlu.corpus import corpus_files, load_corpus
from nlu.model import corpus_fingerprint
from nlu.taxonomy import CATEGORIES

NAME = "model-card"
REFUSED = "model-card-refused"  # of the last model that was not taken
TITLES = {
    "appeal_f1": "诉求 F1",
    "category_accuracy": "类别准确率（漏掉算错）",
    "emergency_recall": "紧急召回率",
    "false_tickets": "误立单率（闲聊被立单）",
}
TALK = {
    "chatter": "闲聊", "me_too": "我家也是", "follow_up": "补充、追问", "ask_progress": "问进度",
    "ask_officer": "问负责人", "rating": "打分", "thanks": "感谢", "restored": "说恢复了", "cancel": "撤销",
    "greeting": "问候",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """A figure with the bounds between which the true value lies 19 times of 20, and of how many messages."""

    value: float
    low: float
    high: float
    messages: int


@dataclass(frozen=True, slots=True)
class Card:
    """One training.

    Attributes:
        model: file of the model.
        engine: whose answers were scored.
        version: of the program.
        data_hash: of everything it was taught; frozen_hash: of the messages it was scored on.
        examples: sentences of the corpus by category or intent, lessons included.
        lessons: lessons of people by what was meant.
    """

    model: str
    engine: str
    trained_at: datetime
    version: str
    data_hash: str
    frozen_hash: str
    examples: dict[str, int]
    lessons: dict[str, int]
    scores: dict[str, Scored]


def make(
    model: str, engine: str, at: datetime, version: str, extra: Sequence[Path], scores: Mapping[str, Share]
) -> Card:
    """The card of a model taught from the corpus and the extra files.

    Raises:
        ValueError: a file of the corpus is unusable.
    """
    files = corpus_files(extra)
    return Card(
        model=model,
        engine=engine,
        trained_at=at,
        version=version,
        data_hash=corpus_fingerprint(files),
        frozen_hash=corpus_fingerprint([adopting.FROZEN]),
        examples=_counts(files),
        lessons=_counts(extra),
        scores={name: _scored(scores[name]) for name in FIGURES},
    )


def write(card: Card, folder: Path, name: str = NAME) -> Path:
    """Put both forms into the folder; returns the page.

    Raises:
        OSError: the folder cannot be written.
    """
    data = asdict(card) | {"trained_at": card.trained_at.isoformat(timespec="seconds")}
    whole.put(folder / f"{name}.json", json.dumps(data, ensure_ascii=False, indent=2) + "\n", whole.SHARED)
    page = folder / f"{name}.md"
    whole.put(page, markdown(card), whole.SHARED)
    return page


def read(folder: Path, name: str = NAME) -> Card | None:
    """The card in the folder; None where there is none that can be read."""
    try:
        data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        data["trained_at"] = datetime.fromisoformat(data["trained_at"])
        data["scores"] = {key: Scored(**value) for key, value in data["scores"].items()}
        return Card(**data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def markdown(card: Card) -> str:
    """The card as a page for people."""
    total, people = sum(card.examples.values()), sum(card.lessons.values())
    facts = [
        f"训练时间：{card.trained_at:%Y-%m-%d %H:%M}（程序版本 {card.version}）",
        f"模型文件：{card.model}；评分的引擎：{card.engine}",
        f"语料指纹：{card.data_hash}；共 {total} 句，其中人工更正 {people} 句",
        f"评分用的冻结集指纹：{card.frozen_hash}；这些句子从不用于训练",
    ]
    scores = [
        (TITLES[name], f"{one.value:.3f}", f"{one.low:.3f}–{one.high:.3f}", str(one.messages))
        for name, one in card.scores.items()
    ]
    counts = [(meaning(key), key, str(count), str(card.lessons.get(key, 0))) for key, count in card.examples.items()]
    parts = [
        ["# 模型卡", "", *(f"- {fact}" for fact in facts)],
        ["## 成绩", *_table(("指标", "值", "95% 区间", "条数"), scores)],
        ["## 学了什么", *_table(("类别", "键", "句数", "其中样例"), counts)],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def meaning(key: str) -> str:
    """The Chinese name of a category or an intent."""
    return CATEGORIES.get(key) or TALK.get(key, key)


def _counts(files: Iterable[Path]) -> dict[str, int]:
    found = Counter(example.category or example.intent.value for example in load_corpus(files))
    order = [*CATEGORIES, *sorted(found.keys() - CATEGORIES.keys())]
    return {key: found[key] for key in order if found[key]}


def _scored(share: Share) -> Scored:
    low, high = share.interval()
    return Scored(round(share.value, 4), round(low, 4), round(high, 4), share.size)
