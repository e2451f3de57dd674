"""Our model within a Rasa pipeline; see config-minhu.yml.

A process of Rasa reads this file: Python 3.10, numpy 1.23, and none of the libraries our training needs. The model
is therefore taught by us, `python -m nlu.rasa.export FILE`, and `rasa train` only packs it into the Rasa model.
"""

# Rasa is never installed beside mypy.
# mypy: disable-error-code="import-not-found,misc,untyped-decorator,unused-ignore"

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.model import CATEGORY, TALK, Model, load
from nlu.rasa.ranking import ranking

FILE = "minhu.npz"

_log = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MinhuClassifier(IntentClassifier, GraphComponent):
    """Ranks all intents as minhu's own engine would.

    Configuration: `model`, the file that `nlu.rasa.export` wrote.
    """

    def __init__(self, config: Mapping[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._file = Path(config["model"])
        self._storage = storage
        self._resource = resource
        self._model: Model | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where our model lies unless the pipeline says otherwise."""
        return {"model": f"var/rasa/{FILE}"}

    @staticmethod
    def required_packages() -> list[str]:
        """What answering needs beyond `nlu`."""
        return ["numpy"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another model is another component, else Rasa would take the old one from its cache."""
        # Before training Rasa asks with what the pipeline says alone, without the defaults.
        file = Path((cls.get_default_config() | config)["model"])
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MinhuClassifier:
        """A component before its training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MinhuClassifier:
        """A component with the model it was packed with.

        Raises:
            ValueError: that model is damaged, or of another version than the code beside it.
        """
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            made._model = load(folder / FILE)
        return made

    def train(self, training_data: TrainingData) -> Resource:
        """Pack our model.

        Raises:
            FileNotFoundError, ValueError: there is none yet, or it is damaged.
        """
        heads = load(self._file).heads
        known = {*heads[CATEGORY].labels, *heads[TALK].labels}
        if strange := training_data.intents - known:
            _log.warning("Our model does not know these intents of the training data: %s", ", ".join(sorted(strange)))
        with self._storage.write_to(self._resource) as folder:
            shutil.copyfile(self._file, folder / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of each message."""
        if self._model is None:
            raise ValueError("MinhuClassifier was asked before it was loaded")
        for message in messages:
            shares = ranking(self._model, message.get(TEXT) or "")
            guesses = [{"name": name, "confidence": share} for name, share in shares]
            message.set(INTENT, guesses[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, guesses, add_to_output=True)
        return messages
