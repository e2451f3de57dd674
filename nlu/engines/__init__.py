"""The engines by name: the embedded one, alone or with second minds beside it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlu.engines.embedded import EmbeddedEngine
from nlu.judging import Judge
from nlu.lessons import adopted
from nlu.model import Model, Progress, load_or_train
from nlu.semantic.opinion import semantic_judge
from nlu.verdicts import load_or_train_verdicts

DEFAULT = "semantic"


@dataclass(frozen=True, slots=True)
class Minds:
    """Where second minds outside this process are found; what is not set is not asked.

    Attributes:
        llm: keyword arguments of `nlu.engines.llm.LlmSettings`.
    """

    rasa_url: str | None = None
    rasa_token: str | None = field(default=None, repr=False)
    llm: Mapping[str, Any] = field(default_factory=dict, repr=False)


NOBODY = Minds()


def _none(model: Model, cache_dir: Path, minds: Minds) -> Sequence[Judge]:
    return ()


def _semantic(model: Model, cache_dir: Path, minds: Minds) -> Sequence[Judge]:
    return (semantic_judge(cache_dir, model.simplify),)


def _rasa(model: Model, cache_dir: Path, minds: Minds) -> Sequence[Judge]:
    if not minds.rasa_url:
        raise ValueError("引擎 rasa 需要设置 MINHU_RASA_URL，例如 http://127.0.0.1:5005。")
    judge = _module("rasa").RasaJudge(minds.rasa_url, minds.rasa_token)
    judge.warm_up()
    return (judge,)


def _llm(model: Model, cache_dir: Path, minds: Minds) -> Sequence[Judge]:
    module = _module("llm")
    return (semantic_judge(cache_dir, model.simplify), module.LlmJudge(module.LlmSettings(**minds.llm), cache_dir))


def _module(name: str) -> Any:
    # Imported when asked for: an HTTP client costs every start a third of a second.
    return importlib.import_module(f"nlu.engines.{name}")


ENGINES: dict[str, Callable[[Model, Path, Minds], Sequence[Judge]]] = {
    "semantic": _semantic,
    "embedded": _none,
    "rasa": _rasa,
    "llm": _llm,
}


def engine(name: str, cache_dir: Path, progress: Progress | None = None, minds: Minds = NOBODY) -> EmbeddedEngine:
    """The engine of that name, ready to answer.

    Args:
        cache_dir: where what was learned is kept between starts.
        progress: told in a sentence what takes time.

    Raises:
        ValueError: no engine has this name, its settings are unusable, or the corpus is.
    """
    judges = ENGINES.get(name)
    if judges is None:
        raise ValueError(f"There is no NLU engine called {name!r}; known: {', '.join(sorted(ENGINES))}.")
    model = load_or_train(cache_dir, progress, adopted(cache_dir))
    return EmbeddedEngine(model, judges(model, cache_dir, minds), name, load_or_train_verdicts(cache_dir))
