"""Everybody who listens, over every transcript."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.bench.groups import answers, baselines, playing
from bot.bench.groups.answers import Answer
from bot.bench.groups.scoring import Tally, score
from bot.bench.groups.transcripts import Transcript
from nlu.understanding import Engine

Listener = Callable[[Transcript], Answer]
# By part, by listener, by transcript.
Scores = dict[str, dict[str, dict[str, Tally]]]

BASELINES: Mapping[str, Listener] = {"每条都开单": baselines.everything, "关键词规则": baselines.keywords}


def ours(engine: Engine, folder: Path) -> Listener:
    """The product, leaving what it made in `folder`."""

    def listen(transcript: Transcript) -> Answer:
        playing.listen(transcript, engine, folder)
        return answers.handed_in(folder, transcript)

    return listen


def theirs(folder: Path) -> Listener:
    """Somebody else's tickets."""
    return lambda transcript: answers.handed_in(folder, transcript)


def run(transcripts: Sequence[Transcript], listeners: Mapping[str, Listener], tell: Callable[[str], None]) -> Scores:
    """Score every listener on every transcript; `tell` hears which one is at it."""
    scores: Scores = {}
    for transcript in transcripts:
        tell(transcript.name)
        part = scores.setdefault(transcript.part, {})
        for name, listen in listeners.items():
            part.setdefault(name, {})[transcript.name] = score(transcript, listen(transcript))
    return scores
