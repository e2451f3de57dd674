"""A second mind that is a large language model behind any OpenAI-compatible address: asked rarely, told no names."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx

from nlu.engines import llm_prompt
from nlu.engines.breaker import Breaker
from nlu.engines.llm_answer import Answer, Completion, read_answer, read_completion, weighed
from nlu.engines.llm_budget import Budget
from nlu.judging import Judgement, Tally, Trouble

UNSURE = (0.2, 0.8)  # probability of an appeal between which it is asked
VAGUE = 0.5  # the same for what looks an appeal, where no category is this probable
MAX_ANSWER = 65_536  # bytes; the labels need some hundred
_OK = 200
_NOT_UNDERSTOOD = (400, 422)  # what servers answer that know no JSON schema, or dislike the words


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Whom to ask and how much.

    Attributes:
        base_url: what stands before "/chat/completions"; empty means that nobody is to be asked.
        api_key: empty for a server of one's own that wants none; never shown.
        daily_calls: most calls in a day of the district.
        timeout: seconds after which a message does without.

    Raises:
        ValueError: an unusable value, in a sentence for the operator.
    """

    base_url: str = ""
    api_key: str = field(default="", repr=False)
    model: str = ""
    daily_calls: int = 500
    timeout: float = 5.0

    def __post_init__(self) -> None:
        if self.base_url and not _usable(self.base_url):
            raise ValueError("大模型地址 MINHU_LLM__BASE_URL 要以 http:// 或 https:// 开头，不带账号、问号和井号。")
        if not all("!" <= char <= "~" for char in self.api_key):
            raise ValueError("大模型密钥 MINHU_LLM__API_KEY 里有空格或不是英文的字符，请重新复制。")
        if not self.model.isprintable():
            raise ValueError("大模型名称 MINHU_LLM__MODEL 里有看不见的字符，请重新填写。")
        if self.daily_calls < 0:
            raise ValueError("大模型每日次数 MINHU_LLM__DAILY_CALLS 不能小于 0。")
        if not 0 < self.timeout <= 60:
            raise ValueError("大模型等待秒数 MINHU_LLM__TIMEOUT 要大于 0，不超过 60。")

    @property
    def lacking(self) -> tuple[str, ...]:
        """The keys that still have to be set before anybody can be asked."""
        return tuple(key for key, value in (("BASE_URL", self.base_url), ("MODEL", self.model)) if not value)


class LlmJudge:
    """Asks a large language model where all before it are unsure; see `nlu.judging.Judge`.

    Args:
        folder: where the budget of the day is kept, shared by all processes of the machine.
        now: seconds of a clock that never goes back.
        clock: seconds since 1970.

    Raises:
        ValueError: the environment names a proxy or certificates that cannot be used; one sentence for the operator.
    """

    name = "llm"

    def __init__(
        self,
        settings: LlmSettings,
        folder: Path,
        now: Callable[[], float] = time.monotonic,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.budget = Budget(folder, settings.daily_calls, clock)
        self.tally = Tally(trouble=Trouble.MISSING if settings.lacking else None)
        self._settings = settings
        self._now = now
        self._breaker = Breaker()
        self._with_schema: bool | None = None  # None until the server has answered in one form or the other
        self._client = _client(settings)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def wanted(self, seen: Judgement) -> bool:
        """Whether the minds before are unsure whether it is an appeal, or of what."""
        low, high = UNSURE
        vague = seen.appeal >= VAGUE and max(seen.categories.values(), default=0.0) < VAGUE
        return low < seen.appeal < high or vague

    def judge(self, text: str, seen: Judgement) -> Judgement | None:
        """What is known weighed with the model's answer; None when there is none that can be used."""
        words = llm_prompt.outgoing(text)
        if not words or not self._may_ask():
            return None
        self.tally.asked += 1
        said = self._answer(words)
        if isinstance(said, Trouble):
            self.tally.trouble = said
            return None
        self.tally.answered += 1
        self.tally.trouble = None
        return weighed(seen, said)

    def _may_ask(self) -> bool:
        if self._settings.lacking or not self._breaker.allows(self._now()):
            self.tally.skipped += 1
            return False
        if not self.budget.take():
            self.tally.skipped += 1
            self.tally.trouble = Trouble.SPENT
            return False
        return True

    def _answer(self, words: str) -> Answer | Trouble:
        try:
            status, body = self._exchange(words)
        except httpx.TimeoutException:
            return self._failed(Trouble.SLOW)
        except httpx.HTTPError:
            return self._failed(Trouble.UNREACHABLE)
        if status in _NOT_UNDERSTOOD:
            # Also what some answer to words they dislike: one message must not silence it for the next.
            self._breaker.succeeded()
            return Trouble.REFUSED
        completion = read_completion(body) if status == _OK else None
        if completion is None:
            return self._failed(Trouble.NONSENSE if status == _OK else Trouble.REFUSED)
        return self._labels(completion)

    def _labels(self, completion: Completion) -> Answer | Trouble:
        # The server is well, whatever a message made the model say.
        self._breaker.succeeded()
        return read_answer(completion)

    def _failed(self, trouble: Trouble) -> Trouble:
        self._breaker.failed(self._now())
        return trouble

    def _exchange(self, words: str) -> tuple[int, bytes]:
        """Status and body; a server that refuses the schema is asked for plain JSON, and from then on only for that."""
        with_schema = self._with_schema is not False
        status, body = self._post(llm_prompt.request(self._settings.model, words, with_schema=with_schema))
        if status in _NOT_UNDERSTOOD and self._with_schema is None and self.budget.take():
            with_schema = False
            status, body = self._post(llm_prompt.request(self._settings.model, words, with_schema=False))
        if status == _OK:
            self._with_schema = with_schema
        return status, body

    def _post(self, body: dict[str, Any]) -> tuple[int, bytes]:
        """One question; never more than `MAX_ANSWER` bytes, and hardly longer than the time-out however it drips."""
        until = self._now() + self._settings.timeout
        answer = b""
        with self._client.stream("POST", self._address, json=body) as response:
            for piece in response.iter_raw():
                answer += piece
                if len(answer) > MAX_ANSWER:
                    break
                if self._now() > until:
                    raise httpx.ReadTimeout("the answer drips")
        return response.status_code, answer if len(answer) <= MAX_ANSWER else b""

    @property
    def _address(self) -> str:
        return f"{self._settings.base_url.rstrip('/')}/chat/completions"


def _client(settings: LlmSettings) -> httpx.Client:
    key = {"Authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}
    # A proxy that is set for the network knows nothing of this machine.
    from_environment = not _is_loopback(settings.base_url)
    try:
        headers = {"Accept-Encoding": "identity"} | key
        return httpx.Client(headers=headers, timeout=settings.timeout, trust_env=from_environment)
    except (ImportError, ValueError, OSError) as error:
        raise ValueError("环境变量里的代理或证书（ALL_PROXY、HTTPS_PROXY、SSL_CERT_FILE）用不了，请改正。") from error


def _usable(address: str) -> bool:
    # A password in the address would be logged with it, and a question mark would swallow the path.
    try:
        url = httpx.URL(address)
        url.host.encode("idna")
    except (httpx.InvalidURL, UnicodeError):
        return False
    plain = not any(map(str.isspace, address)) and not (url.userinfo or url.query or url.fragment)
    return plain and url.scheme in {"http", "https"} and bool(url.host)


def _is_loopback(address: str) -> bool:
    host = httpx.URL(address).host if address else ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
