"""How a Rasa server is, for `minhu doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from pydantic import BaseModel, ValidationError

from nlu.engines.rasa_wire import TroubleError, Wire
from nlu.judging import Trouble

TIMEOUT = 5.0  # seconds for each question


class State(StrEnum):
    """What stands between us and an answer."""

    READY = "ready"
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    STRANGER = "stranger"  # something answers, but no Rasa
    WRONG_TOKEN = "wrong_token"  # noqa: S105 - no secret, but what is wrong
    NO_MODEL = "no_model"


# What an operator reads.
SENTENCES = {
    State.READY: "Rasa 可用。",
    State.UNREACHABLE: "连不上 Rasa：请确认它已启动，MINHU_RASA_URL 的地址和端口没有写错。",
    State.SLOW: "Rasa 太久没有回答：请检查那台机器的负载。",
    State.STRANGER: "MINHU_RASA_URL 上回答的不是 Rasa：请检查地址和端口。",
    State.WRONG_TOKEN: "Rasa 不认这个口令：MINHU_RASA_TOKEN 要与启动 Rasa 时的 --auth-token 相同。",
    State.NO_MODEL: "Rasa 已启动，但没有装入模型：请先训练，再用 rasa run 的 -m 指定模型。",
}
MEANWHILE = "在此之前由内置引擎回答。"


@dataclass(frozen=True, slots=True)
class Health:
    """What a Rasa server says of itself.

    Attributes:
        version: such as "3.6.21"; None where it did not say.
        model: file of the model it has loaded.
    """

    state: State
    version: str | None = None
    model: str | None = None

    @property
    def sentence(self) -> str:
        """The state in Chinese, with what to do."""
        return SENTENCES[self.state] + ("" if self.state is State.READY else MEANWHILE)


class _Version(BaseModel):
    version: str


class _Status(BaseModel):
    model_file: str


def look(wire: Wire) -> Health:
    """Ask a server how it is; never raises."""
    try:
        version = _Version.model_validate_json(wire.ask("GET", "/version", TIMEOUT, signed=False).body).version
    except TroubleError as error:
        return Health(_state(error.trouble))
    except ValidationError:
        return Health(State.STRANGER)
    try:
        reply = wire.ask("GET", "/status", TIMEOUT)
        if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return Health(State.WRONG_TOKEN, version)
        if reply.status == HTTPStatus.CONFLICT:
            return Health(State.NO_MODEL, version)
        return Health(State.READY, version, _Status.model_validate_json(reply.body).model_file)
    except TroubleError as error:
        return Health(_state(error.trouble), version)
    except ValidationError:
        return Health(State.STRANGER, version)


def _state(trouble: Trouble) -> State:
    known = {Trouble.UNREACHABLE: State.UNREACHABLE, Trouble.SLOW: State.SLOW}
    return known.get(trouble, State.STRANGER)
