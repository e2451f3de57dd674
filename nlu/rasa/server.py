"""A Rasa server of our own for a while: started, waited for, asked what it costs, stopped."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from nlu.engines.rasa import RasaJudge
from nlu.engines.rasa_health import State

STARTS_WITHIN = 300.0  # seconds; TensorFlow takes its time, more on a busy machine
STOPS_WITHIN = 10.0
TRIES_EVERY = 0.5
TAIL = 15  # lines of its log that say why it did not start

# One thread for each operation: what a message costs is then what one core does.
ENVIRONMENT = {
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
}


class RasaStartError(Exception):
    """The server did not come up; the message is a Chinese sentence and the end of its log."""


class RasaProcess:
    """A Rasa server within a `with`, on this machine only, behind a token nobody else knows.

    Args:
        rasa: the `rasa` command of its environment.
        model: the model file.
        port: where it listens; any free port by default.

    Raises:
        RasaStartError: on entering, when it is not ready in time or loads another model.
    """

    def __init__(self, rasa: Path, model: Path, port: int = 0) -> None:
        self.model = model
        self.token = secrets.token_urlsafe(16)
        self._rasa = rasa
        self._port = port or _free_port()
        self._log: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> RasaProcess:
        # Rasa takes another model where it does not find this one.
        if not self.model.is_file():
            raise RasaStartError(f"没有模型文件 {self.model}。")
        if not self._rasa.is_file():
            raise RasaStartError(f"没有 Rasa：{self._rasa} 不存在，请先运行 make rasa。")
        self._log = tempfile.TemporaryFile()
        command = [
            str(self._rasa), "run", "--enable-api", "-m", str(self.model), "-i", "127.0.0.1", "-p", str(self._port),
            "--auth-token", self.token,
        ]  # fmt: skip
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def cpu_seconds(self) -> float:
        """Processor time it has used up to now, in its own code and in the system's; Linux only."""
        if self._process is None:
            return 0.0
        return _cpu_seconds(self._process.pid)

    def memory(self) -> int:
        """Bytes of memory it holds; Linux only."""
        if self._process is None:
            return 0
        pages = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def _wait(self) -> None:
        judge = RasaJudge(self.url, self.token)
        until = time.monotonic() + STARTS_WITHIN
        try:
            while (health := judge.health()).state is not State.READY or not judge.warm_up():
                # It listens only after it has tried to load the model: without one now, it never has one.
                if health.state is State.NO_MODEL or self._process is None or self._process.poll() is not None:
                    raise RasaStartError(f"Rasa 启动失败：\n{self._said()}")
                if time.monotonic() > until:
                    raise RasaStartError(f"Rasa 在 {STARTS_WITHIN:.0f} 秒内没有就绪：\n{self._said()}")
                time.sleep(TRIES_EVERY)
        finally:
            judge.close()
        if Path(health.model or "").name != self.model.name:
            raise RasaStartError(f"Rasa 装入的是 {health.model}，不是 {self.model}。")

    def _said(self) -> str:
        if self._log is None:
            return ""
        self._log.seek(0)
        return "\n".join(self._log.read().decode(errors="replace").splitlines()[-TAIL:])

    def _end(self) -> None:
        if self._process is not None:
            _stop(self._process)
        if self._log is not None:
            self._log.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _cpu_seconds(process: int) -> float:
    # After the name in brackets, which may hold anything: fields 14 and 15 count from the number before it.
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
