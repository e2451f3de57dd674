"""The trained model: a table of weights, looked up and summed without any learning library."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import math
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.corpus import corpus_files
from nlu.features import Numbers, Reader, find
from nlu.normalise import fold, mask
from nlu.pinyin import FIRST_SYLLABLE, Pinyin
from nlu.whole import whole

Floats = NDArray[np.float32]
Progress = Callable[[str], None]

APPEAL, TALK, CATEGORY, KIND, URGENCY, VERDICT = "appeal", "talk", "category", "kind", "urgency", "verdict"
YES, NO = "yes", "no"  # labels of the appeal decision

KEPT = 3  # models in a cache: the one in use, and those of a version being rolled in or out

# A model is as good as these files; when one changes, the cached model is stale.
_MAKERS = ("training", "features", "pinyin", "normalise", "places", "tables", "corpus", "wrapping", "model")


@dataclass(frozen=True, slots=True)
class Head:
    """One decision: its labels, their columns in the table, and how margins become probabilities.

    Attributes:
        start: column of the first label.
        slope, shift: probabilities are softmax(slope * margin + shift), fitted on held-out folds.
    """

    labels: tuple[str, ...]
    start: int
    slope: float
    shift: tuple[float, ...]

    def margins(self, row: Floats) -> Floats:
        return row[self.start : self.start + len(self.labels)]

    def probabilities(self, row: Floats) -> dict[str, float]:
        """Probability of each label, from a row of `Model.score`."""
        # Plain numbers: for a few labels, arrays cost more than they save.
        scaled = [m * self.slope + s for m, s in zip(self.margins(row).tolist(), self.shift, strict=True)]
        peak = max(scaled)
        powers = [math.exp(value - peak) for value in scaled]
        total = sum(powers)
        return {label: power / total for label, power in zip(self.labels, powers, strict=True)}

    def best(self, row: Floats) -> str:
        """The label of the largest margin, as the classifier itself would say."""
        return self.labels[int(self.margins(row).argmax())]

    def ranking(self, row: Floats) -> list[str]:
        """All labels, the likeliest first."""
        return [self.labels[column] for column in np.argsort(-self.margins(row), kind="stable")]


@dataclass(frozen=True)
class Model:
    """Everything learned.

    Attributes:
        numbers: the known runs (see `nlu.features`), ascending; each has its row in `weights`.
        weights: column 0 is the squared weight of the feature, for the length of the message;
            the others are the feature's votes for the labels of the heads.
        bias: one value per column, 0 in column 0.
        unknown: squared weight of a run that is not known.
        simplify: traditional -> simplified characters.
    """

    numbers: Numbers
    weights: Floats
    bias: Floats
    unknown: float
    heads: dict[str, Head]
    reader: Reader
    simplify: dict[int, str]

    def fold(self, text: str) -> str:
        """The text as rules read it (see `nlu.normalise.fold`)."""
        return fold(text, self.simplify)

    def score(self, folded: str) -> Floats:
        """Margins of all heads for one folded text."""
        row: Floats = self.score_many([folded])[0]
        return row

    def score_many(self, folded: Sequence[str]) -> Floats:
        """Margins of all heads, a row per folded text; each row is what `score` says of it alone."""
        if not folded:
            return np.zeros((0, len(self.bias)), np.float32)
        read = self.reader.read([mask(text) for text in folded])
        places, known = find(self.numbers, read.numbers)
        owners = read.owners[known]
        sums = np.zeros((len(folded), self.weights.shape[1]), np.float32)
        starts = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1]))) if len(owners) else owners
        sums[owners[starts]] += np.add.reduceat(self.weights[places[known]], starts, axis=0)
        strange = np.bincount(read.owners[~known], minlength=len(folded))
        lengths = np.sqrt(sums[:, 0] + np.float32(self.unknown) * strange.astype(np.float32))
        margins: Floats = (sums / lengths[:, None] + self.bias).astype(np.float32)
        return margins


def save(model: Model, path: Path) -> None:
    """Write one .npz file, whole or not at all.

    Raises:
        OSError: the directory cannot be written.
    """
    sounds = model.reader.pinyin.sounds
    facts = {
        "unknown": model.unknown,
        "heads": {name: [h.labels, h.start, h.slope, h.shift] for name, h in model.heads.items()},
        "syllables": model.reader.pinyin.syllables,
        "sounds": [[*map(chr, sounds)], [ord(syllable) - FIRST_SYLLABLE for syllable in sounds.values()]],
        "simplify": [[*map(chr, model.simplify)], [*model.simplify.values()]],
    }
    blob = np.frombuffer(json.dumps(facts, ensure_ascii=False).encode(), dtype=np.uint8)
    arrays = {
        "numbers": model.numbers, "weights": model.weights.astype(np.float16), "bias": model.bias, "facts": blob,
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # its stub takes the names for options


def load(path: Path) -> Model:
    """Read what `save` wrote.

    Raises:
        OSError: no such file, or it cannot be read.
        ValueError: the file is no model or is damaged.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return _assemble({name: arrays[name] for name in arrays.files})
    except (zipfile.BadZipFile, KeyError, TypeError, EOFError) as error:
        raise ValueError(f"{path}: not a model of minhu") from error


