"""Speaking HTTP with a Rasa server: one pool of connections, a token nobody logs, answers of a bounded size."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from nlu.judging import Trouble

LARGEST_ANSWER = 256_000  # bytes; forty intents are 3,000
CONNECT_WITHIN = 1.0  # seconds; the server stands on this machine or beside it

_NO_ADDRESS = "Rasa 的地址应是 http 或 https 地址，不带口令和参数，例如 http://127.0.0.1:5005。"


class TroubleError(Exception):
    """The server could not be asked, or its answer is of no use.

    Attributes:
        lasting: whether the next message must expect the same; a text the server stumbles over says nothing of others.
    """

    def __init__(self, trouble: Trouble, *, lasting: bool = True) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes


class Wire:
    """The way to one Rasa server. Safe among threads.

    Args:
        url: where it listens, such as http://127.0.0.1:5005.
        token: its `--auth-token`.
        now: seconds of a clock that never goes back.

    Raises:
        ValueError: `url` is no http address; a Chinese sentence for the operator.
    """

    def __init__(self, url: str, token: str | None, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._base = _address(url)
        # No proxy: the server stands within the walls, and the token must not leave them.
        self._client = httpx.Client(transport=_Signing(token), trust_env=False)
        # Engines live as long as the process and nobody closes them; the connections go with them.
        self.close = weakref.finalize(self, self._client.close)

    def ask(self, method: str, path: str, timeout: float, body: bytes | None = None, *, signed: bool = True) -> Reply:
        """Send one request; the whole answer must be there within `timeout` seconds.

        Raises:
            TroubleError: no connection, too slow, too large, or no HTTP.
        """
        request = self._client.build_request(
            method,
            f"{self._base}{path}",
            content=body,
            headers={"Accept-Encoding": "identity", "Content-Type": "application/json"},
            timeout=httpx.Timeout(timeout, connect=min(timeout, CONNECT_WITHIN)),
            extensions={"signed": signed},
        )
        try:
            return self._read(request, self._now() + timeout)
        except (httpx.ConnectTimeout, httpx.NetworkError) as error:
            raise TroubleError(Trouble.UNREACHABLE) from error
        except httpx.TimeoutException as error:
            raise TroubleError(Trouble.SLOW) from error
        except httpx.HTTPError as error:
            raise TroubleError(Trouble.NONSENSE) from error

    def _read(self, request: httpx.Request, until: float) -> Reply:
        response = self._client.send(request, stream=True)
        try:
            body = bytearray()
            for piece in response.iter_raw():
                body += piece
                if len(body) > LARGEST_ANSWER:
                    raise TroubleError(Trouble.NONSENSE)
                if self._now() > until:  # the library's own time-out begins anew with every byte
                    raise TroubleError(Trouble.SLOW)
            return Reply(response.status_code, bytes(body))
        finally:
            response.close()


class _Signing(httpx.HTTPTransport):
    """Adds the token, which Rasa takes in the address only, after httpx has logged the address without it."""

    def __init__(self, token: str | None) -> None:
        super().__init__()
        self._token = token

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self._token or not request.extensions.get("signed"):
            return super().handle_request(request)
        signed = httpx.Request(
            request.method,
            request.url.copy_set_param("token", self._token),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return super().handle_request(signed)


def _address(url: str) -> str:
    try:
        read = httpx.URL(url)
        read.host.encode("idna")
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ValueError(_NO_ADDRESS) from error
    # What stands before the host or after the path would be logged, or end up in the middle of our paths.
    if read.scheme not in ("http", "https") or not read.host or read.userinfo or read.query or read.fragment:
        raise ValueError(_NO_ADDRESS)
    return str(read).rstrip("/")
