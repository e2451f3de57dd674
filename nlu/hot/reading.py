"""Messages as rows of weighed runs of characters: what is rare weighs more, and names of places most."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.hot import Told

BODY = 200  # characters of what is written below the title: people say there what it is about
HEAD = 3  # times a title counts
_RUNS = (1, 4)
_COMMON = 0.05  # of all messages: a run that more of them have tells no two issues apart
_FEW = 40  # messages in which a run may stand in any case
_PLACE = 3.0  # how much more a run weighs that ends as names of places do
_ENDS = re.compile(
    "(?:小区|花园|公寓|家园|新城|社区|街道|大道|广场|市场|公园|国际|[路街村镇乡苑府湾郡城园站桥湖山巷里庭])$"
)
_LINK = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_GAP = re.compile(r"\s+")
_SHORTEST_PLACE = 3

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """What stands in the messages.

    Attributes:
        texts: each as it was read, in small letters.
        runs: every run that stands in at least two messages, and not in too many.
        has: message × run, 1 where it stands there.
        alike: message × message, cosine of the weighed runs, 0 to 1.
        spread: in how many messages each run stands.
    """

    texts: list[str]
    runs: list[str]
    has: sparse.csr_matrix
    alike: NDArray[np.float32]
    spread: NDArray[np.float64]


def text_of(told: Told) -> str:
    """A message as it is read: title, a stop, and the beginning of what is below it."""
    return f"{_clean(told.head)}。{_clean(told.body)[:BODY]}"


def _clean(text: str) -> str:
    return _GAP.sub("", _LINK.sub("", unicodedata.normalize("NFKC", text))).lower()


def read(told: Sequence[Told]) -> Words | None:
    """The words of all messages; None where no two of them have anything in common."""
    texts = [text_of(one) for one in told]
    weighed = [f"{_clean(one.head)}。" * (HEAD - 1) + text for one, text in zip(told, texts, strict=True)]
    most = min(len(told), max(_FEW, int(_COMMON * len(told))))
    counter = TfidfVectorizer(
        analyzer="char",
        ngram_range=_RUNS,
        min_df=2,
        max_df=max(2, most),
        sublinear_tf=True,
        norm=None,
        dtype=np.float32,
    )
    try:
        counted = counter.fit_transform(weighed).tocsr()
    except ValueError:  # sklearn's word for: nothing is left to look at
        return None
    runs = [str(run) for run in counter.get_feature_names_out()]
    places = np.array([_PLACE if len(run) >= _SHORTEST_PLACE and _ENDS.search(run) else 1.0 for run in runs])
    has = counted.copy()
    has.data[:] = 1
    return Words(
        texts, runs, has, _alike(counted.multiply(counter.idf_ * places).tocsr()), np.asarray(has.sum(0), float).ravel()
    )


def _alike(weights: sparse.csr_matrix) -> NDArray[np.float32]:
    """Cosines of all pairs."""
    lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(1)).ravel())
    even = (sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ weights).tocsr().astype(np.float32)
    found: NDArray[np.float32] = (even @ even.T).toarray()
    return found
