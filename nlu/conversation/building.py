"""`make listening`: read every conversation of the corpus, learn from them, and write `weights.npz`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from nlu.conversation import ear
from nlu.conversation.choosing import WEIGHTS_FILE
from nlu.conversation.corpus import Conversation, Line, conversations, spared
from nlu.conversation.learning import learn
from nlu.conversation.offices import is_office
from nlu.conversation.readings import Reading, read
from nlu.conversation.remarks import Remark
from nlu.conversation.singles import Part, as_conversation, singles
from nlu.conversation.walking import Told
from nlu.understanding import Intent

_WORDLESS = Reading(None, None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn and write the file."""
    parser = ArgumentParser(prog="make listening", description=main.__doc__)
    parser.add_argument("--cache", type=Path, default=Path("var/models"), help="where trained models are kept")
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    given = parser.parse_args(arguments)
    chosen = singles(Part.CHOICE)
    every = [*conversations(), *(as_conversation(one) for one in chosen)]
    _tell(f"hearing {sum(len(one.lines) for one in every)} messages of {len(every)} conversations")
    told = heard(every, given.cache, tones=True)
    told, alone = told[: -len(chosen)], [one.remarks[0] for one in told[-len(chosen) :]]
    singly = list(zip(alone, (one.intent is Intent.APPEAL for one in chosen), strict=True))
    weights = learn(told, singly, _tell, ear.load())
    weights.save(given.out)
    _tell(f"written to {given.out}")


def heard(every: Sequence[Conversation], cache: Path, *, tones: bool) -> list[Told]:
    """Conversations with what the engine makes of each remark alone.

    Args:
        cache: where trained models are kept.
        tones: with what the ear makes of each, too.
    """
    known = read((line.text for one in every for line in one.lines if line.text), cache, _tell, tones=tones)
    return [
        Told(one, [_remark(line, known.get(line.text, _WORDLESS)) for line in one.lines], spared(one)) for one in every
    ]


def _remark(line: Line, read_as: Reading) -> Remark:
    return Remark(
        line.at, line.sender, line.text, read_as.sense, line.picture, line.voice, is_office(line.sender),
        read_as.building,
    )  # fmt: skip


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
