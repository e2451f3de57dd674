"""A large language model on loopback, as OpenAI-compatible servers answer, whose answers are set by the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from nlu.engines.llm import LlmJudge, LlmSettings
from nlu.judging import Judgement

KEY = "sk-made-up-0123456789"
WORDS = "孩子在家穿羽绒服写作业"
UNSURE = Judgement(0.5, {"heating": 0.4, "water": 0.3}, {"chatter": 0.6, "me_too": 0.4}, 0.1)
APPEAL = {"appeal": True, "confidence": 0.9, "category": "heating", "intent": "appeal", "emergency": False}
CHATTER = {"appeal": False, "confidence": 0.9, "category": "none", "intent": "chatter", "emergency": False}
SCHEMA_UNKNOWN = {"error": {"message": "This response_format type is unavailable now", "type": "invalid_request_error"}}


@dataclass(frozen=True)
class Asked:
    """One question as it came over the wire."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The question read as JSON."""
        told: dict[str, Any] = json.loads(self.raw)
        return told

    @property
    def words(self) -> str:
        """The resident's words as they arrived."""
        words: str = json.loads(self.body["messages"][-1]["content"])
        return words

    @property
    def form(self) -> str:
        """The kind of answer that was asked for."""
        kind: str = self.body["response_format"]["type"]
        return kind


@dataclass(frozen=True)
class Reply:
    """What goes back.

    Attributes:
        hangs: sends nothing until the client has gone or the test ends.
        drips: sends an empty line again and again, and the body never, as servers do that keep a connection alive.
    """

    status: int = 200
    body: bytes = b""
    hangs: bool = False
    drips: bool = False
    headers: dict[str, str] = field(default_factory=dict)


def completes(content: str | None, finish_reason: str | None = "stop", refusal: str | None = None) -> Reply:
    """A completion with that content, in the envelope of the protocol."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    told = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "fake",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 30, "total_tokens": 930},
    }
    return Reply(body=json.dumps(told).encode())


def labels(base: dict[str, object] | None = None, **changed: object) -> Reply:
    """A proper answer: those labels, with some changed."""
    return completes(json.dumps((base or APPEAL) | changed))


def status(code: int, told: object = None) -> Reply:
    """An error of the server."""
    return Reply(code, json.dumps(told or {"error": {"message": "no", "type": "error"}}).encode())


def without_schema(reply: Reply) -> Callable[[Asked], Reply]:
    """A server that knows JSON but no schema, as DeepSeek's."""
    return lambda asked: status(400, SCHEMA_UNKNOWN) if asked.form == "json_schema" else reply


class LlmServer:
    """A real HTTP server; `answer` may be replaced at any moment, `asked` keeps every question.

    Example:
        with LlmServer(lambda asked: labels(category="noise")) as server:
            judge = LlmJudge(LlmSettings(server.url, "key", "fake"), folder)
    """

    def __init__(self, answer: Callable[[Asked], Reply] = lambda asked: labels()) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """What goes into the settings."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def forms(self) -> list[str]:
        """The kinds of answer asked for, in order."""
        return [asked.form for asked in self.asked]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that goes away in the middle is part of the stories."""

    def __init__(self, address: tuple[str, int], fake: LlmServer) -> None:
        super().__init__(address, _Handler)
        self.fake = fake


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, raw)
        self.server.fake.asked.append(asked)
        try:
            self._send(self.server.fake.answer(asked))
        except OSError:
            self.close_connection = True  # the client did not wait

    def _send(self, reply: Reply) -> None:
        if reply.hangs:
            self.server.fake.over.wait(10)
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(1_000_000 if reply.drips else len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        while reply.drips and not self.server.fake.over.wait(0.02):
            self.wfile.write(b"\n")
        self.wfile.write(reply.body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@contextmanager
def asking(server: LlmServer, folder: Path, now: Hands | None = None, **changed: object) -> Iterator[LlmJudge]:
    """A judge that asks this server."""
    settings = replace(LlmSettings(server.url, KEY, "fake", timeout=2.0), **changed)  # type: ignore[arg-type]
    judge = LlmJudge(settings, folder, now or Hands())
    yield judge
    judge.close()


@pytest.fixture
def server() -> Iterator[LlmServer]:
    """A server that runs while a test does."""
    with LlmServer() as running:
        yield running
