"""`make listening`: read every conversation of the corpus, learn from them, and write `weights.npz`.

Reading takes longest, so every processor takes its share of it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import repeat
from pathlib import Path

from nlu.conversation import ear
from nlu.conversation.choosing import WEIGHTS_FILE
from nlu.conversation.corpus import Conversation, Line, conversations, spared
from nlu.conversation.learning import learn
from nlu.conversation.offices import is_office
from nlu.conversation.remarks import Remark
from nlu.conversation.singles import Part, as_conversation, singles
from nlu.conversation.walking import Told
from nlu.corpus import Example
from nlu.engines import DEFAULT, engine
from nlu.understanding import Engine, Intent


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn and write the file."""
    parser = ArgumentParser(prog="make listening", description=main.__doc__)
    parser.add_argument("--cache", type=Path, default=Path("var/models"), help="where trained models are kept")
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    given = parser.parse_args(arguments)
    read = conversations()
    _tell(f"hearing {sum(len(one.lines) for one in read)} messages of {len(read)} conversations")
    with ProcessPoolExecutor() as readers:
        told = list(heard(read, readers, given.cache))
        _tell("hearing single messages of the corpus")
        chosen = singles(Part.CHOICE)
        alone = readers.map(_alone, chosen, repeat(given.cache), chunksize=64)
        singly = list(zip(alone, (one.intent is Intent.APPEAL for one in chosen), strict=True))
    weights = learn(told, singly, _tell, ear.load())
    weights.save(given.out)
    _tell(f"written to {given.out}")


@lru_cache(maxsize=1)
def _mind(cache: Path) -> Engine:
    """The mind of this process."""
    return engine(DEFAULT, cache, _tell)


def heard(read: Sequence[Conversation], readers: ProcessPoolExecutor, cache: Path) -> Iterator[Told]:
    """Conversations with what the engine makes of each remark alone; `cache` is where trained models are kept."""
    _mind(cache)  # learned and opened once: the processes that are forked have it
    every = readers.map(_heard, read, repeat(cache), chunksize=4)
    for number, (one, remarks) in enumerate(zip(read, every, strict=True), 1):
        if number % 200 == 0:
            _tell(f"{number} conversations heard")
        yield Told(one, remarks, spared(one))


def _heard(conversation: Conversation, cache: Path) -> list[Remark]:
    """The remarks of a conversation, each understood by itself."""
    return [_remark(line, _mind(cache)) for line in conversation.lines]


def _alone(example: Example, cache: Path) -> Remark:
    return _heard(as_conversation(example), cache)[0]


def _remark(line: Line, mind: Engine) -> Remark:
    said = mind.listen_many([line.text])[0] if line.text else None
    return Remark(
        line.at, line.sender, line.text, said.sense if said else None, line.picture, line.voice,
        is_office(line.sender), said.place.building if said else None,
    )  # fmt: skip


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