def _assemble(arrays: Mapping[str, NDArray[Any]]) -> Model:
    facts = json.loads(arrays["facts"].tobytes())
    numbers, weights = arrays["numbers"], arrays["weights"].astype(np.float32)
    if len(numbers) != len(weights):
        raise ValueError("the runs do not fit the weights")
    characters, syllables = facts["sounds"]
    sounds = {ord(c): chr(FIRST_SYLLABLE + row) for c, row in zip(characters, syllables, strict=True)}
    return Model(
        numbers=numbers,
        weights=weights,
        bias=arrays["bias"],
        unknown=facts["unknown"],
        heads={n: Head(tuple(v[0]), v[1], v[2], tuple(v[3])) for n, v in facts["heads"].items()},
        reader=Reader(Pinyin(facts["syllables"], sounds)),
        simplify={ord(before): after for before, after in zip(*facts["simplify"], strict=True)},
    )


def load_or_train(cache_dir: Path, progress: Progress | None = None, extra: Iterable[Path] = ()) -> Model:
    """The model for the corpus as it is now, from the cache when it is there.

    Args:
        cache_dir: where models are kept; one that cannot be written costs a training at every start.
        progress: told in a sentence what takes time.
        extra: further corpus files, such as the moderators' corrections.

    Raises:
        ValueError: a corpus file is unusable.
    """
    files = corpus_files(extra)
    return kept(cache_dir, "model", files, lambda: _train(files, progress))


def kept(cache_dir: Path, name: str, files: Iterable[Path], learn: Callable[[], Model]) -> Model:
    """What was learned from these files: from the cache when it is there, else learned and put there."""
    path = cache_dir / f"{name}-{_fingerprint(files)}.npz"
    with suppress(OSError, ValueError):
        return load(path)
    model = learn()
    with suppress(OSError):
        save(model, path)
        _forget_old(cache_dir, name)
    return model


def _forget_old(cache_dir: Path, name: str) -> None:
    """Keep the newest models only: the corpus changes with every correction, and each is 10 MB."""
    by_age = sorted(cache_dir.glob(f"{name}-*.npz"), key=lambda path: path.stat().st_mtime)
    for path in by_age[:-KEPT]:
        path.unlink(missing_ok=True)


def _train(files: Sequence[Path], progress: Progress | None) -> Model:
    # Imported here and not above: training pulls in scikit-learn, pypinyin and opencc (two seconds,
    # 200 MB), which a process with a cached model must never pay for.
    training = importlib.import_module("nlu.training")
    model: Model = training.train(files, progress)
    return model


def _fingerprint(files: Iterable[Path]) -> str:
    makers = [Path(__file__).with_name(f"{name}.py") for name in _MAKERS]
    return corpus_fingerprint([*makers, *files])


def corpus_fingerprint(files: Iterable[Path]) -> str:
    """A short name for the contents of these files, in their order."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:20]
