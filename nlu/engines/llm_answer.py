"""What a large language model answered: believed only as far as it is exactly what was asked for. Pure."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from nlu.engines.llm_prompt import NO_CATEGORY
from nlu.judging import Judgement, Trouble
from nlu.taxonomy import CATEGORIES
from nlu.understanding import Intent

SHARE = 0.7  # of the final probability: it is asked because the minds before it were unsure
ALARMING = 0.5  # probability of an emergency from which nobody's doubt counts any more
_STRICT = ConfigDict(strict=True, frozen=True)


class Answer(BaseModel):
    """The labels of one message, consistent in themselves.

    Attributes:
        confidence: probability that they are right, 0 to 1.
        category: key of the taxonomy; `NO_CATEGORY` only where it is no appeal.
        intent: `APPEAL` exactly when it is an appeal.
    """

    model_config = _STRICT

    appeal: bool
    confidence: float = Field(ge=0.0, le=1.0)
    category: str
    intent: Intent = Field(strict=False)
    emergency: bool

    @field_validator("category")
    @classmethod
    def _known(cls, key: str) -> str:
        if key not in CATEGORIES and key != NO_CATEGORY:
            raise ValueError("not in the taxonomy")
        return key

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.appeal != (self.intent is Intent.APPEAL):
            raise ValueError("appeal and intent contradict each other")
        if self.appeal and self.category == NO_CATEGORY:
            raise ValueError("an appeal is about something")
        if self.emergency and not self.appeal:
            raise ValueError("an emergency is an appeal")
        return self


class _Message(BaseModel):
    model_config = _STRICT

    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    model_config = _STRICT

    message: _Message
    finish_reason: str | None = None


class Completion(BaseModel):
    """The envelope of every answer."""

    model_config = _STRICT

    choices: list[_Choice] = Field(min_length=1)


def read_completion(body: bytes) -> Completion | None:
    """The envelope; None when this is not the answer of a chat completion."""
    try:
        return Completion.model_validate_json(body)
    except ValidationError:
        return None


def read_answer(completion: Completion) -> Answer | Trouble:
    """The labels in it, or why there are none."""
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason in {"content_filter", "length"}:
        return Trouble.REFUSED
    try:
        return Answer.model_validate_json(choice.message.content or "")
    except ValidationError:
        return Trouble.NONSENSE


def weighed(seen: Judgement, answer: Answer) -> Judgement:
    """Both views as one. An emergency can only be raised, and whoever is in one is not talked out of his appeal."""
    sure = max(answer.confidence, 0.5)  # whoever is less sure than that of a yes or no is guessing
    appeal = (1 - SHARE) * seen.appeal + SHARE * (sure if answer.appeal else 1 - sure)
    danger = seen.emergency or 0.0
    if danger >= ALARMING:
        appeal = max(appeal, seen.appeal)
    categories, intents = dict(seen.categories), dict(seen.intents)
    if answer.appeal:
        categories = _moved(categories, answer.category, SHARE * sure)
    else:
        intents = _moved(intents, answer.intent.value, SHARE * sure)
    return Judgement(appeal, categories, intents, max(danger, sure if answer.emergency else 0.0))


def _moved(known: dict[str, float], key: str, share: float) -> dict[str, float]:
    """The probabilities with that share of them given to one."""
    kept = {other: (1 - share) * value for other, value in known.items()}
    return kept | {key: kept.get(key, 0.0) + share}
