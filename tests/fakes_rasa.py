"""A Rasa 3.6 server that needs no Rasa: a real socket, the answers of the real one, a model set by the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from nlu.engines.rasa import RasaJudge
from nlu.judging import Judgement

VERSION = "3.6.21"
FALLBACK = "nlu_fallback"
UNSURE = Judgement(0.5, {}, {})  # of everything: any word of Rasa weighs

Ranking = list[tuple[str, float]]


def heating(text: str) -> Ranking:
    """A model of one idea: whoever says 暖 complains of the heating, all others chat."""
    sure, rest = ("heating", "chatter") if "暖" in text else ("chatter", "heating")
    return [(sure, 0.9), (rest, 0.06), ("me_too", 0.04)]


class RasaServer:
    """A running server, within a `with`.

    Attributes:
        model: text -> intents with their confidences, likeliest first.
        token: what `--auth-token` was set to.
        threshold: of the FallbackClassifier; below it the first intent is "nlu_fallback".
        loaded, model_file: whether a model is loaded, and which.
        delay: seconds an answer takes; none is waited for at the end.
        status, body: when set, the answer to /model/parse, whatever was asked.
        drips: send the answer byte by byte, `delay` seconds apart.
        heard: the texts asked about; `paths`: method and path of every request, with the query.
    """

    def __init__(self, model: Callable[[str], Ranking] = heating, token: str | None = None, port: int = 0) -> None:
        self.model = model
        self.token = token
        self.threshold = 0.3
        self.loaded = True
        self.model_file = "m1.tar.gz"
        self.delay = 0.0
        self.status = 200
        self.body: bytes | None = None
        self.drips = False
        self.heard: list[str] = []
        self.paths: list[str] = []
        self._ending = threading.Event()
        self._server = _Server(self, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> RasaServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def pause(self) -> None:
        """As long as an answer takes, or until the end."""
        if self.delay:
            self._ending.wait(self.delay)

    def answer(self, method: str, address: str, body: bytes) -> tuple[int, bytes]:
        """Status and body, as Rasa would answer."""
        self.paths.append(f"{method} {address}")
        parts = urlsplit(address)
        token = parse_qs(parts.query).get("token", [None])[0]
        match method, parts.path:
            case "GET", "/":
                return 200, f"Hello from Rasa: {VERSION}".encode()
            case "GET", "/version":
                return _json(200, {"version": VERSION, "minimum_compatible_version": VERSION})
            case "GET", "/status":
                return self._guarded(token) or self._status()
            case "POST", "/model/parse":
                return self._guarded(token) or self._parse(body)
        message = f"Requested URL {parts.path} not found"
        return _json(404, {"description": "Not Found", "status": 404, "message": message})

    def _guarded(self, token: str | None) -> tuple[int, bytes] | None:
        if self.token is not None and token != self.token:
            return _failure(401, "NotAuthenticated", "User is not authenticated.")
        if not self.loaded:
            return _failure(409, "Conflict", "No agent loaded. To continue processing, a model … needs to be loaded.")
        return None

    def _status(self) -> tuple[int, bytes]:
        return _json(200, {"model_file": self.model_file, "model_id": "0a1b2c", "num_active_training_jobs": 0})

    def _parse(self, body: bytes) -> tuple[int, bytes]:
        if not body:
            return _failure(400, "BadRequest", "No text message defined in request_body.")
        try:
            text = json.loads(body)["text"]
            self.heard.append(text)
            len(text)  # the real one, too, finds out that a number is no text by failing
            if self.body is not None or self.status != 200:
                return self.status, self.body or b""
            return _json(200, parsed(text, self.model(text), self.threshold))
        except (ValueError, KeyError, TypeError) as error:
            return _failure(500, "ParsingError", f"An unexpected error occurred. Error: {error}")


def parsed(text: str, ranking: Iterable[tuple[str, float]], threshold: float = 0.3) -> dict[str, Any]:
    """The object /model/parse answers."""
    told = [*ranking]
    if not text or not told or told[0][1] < threshold:
        told.insert(0, (FALLBACK, threshold))
    guesses = [{"name": name, "confidence": confidence} for name, confidence in told]
    return {
        "text": text,
        "intent": guesses[0],
        "entities": [],
        "text_tokens": [[at, at + 1] for at in range(len(text))],
        "intent_ranking": guesses,
    }


def _json(status: int, content: dict[str, Any]) -> tuple[int, bytes]:
    return status, json.dumps(content).encode("ascii")


def _failure(status: int, reason: str, message: str) -> tuple[int, bytes]:
    told = {"version": VERSION, "status": "failure", "message": message, "reason": reason}
    return _json(status, {**told, "details": {}, "help": None, "code": status})


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, rasa: RasaServer, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.rasa = rasa

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is none of our business."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5  # seconds; a connection kept open by a forgotten client ends some time
    server: _Server

    def do_GET(self) -> None:
        self._do()

    def do_POST(self) -> None:
        self._do()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the library
        """Quiet."""

    def _do(self) -> None:
        rasa = self.server.rasa
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, answer = rasa.answer(self.command, self.path, body)
        if not rasa.drips:
            rasa.pause()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        for piece in [answer[at : at + 1] for at in range(len(answer))] if rasa.drips else [answer]:
            self.wfile.write(piece)
            if rasa.drips:
                rasa.pause()


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def rasa() -> Iterator[RasaServer]:
    """A server that runs while a test does."""
    with RasaServer() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    """What the judge takes the time from."""
    return Clock()


@pytest.fixture
def judge(rasa: RasaServer, clock: Clock) -> Iterator[RasaJudge]:
    """Who asks that server."""
    made = RasaJudge(rasa.url, now=clock)
    yield made
    made.close()
