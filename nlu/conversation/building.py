"""`make listening`: read every conversation of the corpus, learn from them, and write `weights.npz`."""

from __future__ import annotations

import sys
import zlib
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from nlu.conversation import ear
from nlu.conversation.choosing import WEIGHTS_FILE
from nlu.conversation.corpus import Conversation, Line, conversations, spared
from nlu.conversation.learning import learn
from nlu.conversation.offices import is_office
from nlu.conversation.remarks import Remark
from nlu.conversation.walking import Told
from nlu.corpus import Example, load_corpus
from nlu.engines import DEFAULT, engine
from nlu.understanding import Engine, Intent

_ONE_IN = 4  # of the single messages of the corpus that are heard
_SHORT = 26  # characters; what is said in a group is seldom longer
_CLEAR = {Intent.APPEAL, Intent.CHATTER, Intent.GREETING, Intent.THANKS}
_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn and write the file."""
    parser = ArgumentParser(prog="make listening", description=main.__doc__)
    parser.add_argument("--cache", type=Path, default=Path("var/models"), help="where trained models are kept")
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    given = parser.parse_args(arguments)
    read = conversations()
    _tell(f"hearing {sum(len(one.lines) for one in read)} messages of {len(read)} conversations")
    mind = engine(DEFAULT, given.cache, _tell)
    told = [Told(one, heard(one, mind), spared(one)) for one in read]
    _tell("hearing single messages of the corpus")
    weights = learn(told, singles(mind), _tell, ear.load())
    weights.save(given.out)
    _tell(f"written to {given.out}")


def heard(conversation: Conversation, mind: Engine) -> list[Remark]:
    """The remarks of a conversation, each understood by itself."""
    return [_remark(line, mind) for line in conversation.lines]


def singles(mind: Engine) -> list[tuple[Remark, bool]]:
    """Short messages of the corpus, and whether they are appeals; only what clearly is one or is none."""
    chosen = (one for one in load_corpus() if len(one.text) <= _SHORT and _falls(one.text))
    return [(_alone(one, mind), one.intent is Intent.APPEAL) for one in chosen if one.intent in _CLEAR]


def _falls(text: str) -> bool:
    """The same share of them every time, evenly over the corpus."""
    return zlib.crc32(text.encode()) % _ONE_IN == 0


def _alone(example: Example, mind: Engine) -> Remark:
    said = mind.listen_many([example.text])[0]
    return Remark(_SOME_DAY, "", example.text, said.sense, building=said.place.building)


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
