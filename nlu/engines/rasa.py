"""Asking a Rasa server what a message means; whoever asks falls back to what it knew before."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlu.engines.breaker import Breaker
from nlu.engines.rasa_health import Health, look
from nlu.engines.rasa_wire import Reply, TroubleError, Wire
from nlu.judging import Judgement, Tally, Trouble
from nlu.taxonomy import CATEGORIES
from nlu.understanding import Intent

MOST_CHARS = 400  # time grows with the text: 10,000 characters keep DIET busy for five seconds
SHARE = (
    0.5  # of its word in the final probabilities: on our corpus DIET errs more often than our engine, in other places
)
WARM_UP_TIMEOUT = 15.0  # seconds; the first message makes Rasa read its dictionaries
TALK = frozenset(Intent) - {Intent.APPEAL}

_REFUSALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS}
_UNPRINTABLE = re.compile("[\u0000-\u001f\u007f-\u009f\ud800-\udfff]+")

Share = Annotated[float, Field(ge=0, le=1.01, allow_inf_nan=False)]  # 32-bit sums may pass 1 by a hair


class _Guess(BaseModel):
    model_config = ConfigDict(strict=True)

    name: str
    confidence: Share


class _Answer(BaseModel):
    """What matters of an answer to /model/parse; the rest may be what it likes.

    `intent` is left aside: it is the first of the ranking, or "nlu_fallback" where that is not likely enough.
    """

    intent_ranking: list[_Guess]


class RasaJudge:
    """A Rasa server trained on the examples of `nlu/data`, or on others with the same intents.

    Args:
        url: where it listens, such as http://127.0.0.1:5005.
        token: its `--auth-token`, should it have one.
        timeout: seconds for one answer.
        share: how much its word counts beside what is known before, 0 to 1.
        now: seconds of a clock that never goes back.

    Raises:
        ValueError: `url` is no http address; a Chinese sentence for the operator.
    """

    name = "rasa"

    def __init__(
        self,
        url: str,
        token: str | None = None,
        timeout: float = 2.0,
        *,
        share: float = SHARE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tally = Tally()
        self._share = share
        self._wire = Wire(url, token, now)
        self._timeout = timeout
        self._now = now
        self._breaker = Breaker()

    def wanted(self, seen: Judgement) -> bool:
        """Always: who sets up a server wants to hear it."""
        return True

    def judge(self, text: str, seen: Judgement) -> Judgement | None:
        """What Rasa believes, weighed with `seen`; None where it cannot be asked or says nothing usable."""
        said = self.ask(text)
        return None if said is None else weighed(seen, said, self._share)

    def ask(self, text: str) -> Judgement | None:
        """What Rasa alone believes; None where it cannot be asked or says nothing usable."""
        asked = question(text)
        if not asked:
            return None
        if not self._breaker.allows(self._now()):
            self.tally.skipped += 1
            return None
        self.tally.asked += 1
        return self._ask(asked, self._timeout)

    def warm_up(self) -> bool:
        """Make the server read its dictionaries before anybody waits for it; whether it answered."""
        return self._ask("你好", WARM_UP_TIMEOUT, counts=False) is not None

    def health(self) -> Health:
        """How the server is, asked anew; changes nothing in the tally."""
        return look(self._wire)

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def _ask(self, text: str, timeout: float, *, counts: bool = True) -> Judgement | None:
        body = json.dumps({"text": text}).encode()
        try:
            found = read(self._wire.ask("POST", "/model/parse", timeout, body))
        except TroubleError as error:
            self.tally.trouble = error.trouble
            if error.lasting:
                self._breaker.failed(self._now())
            return None
        self.tally.trouble = None
        self.tally.answered += counts
        self._breaker.succeeded()
        return found


def question(text: str) -> str:
    """The text as it may be sent: short, printable; empty where nothing is left to ask about."""
    return _UNPRINTABLE.sub(" ", text[: 2 * MOST_CHARS]).strip()[:MOST_CHARS]


def read(reply: Reply) -> Judgement:
    """What an answer of /model/parse says.

    Raises:
        TroubleError: the server refuses, or this is no such answer.
    """
    if reply.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        # What Rasa says to a text it stumbles over: whoever finds one must not silence it for the others.
        raise TroubleError(Trouble.REFUSED, lasting=False)
    if reply.status in _REFUSALS or reply.status > HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TroubleError(Trouble.REFUSED)
    if reply.status != HTTPStatus.OK:
        raise TroubleError(Trouble.NONSENSE)
    try:
        answer = _Answer.model_validate_json(reply.body)
    except ValidationError as error:
        raise TroubleError(Trouble.NONSENSE) from error
    return weigh((guess.name, guess.confidence) for guess in answer.intent_ranking)


def weigh(ranking: Iterable[tuple[str, float]]) -> Judgement:
    """Shares of the categories and of the kinds of talk; other names, such as "nlu_fallback", have no say.

    Raises:
        TroubleError: no intent of ours has any share.
    """
    categories: dict[str, float] = {}
    intents: dict[str, float] = {}
    for name, confidence in ranking:
        if name in CATEGORIES:
            categories[name] = confidence
        elif name in TALK:
            intents[name] = confidence
    appeal, talk = sum(categories.values()), sum(intents.values())
    if not appeal + talk:
        raise TroubleError(Trouble.NONSENSE)
    return Judgement(appeal / (appeal + talk), _shares(categories, appeal), _shares(intents, talk))


def weighed(seen: Judgement, said: Judgement, share: float) -> Judgement:
    """Both views in one, `said` counting for `share`."""
    return Judgement(
        _between(seen.appeal, said.appeal, share),
        _mixed(seen.categories, said.categories, share),
        _mixed(seen.intents, said.intents, share),
        seen.emergency,
    )


def _mixed(seen: Mapping[str, float], said: Mapping[str, float], share: float) -> Mapping[str, float]:
    if not seen or not said:  # one of them has nothing to say of what it holds for impossible
        return said or seen
    return {name: _between(seen.get(name, 0.0), said.get(name, 0.0), share) for name in {**seen, **said}}


def _between(seen: float, said: float, share: float) -> float:
    return seen + (said - seen) * share


def _shares(masses: dict[str, float], total: float) -> dict[str, float]:
    return {name: mass / total for name, mass in masses.items()} if total else {}
