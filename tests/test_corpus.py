"""The training data: enough of everything, nothing twice, nothing that contradicts itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest

from nlu.corpus import DATA_DIR, Example, corpus_files, load_corpus, read_examples
from nlu.taxonomy import CATEGORIES, KIND_NAMES, URGENCY_NAMES
from nlu.understanding import Intent, Kind, Urgency

ALMOST_ALL = Fraction(4, 5)
# So short that one character says it all.
TOLD_APART = [
    {"暖气费在哪交", "气费在哪交"}, {"楼道全是烟", "楼道全是烟头"}, {"把小广告撕了", "小广告撕了"},
    {"广告牌拆了吧", "广告牌拆了"},
]  # fmt: skip


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return [example for path in corpus_files() for example in read_examples(path)]


def plain(text: str) -> str:
    return re.sub(r"""[\s，。！？、；：（）,.!?;:~…"'“”()]""", "", text).lower()


def meaning(example: Example) -> str:
    return example.category or example.intent.value


def where(example: Example) -> str:
    return f"{example.source.relative_to(DATA_DIR)}: {example.text}"


def test_every_category_has_its_examples(examples: list[Example]) -> None:
    counts = Counter(example.category for example in examples)
    assert not {category: counts[category] for category in CATEGORIES if counts[category] < 60}


def test_there_is_enough_talk(examples: list[Example]) -> None:
    counts = Counter(example.intent for example in examples)
    assert counts[Intent.CHATTER] >= 800
    assert not {intent: counts[intent] for intent in Intent if counts[intent] < 60}


def test_nothing_is_written_twice(examples: list[Example]) -> None:
    seen: dict[str, Example] = {}
    twice = []
    for example in examples:
        known = seen.setdefault(plain(example.text) or example.text, example)
        if known is not example:
            twice.append((where(known), where(example)))
    assert not twice


def test_near_copies_do_not_contradict_each_other(examples: list[Example]) -> None:
    """Two sentences of which almost all runs of two characters are common must mean the same."""
    runs = [{plain(e.text)[i : i + 2] for i in range(len(plain(e.text)) - 1)} for e in examples]
    often = Counter(run for found in runs for run in found)
    holders: defaultdict[str, list[int]] = defaultdict(list)
    clashes = []
    for row, found in enumerate(runs):
        # Who shares so many runs shares one of the rarest (prefix filter: Chaudhuri, Ganti & Kaushik 2006).
        rarest = sorted(found, key=lambda run: (often[run], run))[: len(found) - ceil(ALMOST_ALL * len(found)) + 1]
        for other in {other for run in rarest for other in holders[run]}:
            common, union = len(found & runs[other]), len(found | runs[other])
            clash = common / union >= ALMOST_ALL and meaning(examples[row]) != meaning(examples[other])
            if clash and {examples[row].text, examples[other].text} not in TOLD_APART:
                clashes.append((where(examples[other]), where(examples[row])))
        for run in rarest:
            holders[run].append(row)
    assert not clashes


def test_appeals_say_their_kind_and_urgency(examples: list[Example]) -> None:
    assert not [where(e) for e in examples if e.category and not (e.kind and e.urgency)]
    assert {kind.value for kind in Kind} == set(KIND_NAMES)
    assert {urgency.value for urgency in Urgency} == set(URGENCY_NAMES)


def test_appeals_stand_in_the_appeals_folder(examples: list[Example]) -> None:
    assert not [where(e) for e in examples if (e.source.parent.name == "appeals") != bool(e.category)]


def test_no_real_numbers_stand_in_the_data(examples: list[Example]) -> None:
    assert not [where(e) for e in examples if re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", e.text)]


RASA = """
version: "3.1"
nlu:
- intent: heating
  metadata: {kind: complaint, urgency: normal}
  examples: |
    - [锦绣园](estate)暖气不热
    - '[3号楼]{"entity": "building", "value": "3"}冰凉'
- intent: gas
  examples:
  - text: 有煤气味
    metadata: {kind: request, urgency: emergency}
  - text: |
      怎么开通天然气
- intent: chatter
  examples: |
    - 你吃了吗
- lookup: estate
  examples: |
    - 锦绣园
- synonym: 暖气
  examples: |
    - 暖汽
- regex: phone
  examples: |
    - 1[0-9]{10}
"""


def test_every_form_of_rasa_is_read(tmp_path: Path) -> None:
    path = tmp_path / "nlu.yml"
    path.write_text(RASA, encoding="utf-8")
    found = [(e.text.strip("'"), e.intent, e.category, e.kind, e.urgency) for e in read_examples(path)]
    assert found == [
        ("锦绣园暖气不热", Intent.APPEAL, "heating", Kind.COMPLAINT, Urgency.NORMAL),
        ("3号楼冰凉", Intent.APPEAL, "heating", Kind.COMPLAINT, Urgency.NORMAL),
        ("有煤气味", Intent.APPEAL, "gas", Kind.REQUEST, Urgency.EMERGENCY),
        ("怎么开通天然气", Intent.APPEAL, "gas", None, None),
        ("你吃了吗", Intent.CHATTER, None, None, None),
    ]


@pytest.mark.parametrize("text", ["nlu: [", "nlu: 3", "- a", "nlu: [{intent: weather, examples: '- 下雨'}]"])
def test_an_unusable_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.yml"):
        read_examples(path)


def test_the_same_example_in_two_files_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "again.yml"
    path.write_text(RASA, encoding="utf-8")
    once, twice = load_corpus([path]), load_corpus([path, path])
    assert len(once) == len(twice)
