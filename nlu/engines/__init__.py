"""The engines by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nlu.engines.embedded import EmbeddedEngine
from nlu.model import Progress, load_or_train
from nlu.understanding import Engine


def _embedded(cache_dir: Path, progress: Progress | None) -> Engine:
    return EmbeddedEngine(load_or_train(cache_dir, progress))


ENGINES: dict[str, Callable[[Path, Progress | None], Engine]] = {"embedded": _embedded}


def engine(name: str, cache_dir: Path, progress: Progress | None = None) -> Engine:
    """The engine of that name, ready to answer.

    Args:
        cache_dir: where what was learned is kept between starts.
        progress: told in a sentence what takes time.

    Raises:
        ValueError: no engine has this name, or the corpus is unusable.
    """
    make = ENGINES.get(name)
    if make is None:
        raise ValueError(f"There is no NLU engine called {name!r}; known: {', '.join(sorted(ENGINES))}.")
    return make(cache_dir, progress)
