"""`python -m nlu.rasa.export FILE`: our model as a file, for the component of a Rasa pipeline."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from nlu.model import load_or_train, save

MODELS = Path("var/models")


def main(arguments: Sequence[str]) -> int:
    """Write the model for the corpus as it is now; taught first where there is none yet."""
    if len(arguments) != 1:
        sys.stderr.write("用法：python -m nlu.rasa.export 模型文件.npz\n")
        return 2
    target = Path(arguments[0])
    save(load_or_train(MODELS, _tell), target)
    _tell(f"模型已写入 {target}。")
    return 0


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
