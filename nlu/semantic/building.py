"""`make semantic`: from the corpus to `opinion.npz`, with progress on stderr.

One example in twelve is kept out of tuning: on these it is measured how far to trust characters and meaning,
each beside the other.
"""

from __future__ import annotations

import json
import sys
import time
import zlib
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from nlu.corpus import Example, corpus_files, load_corpus
from nlu.model import corpus_fingerprint
from nlu.semantic.encoder import ORIGINAL, PACKAGE, load_encoder, readable
from nlu.semantic.labels import LABELS
from nlu.semantic.opinion import OPINION_FILE, WORDLESS, load_opinion
from nlu.semantic.packed import Floats, read_layout
from nlu.semantic.targets import targets_of
from nlu.semantic.tokens import read_tokenizer
from nlu.semantic.trust import fit_trust
from nlu.semantic.tuning import Course, Tuner, Weights
from nlu.tables import simplification
from nlu.wrapping import with_wrappings

KEPT_OUT = 12  # one example in so many


def main(arguments: Sequence[str] | None = None) -> None:
    """Tune and write the file."""
    parser = ArgumentParser(prog="make semantic", description=main.__doc__)
    parser.add_argument("--passes", type=float, default=3.0, help="times each example is seen")
    parser.add_argument("--rate", type=float, default=3e-4, help="how far one step goes")
    parser.add_argument("--go-on", action="store_true", help="begin with the present file instead of anew")
    parser.add_argument("--out", type=Path, default=OPINION_FILE)
    given = parser.parse_args(arguments)
    corpus = corpus_fingerprint(corpus_files())
    examples = load_corpus()
    learned = [example for example in examples if not kept_out(example)]
    tensors, weights, bias = _tune(with_wrappings(learned)[0], Course(given.passes, rate=given.rate), go_on=given.go_on)
    tests, _ = with_wrappings([example for example in examples if kept_out(example)])
    tell(f"weighing both opinions on {len(tests)} examples that were kept out")
    trust = fit_trust(learned, tests, _directions(tensors, tests) @ weights.T + bias)
    facts = {
        "labels": LABELS, "trust": trust, "corpus": corpus, "examples": len(learned),
        "made": time.strftime("%Y-%m-%d", time.gmtime()),
    }  # fmt: skip
    blob = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    np.savez(given.out, weights=weights.astype(np.float16), bias=bias, facts=blob, **tensors)  # type: ignore[arg-type]
    tell(f"written to {given.out}: {json.dumps(trust)}")


def kept_out(example: Example) -> bool:
    """Whether an example measures instead of teaching; the same ones in every run."""
    return zlib.crc32(example.text.encode()) % KEPT_OUT == 0


def _tune(
    examples: Sequence[Example], course: Course, *, go_on: bool
) -> tuple[dict[str, NDArray[np.generic]], Floats, Floats]:
    data = (files(PACKAGE) / ORIGINAL).read_bytes()
    layout = read_layout(data)
    tokenizer, simplify = read_tokenizer(data, layout.tokens), simplification()
    tell(f"reading {len(examples)} examples")
    sentences = [tokenizer.numbers(readable(example.text, simplify)) for example in examples]
    before = load_opinion()[1] if go_on else {}
    tuner = Tuner(Weights(data, layout), before, sum(map(len, LABELS.values())))
    if go_on:
        heads = load_opinion()[0]
        tuner.begin_with(heads.weights, heads.bias)
    tell("working out the lower layers")
    prepared = tuner.prepare(sentences)
    tuner.learn(prepared, targets_of(examples), course, tell)
    return tuner.result()


def _directions(tensors: dict[str, NDArray[np.generic]], examples: Sequence[Example]) -> Floats:
    simplify = simplification()
    with TemporaryDirectory() as folder:
        encoder = load_encoder(tensors, Path(folder))
        return np.stack([encoder.query(readable(example.text, simplify) or WORDLESS) for example in examples])


def tell(words: str) -> None:
    """Say how far it is, to whoever waits."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
