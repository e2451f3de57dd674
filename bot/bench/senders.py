"""People who call at the same moment, in a process of their own: what they cost is not the product's."""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

_OK = b"HTTP/1.1 200"
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Answered:
    """How long each call waited for its answer, and how long all of them took; seconds."""

    each: list[float]
    all: float


def send_all(port: int, calls: Sequence[bytes], senders: int) -> Answered:
    """Make calls (whole HTTP requests) over so many connections at once, on each one after the other.

    Raises:
        RuntimeError: an answer was not 200.
    """
    asked = json.dumps({"port": port, "senders": senders, "calls": [call.decode("latin-1") for call in calls]})
    command = [sys.executable, "-m", "bot.bench.senders"]
    made = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if made.returncode:
        raise RuntimeError(made.stderr)
    told = json.loads(made.stdout)
    return Answered(told["each"], told["all"])


class _Sender:
    """One connection."""

    def __init__(self, port: int, calls: Sequence[bytes]) -> None:
        self._left, self._got, self._began = [*reversed(calls)], b"", 0.0
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.seconds: list[float] = []

    def ask(self) -> bool:
        """Make the next call; False when there is none."""
        if not self._left:
            return False
        self._got, self._began = b"", time.perf_counter()
        self.connection.sendall(self._left.pop())
        return True

    def hear(self) -> bool:
        """Read on; whether the answer is whole."""
        more = self.connection.recv(65536)
        self._got += more
        if not (more and self._got.startswith(_OK)):
            raise SystemExit(f"not answered: {self._got[:500]!r}")
        if not _whole(self._got):
            return False
        self.seconds.append(time.perf_counter() - self._began)
        return True


def _whole(answer: bytes) -> bool:
    head, end, body = answer.partition(_END)
    lengths = [line[len(_LENGTH) :] for line in head.lower().split(b"\r\n") if line.startswith(_LENGTH)]
    return bool(end) and len(body) >= int(lengths[0])


def _main() -> None:
    asked = json.loads(sys.stdin.read())
    calls, senders = [call.encode("latin-1") for call in asked["calls"]], asked["senders"]
    people = [_Sender(asked["port"], calls[place::senders]) for place in range(senders)]
    began = time.perf_counter()
    _all_of(people)
    took = time.perf_counter() - began
    json.dump({"each": [second for each in people for second in each.seconds], "all": took}, sys.stdout)


def _all_of(people: Sequence[_Sender]) -> None:
    with selectors.DefaultSelector() as waiting:
        for each in people:
            if each.ask():
                waiting.register(each.connection, selectors.EVENT_READ, each)
        while waiting.get_map():
            for key, _ in waiting.select():
                if key.data.hear() and not key.data.ask():
                    waiting.unregister(key.fileobj)


if __name__ == "__main__":
    _main()
