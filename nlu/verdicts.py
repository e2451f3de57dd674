"""Is it solved? What people answer in their own words, and a small mind that learned it from such answers.

Rules had said "solved" to "亮是亮了 就是一闪一闪的" and nothing to "没有": of the 320 answers of
`data/verdicts/examination.tsv` they read half.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from nlu.model import VERDICT, Model, kept
from nlu.understanding import Verdict

ANSWERS = Path(__file__).with_name("data") / "verdicts" / "answers.tsv"
SIDES = (
    (Verdict.SOLVED, Verdict.SELF),
    (Verdict.NOT, Verdict.PARTLY),
    *((verdict,) for verdict in (Verdict.UNAFFECTED, Verdict.LATER, Verdict.WHAT, Verdict.THANKS, Verdict.OTHER)),
)
LONGEST = 60  # characters; who writes more says more than an answer


class VerdictMind:
    """Reads answers to "is it solved?"."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._head = model.heads[VERDICT]

    def read(self, text: str) -> tuple[Verdict, float] | None:
        """The likeliest verdict and how probable its side is; None for what is too long for an answer, or no words.

        Yes, also by himself, is one side; no, also in part, another: "修是修了 还是不热" is certainly one of the two.
        """
        folded = self._model.fold(text).strip()
        if not folded or len(folded) > LONGEST:
            return None
        shares = self._head.probabilities(self._model.score(folded))
        sides = [[name for name in side if name in shares] for side in SIDES]
        side = max(sides, key=lambda names: sum(shares[name] for name in names))
        return Verdict(max(side, key=lambda name: shares[name])), sum(shares[name] for name in side)


def load_or_train_verdicts(cache_dir: Path) -> VerdictMind:
    """The mind for the answers as they are now.

    Args:
        cache_dir: where what was learned is kept between starts.

    Raises:
        ValueError: a line of the answers is unusable.
    """
    return VerdictMind(kept(cache_dir, "verdicts", [ANSWERS], _learn))


def _learn() -> Model:
    # Imported here and not above: whoever has it in his cache never pays for a learning library.
    training = importlib.import_module("nlu.training")
    model: Model = training.train_verdicts(read_answers(ANSWERS))
    return model


def read_answers(path: Path) -> list[tuple[Verdict, str]]:
    """Verdict and text of each line of a file.

    Raises:
        ValueError: a line has no verdict, or one nobody knows.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        verdict, tab, text = line.partition("\t")
        if not tab or verdict not in set(Verdict) or not text.strip():
            raise ValueError(f"{path}: line {number}: not a verdict and an answer: {line[:40]!r}")
        found.append((Verdict(verdict), text))
    return found
