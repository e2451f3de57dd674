"""What the engine and the ear make of the corpus's texts, kept between runs: reading is most of what learning costs.

It lies beside the trained models, apart for the engine and for the ear: after another ear was learned only its tones
are read anew, after conversations were added only these.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np

from nlu.conversation.remarks import DIMENSIONS
from nlu.corpus import corpus_files
from nlu.engines import DEFAULT
from nlu.engines.embedded import EmbeddedEngine
from nlu.judging import Meaning
from nlu.lessons import adopted
from nlu.model import corpus_fingerprint, load_or_train
from nlu.semantic.opinion import EAR_FILE, OPINION_FILE, AbsentJudge, SemanticJudge, semantic_judge
from nlu.tables import simplification
from nlu.understanding import Issue, Kind, Sense, Urgency
from nlu.whole import whole

Say = Callable[[str], None]
# What is kept of a text: facts that JSON can say, and a direction.
Row = tuple[Any, Meaning | None]
Unread = Callable[[Sequence[str], Path], list[Row]]

_NLU = Path(__file__).parents[1]
_AT_ONCE = 64  # texts that a process is given
_TOLD_EVERY = 20_000  # texts


@dataclass(frozen=True, slots=True)
class Reading:
    """What is made of one text.

    Attributes:
        sense: None where the engine has no sense of meaning.
        building: the one its words name.
    """

    sense: Sense | None
    building: str | None


def read(texts: Iterable[str], cache: Path, say: Say, *, tones: bool) -> dict[str, Reading]:
    """What is made of each text; what was read before is not read again.

    Args:
        cache: where trained models are kept, and this.
        tones: with what the ear makes of them, too.
    """
    wanted = sorted(set(texts))
    rows = _known("senses", _of_engine(cache), wanted, _senses, cache, say)
    found = {text: _reading(*rows[text]) for text in wanted}
    if not tones:
        return found
    rows = _known("tones", corpus_fingerprint([EAR_FILE]), wanted, _tones, cache, say)
    return {text: _with_tone(one, rows[text][1]) for text, one in found.items()}


def _known(kind: str, mark: str, wanted: Sequence[str], unread: Unread, cache: Path, say: Say) -> dict[str, Row]:
    """Every row that is wanted, and those that were kept besides.

    Args:
        mark: of whoever reads; what another one read is forgotten.
        unread: reads in a process of its own.
    """
    path, rows = cache / f"{kind}-{mark}.npz", dict[str, Row]()
    with suppress(OSError, ValueError, KeyError):
        rows = _load(path)
    missing = [text for text in wanted if text not in rows]
    if not missing:
        return rows
    say(f"reading {len(missing)} of {len(wanted)} texts: {kind}")
    unread(missing[:1], cache)  # whatever must be learned and opened is, once: the processes that are forked have it
    some = [missing[start : start + _AT_ONCE] for start in range(0, len(missing), _AT_ONCE)]
    with ProcessPoolExecutor() as readers:
        for number, read_now in enumerate(readers.map(unread, some, repeat(cache)), 1):
            rows.update(zip(some[number - 1], read_now, strict=True))
            if number * _AT_ONCE % _TOLD_EVERY < _AT_ONCE:
                say(f"{number * _AT_ONCE} texts read")
    _save(path, rows)
    for old in set(cache.glob(f"{kind}-*.npz")) - {path}:
        old.unlink()
    return rows


def _of_engine(cache: Path) -> str:
    """Changes with whatever the engine's answers depend on."""
    makers = (path for folder in (_NLU, _NLU / "engines", _NLU / "semantic") for path in sorted(folder.glob("*.py")))
    return corpus_fingerprint([*makers, *corpus_files(adopted(cache)), _NLU / "taxonomy.yml", OPINION_FILE])


def _save(path: Path, rows: dict[str, Row]) -> None:
    """Write them, whole or not at all."""
    facts = json.dumps([[text, facts, vector is not None] for text, (facts, vector) in rows.items()])
    vectors = [vector for _, vector in rows.values() if vector is not None]
    stacked = np.stack(vectors) if vectors else np.zeros((0, DIMENSIONS), np.float32)
    with whole(path) as file:
        np.savez(file, facts=np.frombuffer(facts.encode(), np.uint8), vectors=stacked)


def _load(path: Path) -> dict[str, Row]:
    with np.load(path, allow_pickle=False) as arrays:
        facts, vectors = json.loads(arrays["facts"].tobytes()), iter(arrays["vectors"])
    return {text: (told, next(vectors) if has else None) for text, told, has in facts}


def _senses(texts: Sequence[str], cache: Path) -> list[Row]:
    found = []
    for text in texts:
        (said,) = _mind(cache).listen_many([text])
        sense = said.sense
        told = None if sense is None else _facts(sense)
        found.append(((said.place.building, told), None if sense is None else sense.meaning))
    return found


def _tones(texts: Sequence[str], cache: Path) -> list[Row]:
    return [(None, _ear(cache).tone(text)) for text in texts]


def _facts(sense: Sense) -> list[Any]:
    issue = sense.issue
    told = [issue.category, issue.kind.value, issue.urgency.value, issue.confidence, *issue.span]
    return [sense.appeal, sense.characters, dict(sense.categories), dict(sense.intents), told]


def _reading(facts: Any, meaning: Meaning | None) -> Reading:
    building, told = facts
    if told is None:
        return Reading(None, building)
    appeal, characters, categories, intents, (category, kind, urgency, confidence, start, end) = told
    issue = Issue(category, Kind(kind), Urgency(urgency), confidence, (start, end))
    return Reading(Sense(appeal, characters, categories, intents, issue, meaning), building)


def _with_tone(reading: Reading, tone: Meaning | None) -> Reading:
    return reading if reading.sense is None else replace(reading, sense=replace(reading.sense, tone=tone))


@lru_cache(maxsize=1)
def _mind(cache: Path) -> EmbeddedEngine:
    """The mind of this process. It has no ear for groups: tones are read apart."""
    model = load_or_train(cache, None, adopted(cache))
    return EmbeddedEngine(model, (_judge(cache, model.simplify, ear=False),), DEFAULT)


@lru_cache(maxsize=1)
def _ear(cache: Path) -> SemanticJudge:
    return _judge(cache, simplification(), ear=True)


def _judge(cache: Path, simplify: Mapping[int, str], *, ear: bool) -> SemanticJudge:
    judge = semantic_judge(cache, simplify, ear=ear)
    if isinstance(judge, AbsentJudge):
        raise SystemExit(f"nothing can be learned without the encoder: {judge.reason}")
    return judge
